"""Conflict: how likely, how hard, what it costs, and what silence does."""

from math import exp, log, sqrt

import pytest

from sim.rules.draws import CONFLICT
from tests.worlds import X, Y, bond, tie, world

QUIET = {(CONFLICT,): (0.999999, 0.5)}


def struck(u: float) -> dict:
    """A conflict as soon as it can break out; −log u is its exponential."""
    return {(CONFLICT,): (0.0, u)}


def test_tension_eases_and_both_pay_strife() -> None:
    # 1 → .95; strife .1·.95 on each side's tie
    model = world(2, (0, 1), luck=QUIET)
    a, b = model.population
    bond(a, b).tension = 1.0
    model.conflict()
    assert bond(a, b).tension == pytest.approx(0.95)
    assert (a.payoff, b.payoff) == pytest.approx((-0.095, -0.095))
    assert (tie(a, b).gain, tie(b, a).gain) == pytest.approx((-0.095, -0.095))
    assert model.tally["conflicts"] == 0


def test_a_conflict_adds_an_exponential_less_what_rapport_takes_off() -> None:
    # −.8·log(½)·(1 − .7·.5) = .8·.693147·.65 = .360437 on top of .5·.95 = .475
    model = world(2, (0, 1), luck=struck(0.5))
    a, b = model.population
    bond(a, b).tension, bond(a, b).rapport = 0.5, 0.5
    model.conflict()
    tension = 0.475 + 0.8 * log(2.0) * 0.65
    assert bond(a, b).tension == pytest.approx(tension)
    assert a.payoff == pytest.approx(-0.1 * tension)
    assert model.tally["conflicts"] == 1


@pytest.mark.parametrize(
    ("last", "goal", "chance"),
    [
        (10, X, 0.05),  # met this week, wholly aligned
        # met 8 weeks ago: stale = 1 − 1/e
        (2, X, 0.05 * (1 + 2 * (1 - exp(-1.0)))),
        # 1's goal at a right angle to the common goal: mis = 1 − (1 + ½)/2 = ¼
        (10, Y, 0.05 * (1 + 6 * 0.25)),
        (2, Y, 0.05 * (1 + 6 * 0.25 + 2 * (1 - exp(-1.0)))),
    ],
)
def test_how_likely(last: int, goal: tuple, chance: float) -> None:
    for u, conflicts in ((chance - 1e-9, 1), (chance + 1e-9, 0)):
        model = world(2, (0, 1), luck={(CONFLICT, 0, 1): (u, 0.5)}, week=10)
        model.alliances[0].last_check_in = last
        model.by_id[1].goal = goal
        model.conflict()
        assert model.tally["conflicts"] == conflicts


def test_misalignment_is_with_the_alliance_s_goal() -> None:
    # the two agree with each other, but the common goal is at 60°: align = ¾, mis = ¼
    model = world(2, (0, 1), luck={(CONFLICT, 0, 1): (0.1249, 0.5)})
    model.alliances[0].common_goal = (0.5, sqrt(0.75), 0.0)
    model.alliances[0].last_check_in = 10
    model.conflict()  # .05·(1 + 6·¼) = .125
    assert model.tally["conflicts"] == 1


@pytest.mark.parametrize(
    ("before", "since"),
    [
        (0.105, 10),  # eased to .09975 < .1: at peace, so it goes back to this week
        (0.106, 3),  # .1007: it was tense already
    ],
)
def test_since_when_it_has_been_tense(before: float, since: int) -> None:
    model = world(2, (0, 1), luck=struck(0.5), week=10)
    shared = bond(*model.population)
    shared.tension, shared.tension_since = before, 3
    model.conflict()
    assert shared.tension_since == since


def test_silence_cools_rapport_after_the_conflict_and_milestones_fade() -> None:
    # 8 weeks of silence: rapport .6·(1 − .05·(1 − 1/e)); milestones 2 → 1.8
    model = world(2, (0, 1), luck=QUIET, week=8)
    shared = bond(*model.population)
    shared.rapport, model.alliances[0].milestones = 0.6, 2.0
    model.conflict()
    assert shared.rapport == pytest.approx(0.6 * (1 - 0.05 * (1 - exp(-1.0))))
    assert model.alliances[0].milestones == pytest.approx(1.8)


def test_every_pair_of_an_alliance_has_its_own_luck() -> None:
    luck = {**QUIET, (CONFLICT, 0, 2): (0.0, 0.5)}
    model = world(3, (0, 1, 2), luck=luck)
    a, b, c = model.population
    model.conflict()
    assert (bond(a, b).tension, bond(b, c).tension) == (0.0, 0.0)
    assert bond(a, c).tension == pytest.approx(0.8 * log(2.0))
    assert b.payoff == 0.0


def test_without_conflict_old_tension_still_eases_and_costs() -> None:
    model = world(2, (0, 1), luck=struck(0.5), off=("conflict",))
    a, b = model.population
    bond(a, b).tension = 1.0
    model.conflict()
    assert bond(a, b).tension == pytest.approx(0.95)
    assert a.payoff == pytest.approx(-0.095)
    assert model.tally["conflicts"] == 0
