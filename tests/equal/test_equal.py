"""The tables are the objects, week by week: same agents, ties, alliances and histories.

This is the strongest test there is of either: two programs, written apart, that agree on every
number of every week in every corner of the model.
"""

from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.ahead import MANY
from sim.engine.model import TableModel
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import STRATEGIES, Mix, strategy_from
from sim.inputs.switches import PLACEBOS, PRACTICES, SWITCHES
from sim.inputs.versions import neutral
from sim.objects.model import AllianceModel
from sim.state.histories import Histories
from sim.state.tables import seats_of
from tests.equal.both import ROOM, Model, compare, differences, logs_differ
from tests.generated import mixes, parameters, seeds
from tests.strategies import EVERYTHING

SMALL = {"population.agents": 24, "population.memory": 12}
LEARNING = {"learn.rule": "fermi", "learn.rate": 0.3, "learn.mutation": 0.05}
MIXED = (
    (EVERYTHING, 0.4),
    *((STRATEGIES[name], 0.2) for name in ("transactional", "generous", "free_rider")),
)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_world_with_everything_on(seed: int) -> None:
    compare({"population.agents": 60, **LEARNING}, MIXED, seed=seed, weeks=40)


def test_a_world_so_large_that_memory_is_asked_for_beforehand() -> None:
    compare({"population.agents": MANY + 7, "population.memory": 12}, MIXED, weeks=8)


COMINGS_AND_GOINGS: dict[str, dict[str, Any]] = {
    "a few leave and are replaced": {"turnover.exit": 0.05},
    "seats stay empty for a while": {"turnover.exit": 0.1, "turnover.entry": 0.3},
    "hardly anybody is left": {"turnover.exit": 0.3, "turnover.entry": 0.05},
    "nobody is left": {"turnover.exit": 0.6, "turnover.entry": 0.0},
    "everybody is new every week": {"turnover.exit": 1.0},
}


@pytest.mark.parametrize("rule", ["off", "fermi", "death_birth"])
@pytest.mark.parametrize("what", COMINGS_AND_GOINGS)
def test_people_who_come_and_go(what: str, rule: str) -> None:
    settings = {"population.agents": 24, "learn.rule": rule, "learn.rate": 0.2, "decide.arena": 5}
    compare({**settings, **COMINGS_AND_GOINGS[what]}, MIXED, weeks=40)


def test_people_who_come_and_go_by_a_list_or_by_events(tmp_path: Path) -> None:
    lines = [f"{i},{i % 7},{9 + i % 5}" for i in range(0, 24, 2)]
    (tmp_path / "who.csv").write_text("\n".join(["name,from,until", *lines]))
    who = {"population.presence": str(tmp_path / "who.csv")}
    events = [
        {"week": 4, "set": {"turnover.exit": 0.2, "produce.output": 0.5}},
        {"week": 9, "set": {"turnover.entry": 0.1, "learn.rule": "fermi"}},
    ]
    for settings in ({}, {"population.pairs": True}, {"turnover.exit": 0.1}):
        compare({"population.agents": 24, **who, **settings}, MIXED, weeks=30, events=events)


@hypothesis.settings(max_examples=40, deadline=None)
@given(parameters(), mixes(), seeds, st.integers(1, 12))
def test_any_small_world(settings: Parameters, mix: Mix, seed: int, weeks: int) -> None:
    compare(settings, mix, seed=seed, weeks=weeks)


def test_a_world_of_pairs() -> None:
    compare({"population.agents": 60, "alliances.largest": 2}, weeks=40)


def test_large_alliances_and_a_memory_that_is_always_full() -> None:
    crowded = {"scout.admission": 1.0, "attention.acts": 8.0, "population.memory": 9}
    compare({"population.agents": 40, "alliances.largest": 9, **crowded}, weeks=40)


@pytest.mark.parametrize("switch", SWITCHES)
def test_every_switch_off(switch: str) -> None:
    compare({**SMALL, **LEARNING, "off": (switch,)}, MIXED)


@cache
def as_it_is() -> TableModel:
    """Return the world in which every practice is done, where it is most needed."""
    return compare(SMALL, EVERYTHING)


@pytest.mark.parametrize("practice", PLACEBOS)
@pytest.mark.parametrize("placebo", ["blind", "null"])
def test_every_placebo(practice: str, placebo: str) -> None:
    without = compare({**SMALL, placebo: (practice,)}, EVERYTHING)
    assert differences(as_it_is().state(), without.state()), f"{placebo} {practice} does nothing"


def test_everybody_does_everything() -> None:
    compare({"population.agents": 60, "scout.admission": 0.8}, EVERYTHING, weeks=30)


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_every_strategy(strategy: str) -> None:
    compare(SMALL, strategy)


def test_strategies_of_ones_own_with_all_their_rules() -> None:
    rules = {"check_in_every": 3.0, "resolve_above": 0.2, "openness": 0.9, "appreciation": 0.1}
    mine = strategy_from(
        "mine", {"like": "balanced", "support": (0.9, 0.8, 0.3, 0.6, 0.2), **rules}
    )
    compare({**SMALL, "support.slip": 0.1, "support.lapse": 0.2}, mine, weeks=30)


def test_death_and_birth_of_strategies() -> None:
    parameters = {"learn.rule": "death_birth", "learn.selection": 0.3}
    parameters |= {"support.until_helped": False, "support.asks": 3}
    compare({**SMALL, **parameters}, {"generous": 0.5, "shirker": 0.5}, weeks=30)


