"""The first state: temperaments by their distributions, mixes exactly, pairs, and events."""

from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sim.errors import BadInput, BadNetwork, UnknownName
from sim.inputs.events import Event, events_from
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.strategies import Strategy, counts, mix_from
from sim.objects.model import AllianceModel
from sim.rules.draws import GOAL, TELL, TEMPERAMENT, key, normals, uniforms
from sim.rules.goals import bent, blend, normalise
from sim.rules.quantiles import beta, beta_of
from sim.state.histories import AT_START, RUNNING
from sim.state.start import dealt, first_state, newcomers
from sim.state.tables import State

BALANCED = mix_from("balanced")


def start(seed: int = 1, mix: str = "balanced", **parameters: object) -> State:
    dotted = {name.replace("__", "."): value for name, value in parameters.items()}
    return first_state(parameters_from(dotted), mix_from(mix), seed)[0]


def test_a_population_has_the_distributions_it_should() -> None:
    agents = newcomers(Parameters(), 5, np.arange(3000))
    for column, distribution in (
        (agents["reliability"], stats.beta(8, 2)),
        (agents["openness"], stats.beta(7, 3)),
        (agents["specialty"][:, 1], stats.beta(1, 2)),  # a side of Dirichlet(1, 1, 1)
        (agents["goal"][:, 0], stats.uniform(-1, 2)),  # Archimedes: each axis of a uniform sphere
        (agents["goal"][:, 2], stats.uniform(-1, 2)),
    ):
        assert stats.kstest(column, distribution.cdf).pvalue > 0.001
    found = Counter((agents["attention"] - 1).tolist())
    observed = [found[k] for k in range(8)]
    expected = stats.poisson(3).pmf(np.arange(8))
    assert (
        stats.chisquare(
            [*observed, 3000 - sum(observed)], 3000 * np.append(expected, 1 - expected.sum())
        ).pvalue
        > 0.001
    )
    assert np.linalg.norm(agents["goal"], axis=1) == pytest.approx(np.ones(3000))
    assert agents["specialty"].sum(axis=1) == pytest.approx(np.ones(3000))


def test_every_draw_of_the_start_is_keyed_by_the_agent() -> None:
    state = start(seed=7, population__agents=12)
    k = key(7)
    luck = uniforms(*k, TEMPERAMENT, 0, 5, 0, 0)
    agent = state.agents[5]
    assert tuple(agent["goal"]) == normalise(normals(*k, GOAL, 0, 5, 0))
    assert agent["reliability"] == beta(beta_of(0.8, 10.0), luck[0])
    # and so the first five are the same in a smaller population, but for the deal of strategies
    smaller = start(seed=7, population__agents=6).agents
    for name in ("goal", "specialty", "reliability", "openness", "attention", "stock"):
        assert np.array_equal(smaller[name], state.agents[name][:6])


def test_what_everybody_starts_with() -> None:
    # stock = specialty · .85 · ½/(1 − .8) = 2.125 · specialty
    state = start(population__agents=5)
    agents = state.agents
    assert agents["stock"] == pytest.approx(2.125 * agents["specialty"])
    assert set(agents["standing"]) == {0.75}
    assert set(agents["work"]) == {0.5}
    assert not agents["payoff"].any()
    assert not agents["fitness"].any()
    assert set(agents["introducer"]) == {-1}
    assert (state.week, state.serial, len(state.ties), len(state.alliances)) == (0, 0, 0, 0)


def test_what_everybody_starts_with_can_be_set() -> None:
    state = start(population__agents=5, population__standing=0.2, population__work=0.9,
                  population__reliability=1.0, attention__acts=1.0)  # fmt: skip
    assert set(state.agents["standing"]) == {0.2}
    assert set(state.agents["work"]) == {0.9}
    assert set(state.agents["reliability"]) == {1.0}
    assert set(state.agents["attention"]) == {1}


# -------------------------------------------------------------------------------------------- mixes


@pytest.mark.parametrize(
    ("shares", "agents", "wanted"),
    [
        ((0.5, 0.5), 10, [5, 5]),
        ((1 / 3, 1 / 3, 1 / 3), 10, [4, 3, 3]),  # the first of equal remainders
        ((0.25, 0.75), 10, [3, 7]),  # 2.5 and 7.5: one left, to the first
        ((0.06, 0.94), 10, [1, 9]),  # .6 and 9.4
        ((0.29, 0.71), 100, [29, 71]),  # .29·100 is 28.999… in floating point
        ((1.0,), 7, [7]),
    ],
)
def test_mixes_are_exact(shares: tuple[float, ...], agents: int, wanted: list[int]) -> None:
    names = ("balanced", "networker", "shirker")
    mix = mix_from(dict(zip(names, shares, strict=False)))
    assert counts(mix, agents) == wanted
    found = dealt(mix, 3, agents)
    assert np.bincount(found, minlength=len(shares)).tolist() == wanted


def test_strategies_are_dealt_in_the_order_of_luck() -> None:
    mix = mix_from({"balanced": 0.5, "shirker": 0.5})
    found = dealt(mix, 3, 8)
    luck = np.array([uniforms(*key(3), TEMPERAMENT, 0, seat, 0, 0)[3] for seat in range(8)])
    assert found.tolist() == (luck > np.median(luck)).astype(int).tolist()
    assert not np.array_equal(found, dealt(mix, 4, 8))


@pytest.mark.parametrize("shares", [{"balanced": 0.5}, {"balanced": 1.5, "shirker": -0.5}, {}])
def test_shares_that_do_not_add_up_are_refused(shares: dict[str, float]) -> None:
    with pytest.raises(BadInput, match="add up to 1"):
        mix_from(shares)


