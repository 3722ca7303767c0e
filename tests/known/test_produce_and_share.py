"""Drift, production and sharing, worked out in worlds of two and three."""

from math import sqrt

import pytest

from sim.rules.draws import DRIFT
from sim.rules.resources import complementarity, most_and_least, utility
from tests.worlds import X, tie, world

# ------------------------------------------------------------------------------------------- drift


def test_goals_move_by_normals_and_keep_their_length() -> None:
    # (1, 0, 0) + .05·(1, 2, −2) = (1.05, .1, −.1); length √(1.1025 + .01 + .01) = √1.1225
    luck = {(DRIFT, 0): (1.0, 2.0, -2.0), (DRIFT, 1): (0.0, 0.0, 0.0)}
    model = world(2, luck=luck)
    model.drift()
    length = sqrt(1.1225)
    assert model.by_id[0].goal == pytest.approx((1.05 / length, 0.1 / length, -0.1 / length))
    assert model.by_id[1].goal == X


def test_without_drift_goals_stay() -> None:
    model = world(1, off=("drift",))  # and nothing is drawn
    model.drift()
    assert model.by_id[0].goal == X


# ----------------------------------------------------------------------------------------- produce


def test_stocks_spoil_and_are_replenished() -> None:
    # .8·(1, 2, 4) + .81·√.25·(.5, .3, .2) = (.8, 1.6, 3.2) + .405·(.5, .3, .2)
    model = world(1)
    agent = model.by_id[0]
    agent.stock, agent.specialty, agent.work = (1.0, 2.0, 4.0), (0.5, 0.3, 0.2), 0.25
    model.produce()
    assert agent.stock == pytest.approx((1.0025, 1.7215, 3.281))


def test_who_did_not_work_makes_nothing() -> None:
    model = world(1)
    model.by_id[0].work = 0.0
    model.produce()
    assert model.by_id[0].stock == pytest.approx((0.8, 0.8, 0.8))


def test_returns_of_one_are_constant() -> None:
    # .8·1 + .81·.25/3
    model = world(1, produce__returns=1.0)
    model.by_id[0].work = 0.25
    model.produce()
    assert model.by_id[0].stock == pytest.approx((0.8675, 0.8675, 0.8675))


def test_without_production_stocks_neither_grow_nor_spoil() -> None:
    model = world(1, off=("produce",))
    model.produce()
    assert model.by_id[0].stock == (1.0, 1.0, 1.0)


# ------------------------------------------------------------------------------------------- share


def test_what_a_stock_is_worth() -> None:
    assert utility((1.0, 8.0, 27.0)) == pytest.approx(6.0)
    assert utility((5.0, 0.0, 9.0)) == 0.0
    assert complementarity((1.0, 0.0, 0.0), (0.0, 0.5, 0.5)) == pytest.approx(1.0)
    assert complementarity((0.2, 0.3, 0.5), (0.2, 0.3, 0.5)) == pytest.approx(0.0, abs=1e-15)
    # (1,0,0)·(½,½,0)/√½ = √½
    assert complementarity((1.0, 0.0, 0.0), (0.5, 0.5, 0.0)) == pytest.approx(1 - sqrt(0.5))


def test_most_and_least_are_relative_and_the_first_of_equals() -> None:
    assert most_and_least((1.0, 4.0, 9.0), (1.0, 1.0, 9.0)) == (1, 0)
    assert most_and_least((2.0, 2.0, 2.0), (1.0, 1.0, 1.0)) == (0, 0)
    assert most_and_least((0.0, 0.0, 1.0), (0.0, 1.0, 0.0)) == (2, 1)


def two_who_share(**parameters: object):  # type: ignore[no-untyped-def]
    """0 has (4, 1, 1) and trusts by (2+1)/(2+2) = ¾; 1 has (1, 1, 3) and trusts by ½."""
    model = world(2, (0, 1), **parameters)
    a, b = model.population
    a.stock, b.stock = (4.0, 1.0, 1.0), (1.0, 1.0, 3.0)
    tie(a, b).kept = 2.0
    return model, a, b


