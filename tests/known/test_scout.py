"""Scouting: whom one finds, whether both want it, and what is founded."""

from math import sqrt

import pytest

from sim.practices.targets import Candidate
from sim.rules.draws import PICK, STRANGER, TELL
from sim.state.histories import CLOSURE, INTRODUCTION
from sim.state.histories import STRANGER as MET_AS_STRANGER
from tests.worlds import X, Y, act, bond, tie, world

HALF = sqrt(0.5)
FRANK = {(TELL,): (0.0,)}
FOUNDS = act(0, 0.5, 0.9, 0.9, 0.0)  # of ACT: practice; closure; admission; who sponsors
LOOKS_AMONG_ALLIES, LOOKS_ANYWHERE = act(0, 0.5, 0.49), act(0, 0.5, 0.5)

# ---------------------------------------------------------------------------------------- whom


def test_an_introduction_comes_first_and_is_used_once() -> None:
    model = world(3, (0, 1), (1, 2), luck={(STRANGER, 0): (0.99,)})
    a, b, c = model.population
    a.introducer = b
    assert a.where_to_scout(LOOKS_ANYWHERE) == Candidate(c, INTRODUCTION)
    assert a.introducer is None
    assert a.where_to_scout(LOOKS_ANYWHERE) == Candidate(c, MET_AS_STRANGER)


def test_an_introduction_that_came_to_nothing_is_a_spent_act() -> None:
    # 1 has no ally left to introduce
    model = world(3, (0, 1))
    a, b, _ = model.population
    a.introducer = b
    candidate = a.where_to_scout(LOOKS_AMONG_ALLIES)
    assert candidate == Candidate(None, INTRODUCTION)
    a.scout(candidate, FOUNDS)
    assert (len(model.alliances), a.ties.keys()) == (1, {1})


def test_an_ally_s_ally_is_found_with_the_probability_of_closure() -> None:
    # 0's allies 1 and 2; PICK takes the second; its allies other than 0 are 3 and 4: the first
    model = world(5, (0, 1), (0, 2), (2, 3), (2, 4), luck={(PICK, 0, 0): (0.5, 0.0)})
    a = model.by_id[0]
    assert a.where_to_scout(LOOKS_AMONG_ALLIES) == Candidate(model.by_id[3], CLOSURE)


def test_there_is_no_falling_back() -> None:
    # no ally; or an ally that has no other
    alone = world(3, luck={(PICK,): (0.0, 0.0)})
    assert alone.by_id[0].where_to_scout(LOOKS_AMONG_ALLIES) == Candidate(None, CLOSURE)
    pair = world(3, (0, 1), luck={(PICK,): (0.0, 0.0)})
    assert pair.by_id[0].where_to_scout(LOOKS_AMONG_ALLIES) == Candidate(None, CLOSURE)


@pytest.mark.parametrize(
    ("parameters", "u"), [({"scout__closure": 0.0}, 0.0), ({"off": ("closure",)}, 0.0), ({}, 0.5)]
)
def test_else_anybody_is_found(parameters: dict, u: float) -> None:
    model = world(4, (0, 1), (1, 2), luck={(STRANGER, 0, 7): (0.99,)}, **parameters)
    found = model.by_id[0].where_to_scout(act(7, 0.5, u))
    assert found == Candidate(model.by_id[3], MET_AS_STRANGER)


def test_a_stranger_is_drawn_again_until_it_is_another() -> None:
    # of four uniforms the first two point at 0 itself, the third at 2
    model = world(4, luck={(STRANGER, 0, 0): (0.0, 0.24, 0.6, 0.9)})
    assert model.by_id[0].stranger(STRANGER, 0) is model.by_id[2]
    # a whole block in vain: the next one
    luck = {(STRANGER, 0, 0, 0): (0.0, 0.1, 0.2, 0.1), (STRANGER, 0, 0, 1): (0.99,)}
    model = world(4, luck=luck)
    assert model.by_id[0].stranger(STRANGER, 0) is model.by_id[3]


# ---------------------------------------------------------------------------------- getting to know


def test_two_who_want_it_found_a_pair() -> None:
    # both see .5·align + .3·½: with goals at a right angle .25 + .15 = .40 < .55; at 53.13°
    # align = (1 + .6)/2 = .8: .4 + .15 = .55, not more; at 36.87° .9: .6 > .55
    for goal, founded in ((Y, 0), ((0.6, 0.8, 0.0), 0), ((0.8, 0.6, 0.0), 1)):
        model = world(2, luck=FRANK, week=12)
        a, b = model.population
        b.goal = goal
        a.scout(Candidate(b, MET_AS_STRANGER), FOUNDS)
        assert len(model.alliances) == model.tally["formed"] == model.tally["scouted"] == founded
        assert (tie(a, b).believed_goal, tie(b, a).believed_goal) == (goal, X)
        assert tie(a, b).seen == 12


