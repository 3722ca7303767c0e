"""Every practice that maintains alliances: where it is most needed, and what it does there."""

from math import exp, sqrt

import pytest

from sim.inputs.strategies import STYLES, Strategy
from sim.rules.draws import PICK, RESOLVE, TELL
from tests.worlds import X, Y, Z, act, bond, evidence, heard, tie, world

NOW = act()

# ---------------------------------------------------------------------------------------- check in


def test_the_alliance_longest_without_a_meeting() -> None:
    model = world(4, (0, 1), (0, 2), (0, 3))
    a = model.by_id[0]
    for alliance, last in zip(model.alliances, (5, 3, 3), strict=True):
        alliance.last_check_in = last
    assert a.where_to_check_in(NOW) is model.alliances[1]  # the older of equals
    assert world(1).by_id[0].where_to_check_in(NOW) is None


def test_a_meeting() -> None:
    # 0 calls 1 and 2 together: all tell all; its own ties .5 → .5 + .03·.5 = .515 and 0 → .03;
    # PICK takes 2 (of 1, 2) and the first of third parties each way: 0 tells 2 about 3, whom it has
    # seen (4, 0): Q = 2·(4 + 2) + 2·6 = 24, ½·2·6·4/24 = 1; 2 has seen too little to tell
    luck = {(TELL,): (0.0,), (PICK, 0, 5): (0.5, 0.0, 0.0)}
    model = world(4, (0, 1, 2), acquainted=[(0, 3)], luck=luck, week=10)
    a, b, c, d = model.population
    a.goal, b.goal, c.goal = X, Y, Z
    bond(a, b).rapport, bond(b, c).rapport = 0.5, 0.4
    tie(a, d).kept, tie(c, a).kept = 4.0, 6.0
    a.check_in(model.alliances[0], act(5))
    assert model.alliances[0].last_check_in == 10
    for teller in (a, b, c):
        for listener in (a, b, c):
            if teller is not listener:
                assert tie(listener, teller).believed_goal == teller.goal
                assert tie(listener, teller).seen == 10
    assert (bond(a, b).rapport, bond(a, c).rapport) == pytest.approx((0.515, 0.03))
    assert bond(b, c).rapport == 0.4
    assert (heard(c, d), evidence(c, d)) == (pytest.approx((1.0, 0.0)), (0.0, 0.0))
    assert b.ties.keys() == {0, 2}
    # both have another ally to introduce, 1, though each other's already: chosen when they look
    assert (a.introducer, b.introducer, c.introducer) == (c, None, a)


def test_host_and_member_talk_both_ways() -> None:
    # 1 has seen (4, 0) of 2 and 0 has seen (6, 0) of 1
    luck = {(TELL,): (0.0,), (PICK, 0, 0): (0.0, 0.0, 0.0)}
    model = world(3, (0, 1), acquainted=[(1, 2)], luck=luck)
    a, b, c = model.population
    tie(b, c).kept, tie(a, b).kept = 4.0, 6.0
    a.check_in(model.alliances[0], act(0))
    assert heard(a, c) == pytest.approx((1.0, 0.0))
    assert a.introducer is None  # 1 has no other ally
    assert b.introducer is None


def test_nobody_is_told_its_own_news() -> None:
    # 0 and 1 both know 2, 0 with (20, 0) and 1 with (4, 0); each hears what the other knew before:
    # 1 hears ½·2·6·20/(2·22 + 2·6) = 15/7, 0 hears ½·2·6·4/(2·6 + 2·6) = 1, not an echo of its own
    luck = {(TELL,): (0.0,), (PICK, 0, 0): (0.0, 0.0, 0.0)}
    model = world(3, (0, 1), acquainted=[(0, 2), (1, 2)], luck=luck)
    a, b, c = model.population
    tie(a, c).kept, tie(b, c).kept = 20.0, 4.0
    tie(a, b).kept = tie(b, a).kept = 6.0
    a.check_in(model.alliances[0], act(0))
    assert (heard(b, c), evidence(b, c)) == (pytest.approx((15 / 7, 0.0)), (4.0, 0.0))
    assert (heard(a, c), evidence(a, c)) == (pytest.approx((1.0, 0.0)), (20.0, 0.0))


# ------------------------------------------------------------------------------------------- adapt


