"""Decisions in arenas, and how strategies spread."""

from math import exp

import pytest

from sim.rules.draws import ARENA, DEATH, DIRECTION, LEARN, MODEL
from tests.worlds import X, Y, tie, world

NORTH = (0.0, 2.0, 0.0)  # normalised to Y
SOUTH = (0.0, -1.0, 0.0)

# ------------------------------------------------------------------------------------------ decide


def arena(*alliances: tuple[int, ...], agents: int = 3, **parameters: object):  # type: ignore[no-untyped-def]
    """0 leans north by .6; everybody else south by .8."""
    luck = {(ARENA,): (0.5,), (DIRECTION, 0): NORTH, (DIRECTION, 1): NORTH}
    model = world(agents, *alliances, luck=luck, **parameters)
    for agent in model.population:
        agent.goal = (0.6, -0.8, 0.0)
    model.by_id[0].goal = (0.8, 0.6, 0.0)
    return model


def test_the_louder_side_wins_and_is_paid_by_how_much_it_cares() -> None:
    # two voices against one: .2·.8 each
    model = arena()
    model.decide()
    assert [a.payoff for a in model.population] == pytest.approx([0.0, 0.16, 0.16])
    assert [a.won for a in model.population] == [False, True, True]
    assert [a.stake for a in model.population] == pytest.approx([0.0, 0.16, 0.16])


def test_the_trust_of_allies_on_one_s_side_makes_one_louder() -> None:
    # 0 and 1 north, 2 and 3 south. 1 trusts 0 by (2+1)/(2+2) = ¾, 0 trusts 1 by ½:
    # north 1 + ¾ + 1 + ½ = 3.25, south 2
    model = arena((0, 1), agents=4)
    a, b, c, _ = model.population
    b.goal = a.goal
    tie(b, a).kept = 2.0
    model.decide()
    assert (a.voice, b.voice, c.voice) == (1.75, 1.5, 1.0)
    assert [x.won for x in model.population] == [True, True, False, False]
    assert a.payoff == pytest.approx(0.12)


def test_allies_of_the_other_side_do_not() -> None:
    # 0 and 1 allied across: voices 1, 1, 1
    model = arena((0, 1))
    model.decide()
    assert [a.voice for a in model.population] == [1.0, 1.0, 1.0]


def test_allies_speak_for_one_also_from_other_arenas() -> None:
    # arenas of two: (0, 1) and (2, 3). 3, in the other arena, is on 0's side and trusts it by ½:
    # 0 beats 1 by 1.5 to 1; in the other arena 3 beats 2 the same way
    model = arena((0, 3), agents=4, decide__arena=2)
    a, _, _, d = model.population
    d.goal = a.goal
    model.decide()
    assert [x.won for x in model.population] == [True, False, False, True]
    assert (a.voice, d.voice) == (1.5, 1.5)


def test_without_voice_every_voice_counts_one_and_a_draw_pays_nobody() -> None:
    model = arena((0, 3), agents=4, decide__arena=2, off=("voice",))
    model.by_id[3].goal = model.by_id[0].goal
    model.decide()
    assert [x.payoff for x in model.population] == [0.0] * 4
    assert not any(x.won for x in model.population)


def test_arenas_are_filled_in_the_order_of_luck_and_the_last_may_be_shorter() -> None:
    # order 2, 0, 1: arena (2, 0) decides on north–south: equal; arena (1,) on an axis of its own
    luck = {(ARENA, 0): (0.5,), (ARENA, 1): (0.9,), (ARENA, 2): (0.1,)}
    model = world(3, luck={**luck, (DIRECTION, 0): NORTH, (DIRECTION, 1): X}, decide__arena=2)
    a, b, c = model.population
    a.goal, b.goal, c.goal = Y, (0.8, 0.6, 0.0), (0.0, -1.0, 0.0)
    model.decide()
    assert [x.won for x in model.population] == [False, True, False]
    assert b.payoff == pytest.approx(0.16)


def test_without_decisions_there_is_nothing_to_win() -> None:
    model = arena(off=("decide",))
    model.decide()
    assert [a.payoff for a in model.population] == [0.0, 0.0, 0.0]


def test_the_direction_is_normalised() -> None:
    luck = {(ARENA,): (0.5,), (DIRECTION, 0): (3.0, 4.0, 0.0)}
    model = world(1, luck=luck)
    model.decide()  # goal (1, 0, 0) · direction (.6, .8, 0) = .6
    assert model.by_id[0].payoff == pytest.approx(0.2 * 0.6)


# ------------------------------------------------------------------------------------------- learn

MIX = {"balanced": 0.5, "neglectful": 0.5}
#: of LEARN: mutates, compares, with an ally, adopts
COMPARES = (0.5, 0.0, 0.0)
RESTS = (0.5, 0.5, 0.0, 0.0)


def two_fitnesses(adopts: float, learner: tuple[float, ...] = COMPARES, **parameters: object):  # type: ignore[no-untyped-def]
    """0 (balanced, fitness 1) and 1 (neglectful, fitness 1.5) are allied; 0 may learn."""
    luck = {
        (LEARN, 0, 0, 0): (*learner, adopts),
        (LEARN, 1, 0, 0): RESTS,
        (LEARN, 0, 0, 1): (0.6, 0.0),
        (LEARN, 1, 0, 1): (0.0, 0.0),
    }
    chosen = {"learn__rule": "fermi", "learn__smoothing": 0.0, **parameters}
    model = world(2, (0, 1), luck=luck, strategies=MIX, **chosen)
    a, b = model.population
    a.fitness, b.fitness, b.strategy_number = 1.0, 1.5, 1
    return model, a, b