def test_an_unknown_strategy_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'balanced'"):
        mix_from("balansed")
    with pytest.raises(ValueError, match="must add up to 1"):
        Strategy(name="half", portfolio={"work": 0.5})


# -------------------------------------------------------------------------------------------- pairs


def test_fixed_pairs() -> None:
    state = start(seed=3, population__agents=5, population__pairs=True)
    assert state.alliances["members"][:, :2].tolist() == [[0, 1], [2, 3]]
    assert state.ties[["agent", "other"]].tolist() == [(0, 1), (1, 0), (2, 3), (3, 2)]
    assert set(state.ties["satisfaction"]) == {0.2}
    assert set(state.ties["kept"]) == set(state.ties["rapport"]) == {0.0}
    assert set(state.ties["joined"]) == set(state.ties["seen"]) == {0}
    assert set(state.ties["last_got"]) == set(state.ties["tried"]) == {-1}
    assert state.agents["n_allies"].tolist() == [1, 1, 1, 1, 0]
    model = AllianceModel({"population.agents": 5, "population.pairs": True}, rng=3)
    memberships, lives = model.histories.tables()
    assert memberships[["agent", "alliance", "joined", "how"]].tolist() == [
        (0, 0, 0, RUNNING), (1, 0, 0, RUNNING), (2, 1, 0, RUNNING), (3, 1, 0, RUNNING)
    ]  # fmt: skip
    assert lives["met"].tolist() == [AT_START, AT_START]
    assert model.by_id[0].memberships[0].members == model.population[:2]


def test_both_of_a_pair_have_told_their_goals() -> None:
    state = start(seed=3, population__agents=2, population__pairs=True, population__openness=0.5)
    goals = [tuple(goal) for goal in state.agents["goal"].tolist()]
    told = []
    for a, b in ((0, 1), (1, 0)):
        open_ = uniforms(*key(3), TELL, 0, a, b, 0)[0] < state.agents["openness"][a]
        told.append(goals[a] if open_ else bent(goals[a], goals[b]))
    assert state.ties["believed_goal"].tolist() == [list(told[1]), list(told[0])]
    assert tuple(state.alliances["common_goal"][0]) == blend(1.0, told[0], told[1])


# ------------------------------------------------------------------------------------------- events


def test_events_change_parameters_at_the_start_of_their_week() -> None:
    events = [
        {"week": 3, "set": {"off": ["drift", "work"]}},
        {"week": 2, "set": {"conflict.rate": 0.5}},
    ]
    model = AllianceModel({"population.agents": 4}, events=events)
    seen = []
    for _ in range(4):
        before = [agent.goal for agent in model.population]
        model.step()
        moved = before != [agent.goal for agent in model.population]
        seen.append((model.parameters.conflict.rate, moved, "work" in model.off))
    assert seen == [(0.05, True, False), (0.5, True, False), (0.5, False, True), (0.5, False, True)]
    assert model.thresholds[0][0] == 0.0  # work's share went to maintenance


def test_events_in_one_week_happen_in_the_order_given() -> None:
    events = events_from([
        {"week": 2, "set": {"drift.rate": 0.1}},
        Event(2, (("drift.rate", 0.2),)),
    ])  # fmt: skip
    model = AllianceModel({"population.agents": 2}, events=events)
    model.step()
    model.step()
    assert model.parameters.drift.rate == 0.2


@pytest.mark.parametrize(
    "event",
    [
        {"week": 0, "set": {"drift.rate": 0.1}},
        {"week": 1.0, "set": {"drift.rate": 0.1}},
        {"week": True, "set": {"drift.rate": 0.1}},
        {"week": 3},
        {"week": 3, "set": {"drift.rate": 0.1}, "unset": {}},
        {"week": 3, "set": ["drift.rate"]},
        {"week": 3, "set": {"drift.rat": 0.1}},
        {"week": 3, "set": {"population.agents": 3}},
        {"week": 3, "set": {"alliances.largest": 3}},
    ],
)
def test_what_cannot_be_an_event_is_refused(event: dict) -> None:
    with pytest.raises(BadInput):
        events_from([event])


def test_an_event_out_of_bounds_is_refused() -> None:
    with pytest.raises(BadInput, match=r"drift\.rate"):
        AllianceModel(
            {"population.agents": 2}, events=[{"week": 1, "set": {"drift.rate": -1.0}}]
        ).step()


# -------------------------------------------------------------------------------- too little memory


def test_a_start_that_nobody_could_remember_is_refused() -> None:
    settings = {"population.network": "networkx:karate_club", "population.memory": 16}
    with pytest.raises(BadNetwork, match="17 allies"):
        first_state(parameters_from(settings), BALANCED, 0)


def test_shares_that_add_up_stay_as_they_are_however_often_they_are_read() -> None:
    # .2 + .15 + .1 + .1 + .1 + .15 + .1 + .1 is .9999999999999999 from left to right
    names = ("balanced", "attentive", "firefighter", "networker", "transactional", "generous")
    shares = dict(zip((*names, "shirker", "free_rider"), [0.2, 0.15, *[0.1] * 3, 0.15, 0.1, 0.1],
                      strict=True))  # fmt: skip
    once = mix_from(shares)
    assert {strategy.name: share for strategy, share in once} == shares
    thirds = mix_from({"balanced": 0.3333333, "shirker": 0.6666666})
    assert mix_from({strategy.name: share for strategy, share in thirds}) == thirds
    own = Strategy(name="own", meaning="", portfolio={"work": 0.3333333, "scout": 0.6666666})
    assert Strategy(**own.model_dump()) == own
