"""Favours: what an unasked one is worth to somebody who has had others lately."""

import pytest

from sim.rules.draws import NEED
from tests.worlds import act, tie, world

NOW = act()


def test_favours_saturate_whoever_they_come_from() -> None:
    # .8, then .8·.75 from somebody else, then .8·.75²; nothing is owed for any of them less
    model = world(3, (0, 1), (1, 2), offer__sated=0.25)
    a, b, c = model.population
    for giver, worth in ((a, 0.8), (c, 0.6), (a, 0.45)):
        before = b.payoff
        giver.offer(tie(giver, b), NOW)
        assert b.payoff - before == pytest.approx(worth)
    assert (b.favours, a.favours, c.favours) == (3.0, 0.0, 0.0)
    assert (tie(a, b).balance, a.payoff) == (2.0, pytest.approx(-0.6))


def test_favours_fade_as_balances_do() -> None:
    model = world(2, (0, 1), off=("support",), luck={(NEED,): (0.9,)})
    a, b = model.population
    b.favours, tie(a, b).balance = 2.0, 2.0
    model.support()
    assert b.favours == tie(a, b).balance == pytest.approx(1.8)


def test_half_a_favour_remembered_takes_off_half_as_much_in_proportion() -> None:
    # R = ½: .8·√.25 = .4
    model = world(2, (0, 1), offer__sated=0.75)
    a, b = model.population
    b.favours = 0.5
    a.offer(tie(a, b), NOW)
    assert b.payoff == pytest.approx(0.4)


def test_a_need_that_is_met_is_worth_as_much_as_ever() -> None:
    # .8·.1⁴ + 1
    model = world(2, (0, 1), offer__sated=0.9)
    a, b = model.population
    b.favours, b.unmet = 4.0, True
    a.offer(tie(a, b), NOW)
    assert b.payoff == pytest.approx(1.00008)