def test_the_common_goal_that_fits_least_moves_to_where_the_members_are() -> None:
    # first: goal X, fair goal X: no misfit. second: X against normalise(X + Y): (1 − √½)/2 = .146;
    # third: X against normalise(X + Z + …) the same, so the older
    model = world(4, (0, 1), (0, 2), (0, 3))
    a, _, c, d = model.population
    tie(a, c).believed_goal, tie(a, d).believed_goal = Y, Z
    c.goal = X  # what it really wants does not matter
    target = a.where_to_adapt(NOW)
    assert target is model.alliances[1]
    a.adapt(target, NOW)
    assert target.common_goal == pytest.approx((sqrt(0.5), sqrt(0.5), 0.0))
    assert a.where_to_adapt(NOW) is model.alliances[2]


def test_a_small_misfit_is_let_be() -> None:
    # 1 − align = (1 − cos)/2 > .005 means cos < .99; the fair goal lies at half the angle between
    # X and what 1 is believed to want
    for half_angle, moves in ((0.140, False), (0.143, True)):  # cos .9902 and .9898
        model = world(2, (0, 1))
        a, b = model.population
        cos = 2 * (0.9902 if half_angle == 0.140 else 0.9898) ** 2 - 1
        tie(a, b).believed_goal = (cos, sqrt(1 - cos * cos), 0.0)
        assert (a.where_to_adapt(NOW) is not None) is moves
    assert world(1).by_id[0].where_to_adapt(NOW) is None


# ----------------------------------------------------------------------------------------- resolve


def test_the_tensest_tie_not_tried_this_week() -> None:
    model = world(4, (0, 1), (0, 2), (0, 3), week=10)
    a, b, c, d = model.population
    bond(a, b).tension, bond(a, c).tension, bond(a, d).tension = 0.9, 0.5, 0.5
    bond(a, b).tried = 10
    assert a.where_to_resolve(NOW) is tie(a, c)
    bond(a, c).tension = bond(a, d).tension = 0.1  # at peace
    assert a.where_to_resolve(NOW) is None
    bond(a, b).tried = 9
    assert a.where_to_resolve(NOW) is tie(a, b)


def conflict(u: float, **parameters: object):  # type: ignore[no-untyped-def]
    """0 (competing, openness .6) resolves with 1 (accommodating, openness .9): tension 1 since 4.

    Rapport .4, week 10: log odds 1.5·.4 − .12·6 + 1.5·(0 + 1 − 1) + (.6 + .9 − 1) = .38.
    """
    competing = Strategy(name="c", portfolio={"work": 1.0}, conflict="competing")
    accommodating = Strategy(name="a", portfolio={"work": 1.0}, conflict="accommodating")
    mix = ((competing, 0.5), (accommodating, 0.5))
    model = world(2, (0, 1), luck={(RESOLVE, 0, 1): (u,)}, strategies=mix, week=10, **parameters)
    a, b = model.population
    b.strategy_number, a.openness, b.openness = 1, 0.6, 0.9
    shared = bond(a, b)
    shared.tension, shared.tension_since, shared.rapport = 1.0, 4, 0.4
    return model, a, b, shared


CHANCE = 1 / (1 + exp(-0.38))


def test_a_conflict_resolved() -> None:
    # tension .2, still above .1: since 4; the assertive side wins .1·(1 − 0) of the other
    model, a, b, shared = conflict(CHANCE - 1e-9)
    a.resolve(tie(a, b), NOW)
    assert (shared.tension, shared.tension_since, shared.tried) == (pytest.approx(0.2), 4, 10)
    assert (a.payoff, b.payoff) == pytest.approx((0.1, -0.1))
    assert (tie(a, b).gain, tie(b, a).gain) == pytest.approx((0.1, -0.1))
    assert (evidence(a, b), evidence(b, a)) == ((1.0, 0.0), (1.0, 0.0))
    assert (model.tally["attempts"], model.tally["resolved"]) == (1, 1)


def test_a_conflict_not_resolved() -> None:
    model, a, b, shared = conflict(CHANCE + 1e-9)
    a.resolve(tie(a, b), NOW)
    assert (shared.tension, shared.tension_since, shared.tried) == (pytest.approx(1.1), 4, 10)
    assert (a.payoff, b.payoff, evidence(a, b)) == (0.0, 0.0, (0.0, 0.0))
    assert (model.tally["attempts"], model.tally["resolved"]) == (1, 0)