def test_each_gives_of_what_it_has_most_of_and_knowledge_is_copied() -> None:
    # a has most of knowledge (4/1), least of materials (1/3). One ally each: split over 1 + 1.
    # knowledge: 1·¾·(4 − 1)/2 = 1.125 arrives at b, a keeps its 4
    # materials: 1·½·(3 − 1)/2 = .5 moves from b to a
    model, a, b = two_who_share()
    model.share()
    assert a.stock == pytest.approx((4.0, 1.0, 1.5))
    assert b.stock == pytest.approx((2.125, 1.0, 2.5))
    # payoff U(stock after); attributed to sharing U(after) − U(before); no tie's gain has it
    assert a.payoff == pytest.approx(6.0 ** (1 / 3))
    assert b.payoff == pytest.approx((2.125 * 2.5) ** (1 / 3))
    assert a.shared == pytest.approx(6.0 ** (1 / 3) - 4.0 ** (1 / 3))
    assert tie(a, b).gain == tie(b, a).gain == 0.0


def test_without_copying_knowledge_moves() -> None:
    model, a, b = two_who_share(off=("copying",))
    model.share()
    assert a.stock == pytest.approx((2.875, 1.0, 1.5))
    assert b.stock == pytest.approx((2.125, 1.0, 2.5))


def test_the_rate_scales_what_flows() -> None:
    # half of 1.125 and of .5
    model, a, b = two_who_share(share__rate=0.5)
    model.share()
    assert a.stock == pytest.approx((4.0, 1.0, 1.25))
    assert b.stock == pytest.approx((1.5625, 1.0, 2.75))


def test_without_sharing_one_still_enjoys_what_one_has() -> None:
    model, a, b = two_who_share(off=("share",))
    model.share()
    assert a.stock == (4.0, 1.0, 1.0)
    assert a.payoff == pytest.approx(4.0 ** (1 / 3))
    assert b.payoff == pytest.approx(3.0 ** (1 / 3))
    assert a.shared == b.shared == 0.0


def test_who_has_less_of_everything_gives_nothing() -> None:
    # a (2, 2, 2) and b (1, 1, 2): most of knowledge, (2 − 1)·½/2 = ¼ copied; least of materials,
    # of which b has no more than a
    model = world(2, (0, 1))
    a, b = model.population
    a.stock, b.stock = (2.0, 2.0, 2.0), (1.0, 1.0, 2.0)
    model.share()
    assert a.stock == pytest.approx((2.0, 2.0, 2.0))
    assert b.stock == pytest.approx((1.25, 1.0, 2.0))


def test_sharing_is_simultaneous_and_split_over_the_busier() -> None:
    # 1 is allied with 0 and 2 (two pairs): every flow is split over 1 + max(1, 2) = 3.
    # 0 has (1, 1, 1), 1 has (1, 4, 1), 2 has (1, 1, 7); trust ½ everywhere.
    # tie 01: 0 has most, relative to 1, of knowledge (the first of 1/1, 1/1): 0; least of skills:
    #   1 gives ½·3/3 = ½
    # tie 12: 1 has most of skills: gives ½·3/3 = ½; least of materials: 2 gives ½·6/3 = 1
    # all from the stocks at the start: 1 ends with (1, 4 − ½ − ½, 1 + 1)
    model = world(3, (0, 1), (1, 2))
    a, b, c = model.population
    b.stock, c.stock = (1.0, 4.0, 1.0), (1.0, 1.0, 7.0)
    model.share()
    assert a.stock == pytest.approx((1.0, 1.5, 1.0))
    assert b.stock == pytest.approx((1.0, 3.0, 2.0))
    assert c.stock == pytest.approx((1.0, 1.5, 6.0))


def test_acquaintances_share_nothing() -> None:
    model = world(2, acquainted=[(0, 1), (1, 0)])
    a, b = model.population
    a.stock, tie(a, b).kept = (9.0, 1.0, 1.0), 50.0
    model.share()
    assert b.stock == (1.0, 1.0, 1.0)
