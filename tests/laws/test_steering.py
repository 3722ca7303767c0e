"""Laws of plans, answers and the log: what they leave as it is, and what adds up."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.model import TableModel
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import STRATEGIES, Mix, mix_from, strategy_from
from sim.objects.agent import AllianceAgent
from sim.objects.model import AllianceModel
from sim.objects.tie import Tie
from sim.state import log
from sim.state.histories import Histories
from sim.state.log import Logged
from sim.state.tables import State
from tests.generated import mixes, parameters, seeds

Model = AllianceModel | TableModel
both_ways = pytest.mark.parametrize("way", [AllianceModel, TableModel])

#: Strategies that insist on nothing.
CALM = sorted(
    name
    for name, strategy in STRATEGIES.items()
    if strategy.check_in_every is None and strategy.resolve_above is None
)
calm = st.lists(st.sampled_from(CALM), min_size=1, max_size=2, unique=True).map(
    lambda names: mix_from({name: 1.0 / len(names) for name in names})
)


def same(a: State, b: State) -> bool:
    """Whether two states are the same in every bit."""
    tables = ("agents", "ties", "alliances", "seats")
    return a.tally == b.tally and all(
        getattr(a, name).tobytes() == getattr(b, name).tobytes() for name in tables
    )


def of_kind(logged: Logged, *kinds: int) -> int:
    return int(np.isin(logged.notes["kind"], kinds).sum())


@both_ways
@settings(max_examples=15)
@given(parameters(), calm, seeds, st.integers(1, 6))
def test_a_plan_like_the_portfolio_of_a_strategy_that_insists_on_nothing_changes_nothing(
    way: type[Model], rules: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    alone, steered = way(rules, mix, rng=seed), way(rules, mix, rng=seed)
    for _ in range(weeks):
        for agent in steered.state().agents:
            if agent["id"] % 3:
                steered.plan(agent["id"], mix[agent["strategy"]][0].portfolio)
        alone.step()
        steered.step()
        assert same(alone.state(), steered.state())


@both_ways
def test_a_plan_takes_away_what_a_strategy_insists_on(way: type[Model]) -> None:
    settings_ = {"population.agents": 16, "population.pairs": True}
    insists = {"check_in_every": 2.0, "resolve_above": 0.1}
    found = []
    for more, has_plan in (({}, False), (insists, False), (insists, True)):
        strategy = strategy_from("mine", {"like": "balanced", **more})
        model = way(settings_, strategy, rng=3)
        for agent in model.who_is_there() if has_plan else ():
            model.plan(agent, strategy.portfolio)
        for _ in range(12):
            model.step()
        found.append(model.state())
    never_insists, insists_, has_a_plan = found
    assert same(never_insists, has_a_plan)
    assert not same(never_insists, insists_)


class Recording(AllianceAgent):
    """Notes with which probability it means to help whom."""

    def willingness(self, tie: Tie) -> float:
        chance = super().willingness(tie)
        self.model.chances[self.id, tie.other.id] = chance  # type: ignore[attr-defined]
        return chance


class Recorded(AllianceModel):
    """A model of agents who do."""

    agent_class = Recording
    chances: dict[tuple[int, int], float]


@both_ways
@settings(max_examples=15)
@given(parameters(), mixes(), seeds, st.integers(1, 6))
def test_answers_like_the_rule_s_own_change_nothing(
    way: type[Model], rules: Parameters, mix: Mix, seed: int, weeks: int
) -> None:
    recorded = Recorded(rules, mix, rng=seed)
    alone, steered = way(rules, mix, rng=seed), way(rules, mix, rng=seed)
    for _ in range(weeks):
        recorded.chances = {}
        recorded.step()
        there = steered.who_is_there()
        for (asked, asking), chance in recorded.chances.items():
            if asked in there and asking in there:  # nobody decides for who comes this week
                steered.answer(asked, asking, chance)
        alone.step()
        steered.step()
        for pair in list(steered.steering.answers):
            steered.answer(*pair, None)
        assert same(alone.state(), steered.state())


def copied(model: Model) -> Model:
    """Return a copy of a model, to run a week on."""
    return type(model)(
        model.parameters,
        model.mix,
        rng=model.seed,
        state=model.state(),
        histories=Histories.restored(*model.history_tables()),
    )


def who_asks(model: Model, agent: int) -> list[int]:
    """Return who asks an agent for help in the next week of a model, in order."""
    model.log(10_000)
    model.step()
    notes = model.logged().notes
    asked = np.isin(notes["kind"], (log.HELP, log.REFUSAL, log.FAILURE)) & (notes["who"] == agent)
    return notes["whom"][asked].tolist()  # type: ignore[no-any-return]


@settings(max_examples=25)
@given(parameters(), mixes(), seeds, st.integers(1, 8), st.booleans())
def test_who_asks_an_agent_does_not_depend_on_its_own_answers(
    rules: Parameters, mix: Mix, seed: int, weeks: int, until_helped: bool
) -> None:
    often = {"population.pairs": True, "support.hardship": 1.0, "support.asks": 3}
    model = TableModel(
        rules.updated({**often, "support.until_helped": until_helped}), mix, rng=seed
    )
    for _ in range(weeks):
        model.step()
    there = model.who_is_there()
    agent = there[seed % len(there)] if there else 0
    found = []
    for probability in (None, 0.0, 1.0):
        copy = copied(model)
        for other in there:
            if other != agent:
                copy.answer(agent, other, probability)
        found.append(who_asks(copy, agent))
    assert found[0] == found[1] == found[2]


@both_ways
@settings(max_examples=25)
@given(parameters(), mixes(), seeds, st.integers(1, 8), st.sampled_from([1, 4, 10_000]))
def test_what_is_logged_adds_up_and_changes_nothing(
    way: type[Model], rules: Parameters, mix: Mix, seed: int, weeks: int, room: int
) -> None:
    rules = rules.updated({"turnover.exit": 0.2, "turnover.entry": 0.5})
    silent, cut, model = (way(rules, mix, rng=seed) for _ in range(3))
    cut.log(room)
    model.log(10_000)
    came = gone = 0
    for _ in range(weeks):
        for each in (silent, cut, model):
            each.step()
        logged, part, tally = model.logged(), cut.logged(), model.state().tally
        assert logged.dropped == 0
        assert of_kind(logged, log.HELP) == tally["helped"]
        assert of_kind(logged, log.HELP, log.REFUSAL, log.FAILURE) == tally["requests"]
        assert of_kind(logged, log.QUARREL) == tally["conflicts"]
        assert of_kind(logged, log.RECONCILIATION) == tally["resolved"]
        assert (logged.notes["week"] == model.week).all()
        assert part.notes.tobytes() == logged.notes[:room].tobytes()
        assert len(part.notes) + part.dropped == len(logged.notes)
        came += of_kind(logged, log.COMING)
        gone += of_kind(logged, log.GOING)
        assert same(silent.state(), model.state())
        assert same(silent.state(), cut.state())
    stays = model.stays()
    assert (came, gone) == ((stays["came"] > 0).sum(), (stays["gone"] >= 0).sum())


class Asked(AllianceModel):
    """A model that notes every draw."""

    def __init__(self, *given_: Any, **named: Any) -> None:
        self.drawn: set[tuple[int, ...]] = set()
        super().__init__(*given_, **named)

    def draw(self, *what: int) -> tuple[float, float, float, float]:
        self.drawn.add((self.week, *what))
        return super().draw(*what)


def test_what_is_decided_for_one_shifts_the_luck_of_nobody() -> None:
    # pairs who look for nobody else: whoever is not of the pair of 0 goes through the same weeks
    settings_ = {"population.agents": 12, "population.pairs": True, "scout.closure": 1.0}
    models = []
    for decided in (False, True):
        model = Asked({**settings_, "off": ("decide",)}, "balanced", rng=4)
        if decided:
            model.plan(0, {"offer": 1.0})
            model.answer(0, 1, 0.0)
        for _ in range(8):
            model.step()
        models.append(model)
    of_others = [{drawn for drawn in model.drawn if drawn[2] > 1} for model in models]
    assert of_others[0] == of_others[1]
    assert len(of_others[0]) > 8 * 10 * 6  # in every week, of each of the ten, many
    ours, theirs = (model.state() for model in models)
    assert ours.agents[2:].tobytes() == theirs.agents[2:].tobytes()
    assert ours.agents[:2].tobytes() != theirs.agents[:2].tobytes()
