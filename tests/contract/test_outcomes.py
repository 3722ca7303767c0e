"""Every outcome keeps the contract: declared in words, computed under its name, missing not 0."""

import math
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from sim.inputs.mission import LINES
from sim.measures.outcomes import (
    OUTCOMES,
    Kind,
    Outcome,
    final,
    lives,
    of_kind,
    period,
    week,
)
from sim.measures.strategies import by_strategy
from sim.measures.totals import Totals
from sim.simulation import simulate
from tests.states import alliance_lives, memberships, world

KNOWN = Path(__file__).parents[1] / "known"


@pytest.fixture(scope="module")
def alone() -> dict[str, float]:
    """What comes out where nobody ever looks for an ally."""
    world = {"population.agents": 20, "off": ("scout",)}
    return simulate(world, seed=1, weeks=20).outcomes


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))
def test_it_says_what_it_is(outcome: Outcome) -> None:
    assert outcome.meaning, f"{outcome.name} has no meaning"
    assert not outcome.meaning.endswith(".")
    assert outcome.kind in get_args(Kind)
    assert outcome.line == "" or outcome.line in LINES, f"'{outcome.line}' is no line of the guide"
    assert outcome.better in (-1, 0, 1)
    assert outcome.title


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=list(OUTCOMES))
def test_it_is_what_it_says_where_nobody_is_allied(
    outcome: Outcome, alone: dict[str, float]
) -> None:
    found = alone[outcome.name]
    said = f"{outcome.name} is {found} where nobody is allied; declared is alone={outcome.alone}"
    if outcome.alone is None:
        assert not math.isnan(found), said
    else:
        assert found == pytest.approx(outcome.alone, abs=1e-12, nan_ok=True), said


@pytest.mark.parametrize("name", OUTCOMES)
def test_it_is_worked_by_hand(name: str) -> None:
    text = (KNOWN / "test_outcomes.py").read_text(encoding="utf-8")
    assert f'"{name}"' in text, f"{name} is worked by hand nowhere (tests/known/test_outcomes.py)"


def test_names_are_told_apart() -> None:
    assert len({outcome.title for outcome in OUTCOMES.values()}) == len(OUTCOMES)
    assert sum(len(of_kind(kind)) for kind in get_args(Kind)) == len(OUTCOMES)


def test_a_line_names_the_outcome_that_speaks_for_it() -> None:
    for outcome in OUTCOMES.values():
        if outcome.line:
            spoken = LINES[outcome.line].outcome
            said = f"{outcome.name} speaks for '{outcome.line}', which names {spoken}"
            assert spoken == outcome.name, said


def test_each_function_gives_the_outcomes_of_its_kind_and_together_they_are_all() -> None:
    state = world(4, (0, 1, 2), (2, 3))
    totals = Totals()
    totals.add(state)
    given = {
        "weekly": week(state),
        "final": final(state),
        "period": period(totals),
        "lives": lives(memberships((0, -1, 0)), alliance_lives((0, -1, 0)), 10),
    }
    for kind, values in given.items():
        assert list(values) == [outcome.name for outcome in of_kind(kind)]
        assert all(type(value) is float for value in values.values())
    assert sum(len(values) for values in given.values()) == len(OUTCOMES)


def test_where_nobody_ever_joined_there_are_no_lives() -> None:
    assert all(map(math.isnan, lives(memberships(), alliance_lives(), 10).values()))


def test_without_a_week_there_are_no_averages() -> None:
    totals = Totals()
    assert all(map(math.isnan, period(totals).values()))
    assert all(np.isnan(column).all() for column in totals.columns().values())


def test_what_was_not_counted_is_missing() -> None:
    state = world(3, (0, 1))
    state.tally = {}
    values = week(state)
    assert math.isnan(values["formation"])
    assert math.isnan(values["conflicts"])


def test_a_strategy_that_nobody_follows_has_a_share_and_nothing_else() -> None:
    columns = by_strategy(world(3, (0, 1)), 2)
    assert columns.pop("share").tolist() == [1.0, 0.0]
    assert all(np.isnan(column[1]) and column.shape == (2,) for column in columns.values())


def test_outcomes_do_not_depend_on_the_order_of_the_agents_rows() -> None:
    one, other = world([0, 1, 2, 3], (0, 1, 2), (2, 3)), world([3, 1, 0, 2], (0, 1, 2), (2, 3))
    for state in (one, other):
        agents = state.agents
        angle = 1.0 + agents["id"]
        agents["goal"] = np.stack([np.cos(angle), np.sin(angle), 0.0 * angle], axis=1)
        agents["reliability"] = 0.5 + 0.1 * agents["id"]
        state.ties["kept"] = state.ties["agent"] + 2.0 * state.ties["other"]
    for measure in (week, final):
        assert measure(one) == pytest.approx(measure(other), nan_ok=True)