RULES = (
    "resolve.ripe",
    "resolve.cost",
    "attend.guest",
    "attend.idle",
    "offer.sated",
    "trust.hearsay",
    "turnover.exit",
)
#: As far as the rules go, and as without them.
BOUNDS = {name: parameter_declarations()[name].high for name in RULES} | {"turnover.exit": 0.3}
WITHOUT = {**neutral(), "trust.hearsay": 0.0}


@cache
def without_rules() -> TableModel:
    """Return a world without any of the rules, compared."""
    return compare({**SMALL, **WITHOUT}, EVERYTHING)


@pytest.mark.parametrize("name", RULES)
def test_every_rule_alone_as_far_as_it_goes(name: str) -> None:
    found = compare({**SMALL, **WITHOUT, name: BOUNDS[name]}, EVERYTHING)
    assert differences(without_rules().state(), found.state()), f"{name} does nothing"


@pytest.mark.parametrize("rules", [WITHOUT, {}, BOUNDS], ids=["none", "as they are", "bounds"])
def test_all_rules_together(rules: dict[str, float]) -> None:
    compare({"population.agents": 60, **LEARNING, **rules}, MIXED, weeks=40)
    placebos = {"blind": ("scout", "resolve"), "null": ("check_in", "recognise")}
    compare({**SMALL, **rules, **placebos}, EVERYTHING)


@pytest.mark.parametrize(
    "start", [{"population.pairs": True}, {"population.network": "networkx:karate_club"}]
)
def test_worlds_that_start_allied(start: dict) -> None:
    compare({"population.agents": 20, **start})


def test_events() -> None:
    events = [
        {"week": 5, "set": {"conflict.rate": 0.3, "support.balance_memory": 0.5}},
        {"week": 9, "set": {"off": ["share", "work"], "support.asks": 5}},
        {"week": 14, "set": {"off": [], "null": ["check_in"], "support.asks": 1}},
        {"week": 17, "set": {"null": [], **BOUNDS}},
    ]
    compare({**SMALL, **WITHOUT}, MIXED, weeks=24, events=events)


def test_tables_that_had_to_grow() -> None:
    # twice as many alliances as there was room for, and many more histories
    model = compare({"population.agents": 30, "review.intercept": -2.0}, "networker", weeks=40)
    assert len(model.world.lives) > 4 * 30


def test_one_goes_on_where_the_other_stopped() -> None:
    # objects for ten weeks, tables for ten, objects for ten: as objects all along
    parameters = {**SMALL, **LEARNING}
    whole = AllianceModel(parameters, MIXED, rng=5)
    model = AllianceModel(parameters, MIXED, rng=5)
    for turn in (AllianceModel, TableModel, AllianceModel):
        model = turn(
            parameters,
            MIXED,
            rng=5,
            state=model.state(),
            histories=Histories.restored(*model.history_tables()),
        )
        for _ in range(10):
            model.step()
    for _ in range(30):
        whole.step()
    assert differences(whole.state(), model.state()) == []


def some_hands(model: Model, week: int) -> None:
    """Decide anew for every third of those who are there, every fifth week; and take some back."""
    practices = list(PRACTICES)
    there = sorted(model.who_is_there()) if week % 5 == 1 else []
    for agent in there[::3]:
        one, other = practices[(agent + week) % 8], practices[(agent + 3) % 8]
        model.plan(agent, {one: 0.75, other: 0.25} if one != other else {one: 1.0})
    for agent in there[3::6]:
        model.plan(agent, None)
    for asked in there[1::2]:
        for asking in there:
            if asked != asking:
                model.answer(asked, asking, ((asked + asking + week) % 5) / 4)
    for asked, asking in zip(there[1::4], there[2::4], strict=False):
        model.answer(asked, asking, None)


@pytest.mark.parametrize("what", [None, *COMINGS_AND_GOINGS])
def test_agents_for_whom_somebody_decides(what: str | None) -> None:
    going = COMINGS_AND_GOINGS[what] if what else {}
    events = [{"week": 7, "set": {"off": ["work", "adapt"]}}, {"week": 14, "set": {"off": []}}]
    rules = {"support.hardship": 0.6, "support.slip": 0.1, **LEARNING, **going}
    compare({**SMALL, **rules}, MIXED, weeks=24, events=events, hand=some_hands)


def test_strategies_that_insist_while_somebody_decides_for_some() -> None:
    insists = strategy_from(
        "insists", {"like": "balanced", "check_in_every": 2.0, "resolve_above": 0.1}
    )
    for off in ((), ("attend",), ("check_in", "support")):
        compare({**SMALL, "off": off}, insists, weeks=12, hand=some_hands)


def test_ids_need_not_be_rows() -> None:
    # the same population under ids with gaps, its rows shuffled
    start = AllianceModel(SMALL, rng=2).state()
    start.agents["id"] = start.agents["id"] * 3 + 7
    start.agents = start.agents[np.random.default_rng(1).permutation(len(start.agents))]
    start.seats = seats_of(start.agents)
    objects = AllianceModel(SMALL, rng=2, state=start, histories=Histories())
    tables = TableModel(SMALL, rng=2, state=start, histories=Histories())
    for week in range(20):
        for model in (objects, tables):
            some_hands(model, week)
            model.log(ROOM)
            model.step()
        assert differences(objects.state(), tables.state()) == []
        assert logs_differ(objects.logged(), tables.logged()) == []


@pytest.mark.slow
def test_a_large_world_for_a_long_time() -> None:
    compare({"population.agents": 120, **LEARNING}, MIXED, seed=11, weeks=150)