def test_it_is_the_same_luck_from_either_side_and_the_other_pays() -> None:
    _, a, b, _ = conflict(CHANCE - 1e-9)
    b.resolve(tie(b, a), NOW)
    assert (a.payoff, b.payoff) == pytest.approx((0.1, -0.1))


def test_a_success_that_leaves_peace_starts_anew() -> None:
    # .4 → .08 < .1
    _, a, b, shared = conflict(0.0)
    shared.tension = 0.4
    a.resolve(tie(a, b), NOW)
    assert shared.tension_since == 10


def test_a_talk_can_be_premature() -> None:
    # tension 1, ripe at .5: the chance is times 1 − e⁻²; hardly ripe at 100: times 1 − e^−.01
    for ripe, share in ((0.5, 1 - exp(-2)), (1.0, 1 - exp(-1)), (100.0, 1 - exp(-0.01))):
        for u, resolved in ((CHANCE * share - 1e-9, 1), (CHANCE * share + 1e-9, 0)):
            model, a, b, _ = conflict(u, resolve__ripe=ripe)
            a.resolve(tie(a, b), NOW)
            assert model.tally["resolved"] == resolved


def test_where_there_is_no_tension_a_talk_comes_to_nothing() -> None:
    _, a, b, shared = conflict(0.0, resolve__ripe=0.2)
    shared.tension = 0.0
    a.resolve(tie(a, b), NOW)
    assert shared.tension == pytest.approx(0.1)  # as after any failure


@pytest.mark.parametrize(("u", "won"), [(0.0, 0.1), (0.99, 0.0)])
def test_a_talk_costs_both_sides_whatever_comes_of_it(u: float, won: float) -> None:
    # .25 each; after a success the assertive side wins .1 of the other besides
    _, a, b, _ = conflict(u, resolve__cost=0.25)
    a.resolve(tie(a, b), NOW)
    assert (a.payoff, b.payoff) == pytest.approx((won - 0.25, -won - 0.25))
    assert (tie(a, b).gain, tie(b, a).gain) == pytest.approx((won - 0.25, -won - 0.25))


def test_a_talk_that_is_null_costs_nothing() -> None:
    _, a, b, _ = conflict(0.0, resolve__cost=0.25, null=("resolve",))
    assert a.practise("resolve", NOW)
    assert a.payoff == b.payoff == 0.0


def test_without_openness_it_is_harder() -> None:
    # 1.5·.4 − .72 + 0 + (0 + 0 − 1) = −1.12
    for u, resolved in ((1 / (1 + exp(1.12)) - 1e-9, 1), (1 / (1 + exp(1.12)) + 1e-9, 0)):
        model, a, b, _ = conflict(u, off=("openness",))
        a.resolve(tie(a, b), NOW)
        assert model.tally["resolved"] == resolved


def test_without_trust_success_is_no_evidence() -> None:
    _, a, b, shared = conflict(0.0, off=("trust",))
    a.resolve(tie(a, b), NOW)
    assert (shared.tension, evidence(a, b)) == (pytest.approx(0.2), (0.0, 0.0))


def test_a_style_is_assertive_or_cooperative_or_both_or_neither() -> None:
    assertive = {name for name, (own, _) in STYLES.items() if own > 0.5}
    cooperative = {name for name, (_, others) in STYLES.items() if others > 0.5}
    assert assertive == {"competing", "collaborating"}
    assert cooperative == {"accommodating", "collaborating"}
    middle = [sum(values) / len(STYLES) for values in zip(*STYLES.values(), strict=True)]
    assert STYLES["compromising"] == pytest.approx(middle)


# --------------------------------------------------------------------------------------- recognise


def test_the_most_uncelebrated() -> None:
    model = world(3, (0, 1), (0, 2))
    first, second = model.alliances
    a = model.by_id[0]
    second.milestones = 0.2
    assert a.where_to_recognise(NOW) is None  # not more than .2
    first.milestones = second.milestones = 1.0
    assert a.where_to_recognise(NOW) is first
    second.milestones = 1.1
    assert a.where_to_recognise(NOW) is second
    assert model.by_id[1].where_to_recognise(NOW) is first