def test_what_is_founded() -> None:
    # common goal = normalise((1, 0, 0) + (.8, .6, 0)) = (1.8, .6, 0)/√3.6
    model = world(2, luck=FRANK, week=12)
    a, b = model.population
    b.goal = (0.8, 0.6, 0.0)
    b.scout(Candidate(a, MET_AS_STRANGER), FOUNDS)
    (alliance,) = model.alliances
    length = sqrt(3.6)
    assert alliance.common_goal == pytest.approx((1.8 / length, 0.6 / length, 0.0))
    assert (alliance.members, alliance.joined) == ([a, b], {a: 12, b: 12})
    assert (alliance.formed, alliance.last_check_in) == (12, 12)
    assert (alliance.progress, alliance.milestones) == (0.0, 0.0)
    shared = bond(a, b)
    assert shared is bond(b, a)
    assert (shared.alliance, shared.joined, shared.tension_since) == (alliance, 12, 12)
    assert (shared.rapport, shared.tension, shared.tried) == (0.0, 0.0, -1)
    assert (tie(a, b).satisfaction, tie(b, a).satisfaction) == (0.2, 0.2)
    assert ([t.other for t in a.allied], [t.other for t in b.allied]) == ([b], [a])
    life = model.histories.tables()[1][0]
    assert life[["founder", "partner", "met", "formed"]].tolist() == (1, 0, MET_AS_STRANGER, 12)
    assert (model.tally["new_ties"], model.tally["through_allies"]) == (1, 0)


def test_the_common_goal_is_of_goals_as_told() -> None:
    # 1 is not open: it tells normalise(½Y' + ½X) of its own (.6, .8, 0) = (1.6, .8, 0)/√3.2,
    # align with X (1 + 2/√5)/2 = .947: both want it (1 sees X by .8: .4 + .15 + standing's .15)
    model = world(2, luck={(TELL, 0, 1): (0.0,), (TELL, 1, 0): (0.99,)})
    a, b = model.population
    b.goal, b.openness, a.standing = (0.6, 0.8, 0.0), 0.0, 1.0
    a.scout(Candidate(b, MET_AS_STRANGER), FOUNDS)
    told = (2 / sqrt(5), 1 / sqrt(5), 0.0)
    total = (1 + told[0], told[1])
    length = sqrt(total[0] ** 2 + total[1] ** 2)
    assert model.alliances[0].common_goal == pytest.approx(
        (total[0] / length, total[1] / length, 0)
    )


def test_one_who_does_not_want_it_is_enough() -> None:
    # 1 would have 0, but 0 thinks it of bad standing: .5 + .3·(1 − 1.5)/2 = .425
    model = world(2, luck=FRANK)
    a, b = model.population
    b.standing = 0.0
    a.scout(Candidate(b, MET_AS_STRANGER), FOUNDS)
    assert model.alliances == []
    b.scout(Candidate(a, MET_AS_STRANGER), FOUNDS)
    assert model.alliances == []


def test_becoming_allied_forgets_the_last_round_but_not_the_balance() -> None:
    model = world(2, acquainted=[(0, 1), (1, 0)], luck=FRANK)
    a, b = model.population
    about = tie(a, b)
    about.last_given = about.last_got = False
    about.balance, about.kept, about.satisfaction = 3.0, 4.0, 9.0
    a.scout(Candidate(b, MET_AS_STRANGER), FOUNDS)
    assert (about.last_given, about.last_got, about.balance) == (None, None, 3.0)
    assert (about.kept, about.satisfaction) == (4.0, 0.2)


def test_an_ally_found_again_is_a_spent_act() -> None:
    model = world(2, (0, 1))  # nobody tells anything
    a, b = model.population
    a.scout(Candidate(b, CLOSURE), FOUNDS)
    assert (len(model.alliances), model.tally["scouted"]) == (1, 0)


def test_full_memories_cannot_take_in_anybody() -> None:
    # 1 remembers its ally 2 only, and can remember no more: no alliance, but 0 now knows it
    model = world(3, (1, 2), population__memory=1)
    a, b, _ = model.population
    a.scout(Candidate(b, MET_AS_STRANGER), FOUNDS)
    assert (len(model.alliances), model.tally["refused"]) == (1, 1)
    assert (a.ties.keys(), b.ties.keys()) == ({1}, {2})


def test_how_allies_met_is_counted() -> None:
    model = world(3, (0, 1), (1, 2), luck=FRANK)
    a, _, c = model.population
    a.scout(Candidate(c, CLOSURE), FOUNDS)
    assert (model.tally["new_ties"], model.tally["through_allies"]) == (1, 1)
    assert model.histories.tables()[1]["met"].tolist() == [0, 0, CLOSURE]