def test_fitness_follows_payoff_also_where_nobody_learns() -> None:
    # 1 + .05·(3 − 1)
    model = world(1)
    agent = model.by_id[0]
    agent.fitness, agent.payoff = 1.0, 3.0
    model.learn()
    assert agent.fitness == pytest.approx(1.1)


def test_the_fitter_is_imitated_with_the_fermi_probability() -> None:
    # σ(2·(1.5 − 1)) = 1/(1 + 1/e) = .7311
    chance = 1 / (1 + exp(-1.0))
    for u, adopted in ((chance - 1e-9, True), (chance + 1e-9, False)):
        model, a, b = two_fitnesses(u)
        model.learn()
        assert (a.strategy_number, a.fitness) == ((1, 1.5) if adopted else (0, 1.0))
        assert b.strategy_number == 1


def test_all_learn_from_what_was_before() -> None:
    # both adopt each other's: they swap
    luck = {(LEARN, 0, 0, 0): (*COMPARES, 0.0), (LEARN, 1, 0, 0): (*COMPARES, 0.0)}
    luck |= {(LEARN, i, 0, 1): (0.0, 0.0) for i in (0, 1)}
    model = world(2, (0, 1), luck=luck, strategies=MIX, learn__rule="fermi", learn__smoothing=0.0)
    a, b = model.population
    a.fitness, b.fitness, b.strategy_number = 1.0, 1.5, 1
    model.learn()
    assert (a.strategy_number, a.fitness, b.strategy_number, b.fitness) == (1, 1.5, 0, 1.0)


@pytest.mark.parametrize(
    ("learner", "changes"),
    [
        ((0.5, 0.0199, 0.0), True),  # compares with probability .02
        ((0.5, 0.02, 0.0), False),
        ((0.5, 0.0, 0.799), True),  # with an ally with probability .8
        ((0.5, 0.0, 0.8), False),  # else with anyone, who here is 2: as fit as 0, and alike
    ],
)
def test_who_compares_and_with_whom(learner: tuple[float, float, float], changes: bool) -> None:
    luck = {(LEARN,): RESTS, (LEARN, 0, 0, 0): (*learner, 0.4), (MODEL, 0): (0.9,)}
    luck |= {(LEARN, i, 0, 1): (0.0, 0.0) for i in (0, 1, 2)}
    model = world(3, (0, 1), luck=luck, strategies=MIX, learn__rule="fermi", learn__smoothing=0.0)
    model.by_id[1].strategy_number = 1
    model.learn()
    assert (model.by_id[0].strategy_number == 1) is changes


def test_mutation_takes_a_strategy_of_the_start_at_random() -> None:
    # u = .6 of two strategies: the second
    model, a, _ = two_fitnesses(0.999, (0.0009, 0.0, 0.0))
    model.learn()
    assert (a.strategy_number, a.fitness) == (1, 1.0)
    model, a, _ = two_fitnesses(0.999, (0.001, 0.0, 0.0))
    model.learn()
    assert a.strategy_number == 0


@pytest.mark.parametrize("parameters", [{"learn__rule": "off"}, {"off": ("learn",)}])
def test_without_learning_strategies_stay(parameters: dict) -> None:
    model, a, _ = two_fitnesses(0.0, (0.0, 0.0, 0.0), **parameters)
    model.learn()
    assert a.strategy_number == 0


@pytest.mark.parametrize(("u", "heir"), [(0.49, 1), (0.51, 2), (0.99, 2)])
def test_death_and_birth(u: float, heir: int) -> None:
    # 0 dies; its allies 1 and 2, both of fitness 1, compete by 1 − w + w·fitness: ½ and ½
    luck = {(DEATH, 0): (0.1, u)}
    mix = {"balanced": 0.4, "neglectful": 0.3, "networker": 0.3}
    model = world(
        3,
        (0, 1),
        (0, 2),
        luck=luck,
        strategies=mix,
        learn__rule="death_birth",
        learn__selection=0.5,
        learn__smoothing=0.0,
    )
    for number, agent in enumerate(model.population):
        agent.strategy_number, agent.fitness = number, 1.0
    model.learn()
    assert [a.strategy_number for a in model.population] == [heir, 1, 2]


def test_death_and_birth_in_proportion_to_fitness() -> None:
    # w = 1: fitness 1 and 3, so the first ally wins below u = ¼
    for u, heir in ((0.249, 1), (0.251, 2)):
        mix = {"balanced": 0.4, "neglectful": 0.3, "networker": 0.3}
        model = world(3, (0, 1), (0, 2), luck={(DEATH, 0): (0.1, u)}, strategies=mix)
        model.parameters = model.parameters.updated(
            {"learn.rule": "death_birth", "learn.selection": 1.0, "learn.smoothing": 0.0}
        )
        for number, agent in enumerate(model.population):
            agent.strategy_number = number
        model.by_id[1].fitness, model.by_id[2].fitness = 1.0, 3.0
        model.learn()
        assert model.by_id[0].strategy_number == heir


def test_who_dies_without_allies_keeps_its_strategy() -> None:
    model = world(2, luck={(DEATH, 0): (0.9, 0.5)}, strategies=MIX, learn__rule="death_birth")
    model.learn()
    assert model.by_id[1].strategy_number == 0