def test_a_celebration() -> None:
    # 2 milestones: every member gains 1.2; 0 splits it over two ties; 1 and 2 book it on their tie
    # to 0; 0's ties: 1 − .95²·(1 − .4) = 1 − .9025·.6 = .4585, and 1 − .9025 = .0975
    model = world(3, (0, 1, 2))
    a, b, c = model.population
    model.alliances[0].milestones = 2.0
    bond(a, b).rapport, bond(b, c).rapport = 0.4, 0.3
    a.recognise(model.alliances[0], NOW)
    assert [agent.payoff for agent in (a, b, c)] == pytest.approx([1.2, 1.2, 1.2])
    assert (tie(a, b).gain, tie(a, c).gain) == pytest.approx((0.6, 0.6))
    assert (tie(b, a).gain, tie(b, c).gain) == pytest.approx((1.2, 0.0))
    assert (tie(c, a).gain, tie(c, b).gain) == pytest.approx((1.2, 0.0))
    assert (bond(a, b).rapport, bond(a, c).rapport) == pytest.approx((0.4585, 0.0975))
    assert bond(b, c).rapport == 0.3
    assert model.alliances[0].milestones == 0.0


# ------------------------------------------------------------------------------------------ invest


def test_where_there_is_most_to_win() -> None:
    # value .65 each (aligned, unknown): pair with rapport .2: .65·.8 = .52; three with rapport .7
    # and .7: .65·.6 = .39; with .5 and .6: .65·.9 = .585
    model = world(4, (0, 1), (0, 2, 3))
    a, b, c, d = model.population
    bond(a, b).rapport, bond(a, c).rapport, bond(a, d).rapport = 0.2, 0.7, 0.7
    assert a.where_to_invest(NOW) is model.alliances[0]
    bond(a, c).rapport, bond(a, d).rapport = 0.5, 0.6
    assert a.where_to_invest(NOW) is model.alliances[1]
    # 1 in worse standing: .5 + .3·(1 + 2·(.25 − .75))/2 = .5
    b.standing, bond(a, b).rapport = 0.25, 0.0  # .5 against .585
    assert a.where_to_invest(NOW) is model.alliances[1]
    assert world(1).by_id[0].where_to_invest(NOW) is None


def test_a_gathering() -> None:
    # .4 + .15·.6 = .49 and 0 + .15
    model = world(3, (0, 1, 2))
    a, b, c = model.population
    bond(a, b).rapport, bond(b, c).rapport = 0.4, 0.3
    a.invest(model.alliances[0], NOW)
    assert (bond(a, b).rapport, bond(a, c).rapport) == pytest.approx((0.49, 0.15))
    assert bond(b, c).rapport == 0.3
    assert a.payoff == b.payoff == 0.0


# ------------------------------------------------------------------------------------------- offer


def test_the_ally_most_in_want() -> None:
    # 5·[unmet] − U(stock) − ½·balance
    model = world(4, (0, 1), (0, 2), (0, 3))
    a, b, c, d = model.population
    assert a.where_to_offer(NOW) is tie(a, b)  # all alike
    d.stock = (0.125, 1.0, 1.0)  # U = ½
    assert a.where_to_offer(NOW) is tie(a, d)
    tie(a, d).balance = 1.1  # −.5 − .55 < −1
    assert a.where_to_offer(NOW) is tie(a, b)
    c.unmet, tie(a, c).balance = True, 5.0  # 5 − 1 − 2.5 = 1.5
    assert a.where_to_offer(NOW) is tie(a, c)
    assert world(1).by_id[0].where_to_offer(NOW) is None


def test_a_favour() -> None:
    model = world(2, (0, 1))
    a, b = model.population
    a.offer(tie(a, b), NOW)
    assert (a.payoff, b.payoff) == pytest.approx((-0.3, 0.8))
    assert (tie(a, b).gain, tie(b, a).gain) == pytest.approx((-0.3, 0.8))
    assert (evidence(b, a), evidence(a, b)) == ((1.0, 0.0), (0.0, 0.0))
    assert (tie(a, b).balance, tie(b, a).balance) == (1.0, -1.0)


def test_a_favour_in_need_meets_it_once() -> None:
    # .8 + 1 back for the loss already counted; the second favour is worth .8 only
    model = world(2, (0, 1))
    a, b = model.population
    b.needed = b.unmet = True
    a.offer(tie(a, b), NOW)
    assert (b.payoff, tie(b, a).gain, b.unmet, b.needed) == (pytest.approx(1.8), 1.8, False, True)
    a.offer(tie(a, b), NOW)
    assert b.payoff == pytest.approx(2.6)
