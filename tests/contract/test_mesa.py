"""The model works with Mesa's own tools, and with subclasses of one's own."""

import gc
import weakref

import mesa
import pytest

from sim import AllianceAgent, AllianceModel, simulate
from sim.errors import BadInput, UnknownName

SMALL = {"population.agents": 12}


class Homebody(AllianceAgent):
    """Never looks for anybody."""

    def where_to_scout(self, act: object) -> None:  # type: ignore[override]
        return None


class Homebodies(AllianceModel):
    """A population of them."""

    agent_class = Homebody


class NotAModel:
    """Something else."""


def test_as_one_types_it() -> None:
    m = AllianceModel(rng=3)
    m.step()
    assert m.week == 1
    assert isinstance(m, mesa.Model)
    assert len(m.agents) == 200
    assert all(isinstance(agent, mesa.Agent) for agent in m.agents)


def test_a_data_collector() -> None:
    model = AllianceModel(SMALL, rng=2)
    collector = mesa.DataCollector(
        model_reporters={"alliances": lambda m: len(m.alliances), "week": "week"},
        agent_reporters={"payoff": "payoff", "allies": lambda a: len(a.allied)},
    )
    for _ in range(3):
        model.step()
        collector.collect(model)
    weeks = collector.get_model_vars_dataframe()
    assert weeks["week"].tolist() == [1, 2, 3]
    assert weeks["alliances"].iloc[-1] == len(model.alliances)
    agents = collector.get_agent_vars_dataframe()
    assert len(agents) == 36
    last = agents.xs(agents.index.get_level_values(0).max(), level=0)
    assert last.index.tolist() == [agent.id for agent in model.population]
    assert last["payoff"].tolist() == [agent.payoff for agent in model.population]
    assert last["allies"].tolist() == [len(agent.allied) for agent in model.population]


def test_sets_of_agents() -> None:
    model = AllianceModel(SMALL, {"balanced": 0.5, "shirker": 0.5}, rng=2)
    model.step()
    assert model.agents.agg("payoff", sum) == pytest.approx(sum(a.payoff for a in model.population))
    busy = model.agents.select(lambda agent: agent.attention > 3)
    assert {a.id for a in busy} == {a.id for a in model.population if a.attention > 3}
    groups = model.agents.groupby(lambda agent: agent.strategy.name)
    assert {name: len(group) for name, group in groups} == {"balanced": 6, "shirker": 6}
    assert model.agents.get("id") == list(range(12))
    goals = [agent.goal for agent in model.population]
    model.agents.do("drift")
    assert all(agent.goal != goal for agent, goal in zip(model.population, goals, strict=True))


def test_mesa_s_own_order_changes_nothing() -> None:
    # drifting is the same in any order; and shuffling uses Mesa's generator, not ours
    models = [AllianceModel(SMALL, rng=2) for _ in range(2)]
    for model in models:
        model.week += 1
    models[0].agents.do("drift")
    models[1].agents.shuffle_do("drift")
    goals = [[agent.goal for agent in model.population] for model in models]
    assert goals[0] == goals[1]


def test_ids_are_our_own_and_start_at_nought() -> None:
    for _ in range(2):
        model = AllianceModel(SMALL, rng=2)
        assert [agent.unique_id for agent in model.agents] == list(range(12))


def test_a_model_goes_when_nobody_needs_it() -> None:
    model = AllianceModel(SMALL, rng=2)
    for _ in range(3):
        model.step()
    model_is, agent_is = weakref.ref(model), weakref.ref(model.population[0])
    del model
    gc.collect()
    assert model_is() is None
    assert agent_is() is None


@pytest.mark.parametrize("rng", [0, 1, -5, 2**64 - 1, 2**70])
def test_any_whole_number_is_a_seed(rng: int) -> None:
    model = AllianceModel({"population.agents": 3}, rng=rng)
    model.step()
    assert model.seed == rng


@pytest.mark.parametrize("implementation", [Homebodies, f"{__name__}:Homebodies"])
def test_a_model_of_one_s_own(implementation: object) -> None:
    run = simulate(SMALL, seed=1, weeks=3, implementation=implementation)  # type: ignore[arg-type]
    assert len(run.alliances) == 0
    assert len(simulate(SMALL, seed=1, weeks=3).alliances) > 0


def test_one_behaviour_overridden_changes_only_that() -> None:
    class Silent(AllianceAgent):
        def tell(self, listener):  # type: ignore[no-untyped-def]
            """Say nothing, ever."""
            return self.goal

    class SilentModel(AllianceModel):
        agent_class = Silent

    run = simulate({**SMALL, "population.pairs": True}, seed=1, weeks=2, implementation=SilentModel)
    new = run.ties["joined"] > 0
    assert (run.ties.loc[new, ["believed_goal_0", "believed_goal_1"]] == 0.0).all(axis=None)


@pytest.mark.parametrize(
    ("implementation", "error"),
    [
        ("objekts", UnknownName),
        ("no_such_module:Model", BadInput),
        (f"{__name__}:Nothing", BadInput),
        (f"{__name__}:NotAModel", BadInput),
        (NotAModel, BadInput),
        (AllianceAgent, BadInput),
    ],
)
def test_what_cannot_be_an_implementation_is_refused(implementation: object, error: type) -> None:
    with pytest.raises(error):
        simulate(SMALL, weeks=1, implementation=implementation)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "arguments",
    [
        {"weeks": 0},
        {"weeks": 2.0},
        {"weeks": True},
        {"record": 0},
        {"seed": 1.5},
        {"seed": True},
        {"warmup": -1},
        {"warmup": 0.5},
        {"parameters": {"drift.rat": 1.0}},
        {"strategies": "balansed"},
        {"events": [{"week": 0, "set": {}}]},
    ],
)
def test_what_cannot_be_simulated_is_refused(arguments: dict) -> None:
    with pytest.raises(BadInput):
        simulate(**{"parameters": SMALL, "weeks": 1, **arguments})


def test_progress_is_told_every_week() -> None:
    told: list[tuple[int, int]] = []
    simulate(SMALL, weeks=3, progress=lambda week, weeks: told.append((week, weeks)))
    assert told == [(1, 3), (2, 3), (3, 3)]
