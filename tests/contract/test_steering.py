"""Whatever is declared can be planned, and is logged where it happens."""

import pytest

from sim.engine.model import TableModel
from sim.inputs.practices.practice import Practice
from sim.inputs.strategies import STRATEGIES
from sim.inputs.switches import PRACTICES
from sim.objects.agent import AllianceAgent
from sim.objects.model import AllianceModel
from sim.objects.tie import Tie
from sim.practices.rule import Act
from sim.state.log import KINDS
from tests.equal.both import differences

SMALL = {"population.agents": 16, "population.pairs": True}


@pytest.mark.parametrize("practice", PRACTICES)
@pytest.mark.parametrize("way", [AllianceModel, TableModel])
def test_a_plan_of_a_practice_is_a_strategy_of_it(
    way: type[AllianceModel | TableModel], practice: str
) -> None:
    balanced = STRATEGIES["balanced"]
    only = balanced.model_copy(
        update={"portfolio": {name: float(name == practice) for name in PRACTICES}}
    )
    strategy, planned = way(SMALL, only, rng=2), way(SMALL, balanced, rng=2)
    for agent in planned.who_is_there():
        planned.plan(agent, {practice: 1.0})
    for _ in range(5):
        strategy.step()
        planned.step()
    assert differences(strategy.state(), planned.state()) == []


@pytest.mark.parametrize("way", [AllianceModel, TableModel])
def test_every_kind_of_note_is_written(way: type[AllianceModel | TableModel]) -> None:
    rules = {"turnover.exit": 0.1, "turnover.entry": 0.5, "learn.rule": "fermi", "learn.rate": 0.5}
    model = way({**SMALL, **rules, "conflict.rate": 0.5}, "all_round", rng=2)
    model.log(10_000)
    for _ in range(20):
        model.step()
    assert set(model.logged().notes["kind"]) == set(range(len(KINDS)))


class Praise(Practice):
    """A practice of one's own."""

    name = "praise"
    without = "nobody is praised"

    def where(self, agent: AllianceAgent, act: Act) -> Tie | None:
        return agent.allied[0] if agent.allied else None

    def do(self, agent: AllianceAgent, tie: Tie, act: Act) -> None:
        tie.satisfaction += 1.0


def test_a_practice_of_one_s_own_can_be_planned() -> None:
    model = AllianceModel(SMALL, rng=2, own=[Praise])
    model.plan(3, {"praise": 1.0})
    agent = model.by_id[3]
    before = agent.allied[0].satisfaction
    model.attend()
    assert agent.allied[0].satisfaction > before + agent.attention - 1
