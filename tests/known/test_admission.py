"""Admission: who sponsors whom into what, who must agree, and what becomes of a shared pair."""

from math import sqrt

import pytest

from sim.inputs.strategies import Strategy
from sim.objects.agent import AllianceAgent
from sim.practices.scout import best_open_alliance
from sim.practices.targets import Candidate
from sim.rules.draws import TELL
from sim.state.histories import ABSORBED, NO_CAUSE, RUNNING
from sim.state.histories import STRANGER as MET_AS_STRANGER
from tests.worlds import Scripted, X, Y, act, bond, tie, world

FRANK = {(TELL,): (0.0,)}
#: of ACT: admission or not; the scout sponsors or the other
SCOUT_SPONSORS, OTHER_SPONSORS = act(0, 0.5, 0.5, 0.49, 0.49), act(0, 0.5, 0.5, 0.49, 0.5)
FOUNDS = act(0, 0.5, 0.5, 0.5, 0.0)


def meet(model: Scripted, scout: AllianceAgent, other: AllianceAgent, luck: object) -> None:
    scout.scout(Candidate(other, MET_AS_STRANGER), luck)  # type: ignore[arg-type]


def members(model: Scripted) -> list[list[int]]:
    return [[m.id for m in alliance.members] for alliance in model.alliances]


def test_a_newcomer_is_sponsored_into_an_alliance() -> None:
    # common goal = normalise(2·(1, 0, 0) + (.8, .6, 0)) = (2.8, .6, 0)/√8.2
    model = world(3, (0, 1), luck=FRANK, week=12)
    a, b, c = model.population
    c.goal = (0.8, 0.6, 0.0)
    bond(a, b).rapport = 0.7
    meet(model, a, c, SCOUT_SPONSORS)
    (alliance,) = model.alliances
    assert alliance.members == [a, b, c]
    assert alliance.joined == {a: 0, b: 0, c: 12}
    assert alliance.common_goal == pytest.approx((2.8 / sqrt(8.2), 0.6 / sqrt(8.2), 0.0))
    assert [t.other for t in c.allied] == [a, b]
    assert (bond(b, c).alliance, bond(b, c).joined, bond(b, c).rapport) == (alliance, 12, 0.0)
    assert (tie(b, c).satisfaction, tie(c, b).satisfaction) == (0.2, 0.2)
    assert bond(a, b).rapport == 0.7
    # all told: 1 knows what 2 wants, and the reverse
    assert (tie(b, c).believed_goal, tie(c, b).believed_goal) == (c.goal, X)
    tally = model.tally
    assert (tally["admitted"], tally["formed"], tally["new_ties"]) == (1, 0, 2)
    assert tally["through_allies"] == 1  # 1, whom 2 met through 0; 0 was a stranger
    memberships, lives = model.histories.tables()
    assert memberships[2][["agent", "alliance", "joined", "how"]].tolist() == (2, 0, 12, RUNNING)
    assert (lives[0]["largest"], lives[0]["members"]) == (3, 3)


def test_without_the_luck_of_admission_they_found_a_pair() -> None:
    model = world(3, (0, 1), luck=FRANK)
    a, _, c = model.population
    meet(model, a, c, FOUNDS)
    assert members(model) == [[0, 1], [0, 2]]


@pytest.mark.parametrize(
    ("luck", "joined"),
    [(SCOUT_SPONSORS, [[0, 1, 2], [2, 3]]), (OTHER_SPONSORS, [[0, 1], [0, 2, 3]])],
)
def test_a_coin_decides_who_sponsors(luck: object, joined: list[list[int]]) -> None:
    model = world(4, (0, 1), (2, 3), luck=FRANK)
    a, _, c, _ = model.population
    meet(model, a, c, luck)
    assert members(model) == joined


def test_who_has_no_open_alliance_is_sponsored_by_the_other_way_round() -> None:
    model = world(3, (0, 1), luck=FRANK)
    a, _, c = model.population
    meet(model, a, c, OTHER_SPONSORS)  # 2 has none: 0 sponsors
    assert members(model) == [[0, 1, 2]]


def test_the_best_open_alliance_is_the_most_satisfying_the_older_of_equals() -> None:
    model = world(4, (0, 1), (0, 2), (0, 3))
    a, _, _, d = model.population
    first, _, third = model.alliances
    assert best_open_alliance(a) is first
    tie(a, d).satisfaction = 0.5
    assert best_open_alliance(a) is third
    assert best_open_alliance(model.by_id[3]) is third


def test_a_full_alliance_is_not_open() -> None:
    model = world(3, (0, 1), luck=FRANK, alliances__largest=2)
    a, _, c = model.population
    assert best_open_alliance(a) is None
    meet(model, a, c, SCOUT_SPONSORS)
    assert members(model) == [[0, 1], [0, 2]]


def test_every_member_must_want_the_newcomer() -> None:
    # 1's goal is at a right angle to 2's: .25 + .15 = .4 ≤ .55. It refuses, and they found a pair.
    model = world(3, (0, 1), luck=FRANK)
    a, b, c = model.population
    b.goal = Y
    meet(model, a, c, SCOUT_SPONSORS)
    assert members(model) == [[0, 1], [0, 2]]
    assert tie(b, c).believed_goal == X  # but it was told, and remembers


def test_members_are_not_crowded_by_a_newcomer() -> None:
    # 1 sees .5·.9 + .15 = .6 in 2: more than .55; with full hands (.55 + .1·1/1) it would refuse
    model = world(3, (0, 1), luck=FRANK)
    a, b, c = model.population
    b.attention, c.goal = 1, (0.8, 0.6, 0.0)
    meet(model, a, c, SCOUT_SPONSORS)
    assert members(model) == [[0, 1, 2]]


def test_the_newcomer_must_want_them_on_average_with_its_hands_full() -> None:
    # 2 sees .65 in 0 and, at a right angle, .5·.5 + .15 = .40 in 1: mean .525 < .55, so it refuses
    # (1 itself has selectivity 0). At align .9 it sees .60 in 1: mean .625 > .55.
    easy = Strategy(name="easy", portfolio={"work": 1.0}, selectivity=0.0)
    picky = Strategy(name="picky", portfolio={"work": 1.0})
    for goal, admitted in ((Y, False), ((0.8, 0.6, 0.0), True)):
        model = world(3, (0, 1), luck=FRANK, strategies=((picky, 0.5), (easy, 0.5)))
        a, b, c = model.population
        b.goal, b.strategy_number = goal, 1
        meet(model, a, c, SCOUT_SPONSORS)
        assert ([0, 1, 2] in members(model)) is admitted
    # With 3 memberships and K = 4 the bar is .55 + .1·¾ = .625.
    model = world(6, (0, 1), (2, 3), (2, 4), (2, 5), luck=FRANK)
    a, b, c, *_ = model.population
    alliance = model.alliances[0]
    a.remember(c), c.remember(a)
    a.tell(c), c.tell(a)
    assert c.threshold() == pytest.approx(0.625)
    assert alliance.admits(c, a)  # .65 > .625
    b.standing = 0.5  # 1 is worth .3·.25 less: .575, mean .6125
    assert not alliance.admits(c, a)


def test_a_shared_pair_is_absorbed_with_all_it_has_grown_to() -> None:
    # 2 is allied in a pair with 1; 0 sponsors it into (0, 1)
    model = world(3, (0, 1), (1, 2), luck=FRANK, week=30)
    a, b, c = model.population
    old = bond(b, c)
    old.rapport, old.tension, old.tension_since, old.tried = 0.8, 0.3, 20, 25
    tie(b, c).satisfaction, tie(c, b).satisfaction, tie(b, c).kept = 0.9, 0.7, 6.0
    tie(b, c).last_got = True
    meet(model, a, c, SCOUT_SPONSORS)
    (alliance,) = model.alliances
    assert alliance.members == [a, b, c]
    kept = bond(b, c)
    assert kept is old
    assert (kept.alliance, kept.joined) == (alliance, 30)
    assert (kept.rapport, kept.tension, kept.tension_since, kept.tried) == (0.8, 0.3, 20, 25)
    assert (tie(b, c).satisfaction, tie(c, b).satisfaction) == (0.9, 0.7)
    assert (tie(b, c).kept, tie(b, c).last_got) == (6.0, True)
    assert [a_.serial for a_ in b.memberships] == [a_.serial for a_ in c.memberships] == [0]
    assert ([t.other.id for t in b.allied], [t.other.id for t in c.allied]) == ([0, 2], [0, 1])
    memberships, lives = model.histories.tables()
    ended = memberships[memberships["alliance"] == 1]
    assert ended[["ended", "how", "cause"]].tolist() == [(30, ABSORBED, NO_CAUSE)] * 2
    assert lives[1][["ended", "how", "ended_by"]].tolist() == (30, ABSORBED, -1)
    assert lives[0]["how"] == RUNNING
    assert (model.tally["new_ties"], model.tally["dissolved"]) == (1, 0)


def test_nobody_shares_two_alliances_of_more_than_two() -> None:
    # 1 and 2 are together in (1, 2, 3) already: no admission to (0, 1), and a pair instead
    model = world(4, (0, 1), (1, 2, 3), luck=FRANK)
    a, _, c, _ = model.population
    meet(model, a, c, SCOUT_SPONSORS)
    # nor does it work the other way round: 0 into (1, 2, 3) would share two with 1… a pair, which
    # is absorbed
    assert members(model) == [[0, 1, 2, 3]]
    model = world(5, (0, 1, 4), (1, 2, 3), luck=FRANK)
    a, _, c, *_ = model.population
    meet(model, a, c, SCOUT_SPONSORS)
    assert members(model) == [[0, 1, 4], [1, 2, 3], [0, 2]]


def test_who_cannot_remember_all_the_members_is_not_admitted() -> None:
    # 2 has room for two: its ally 3 and one more; 0 it can remember, 1 only by forgetting 0
    model = world(4, (0, 1), (2, 3), luck=FRANK, population__memory=2)
    a, _, c, _ = model.population
    meet(model, a, c, SCOUT_SPONSORS)
    # 1 pushed 0 out of 2's memory: all is looked at again before any joins, then 2 sponsors 0 in
    # vain (0 remembers 1 and one more), and a pair needs that both know each other
    assert members(model) == [[0, 1], [2, 3]]
    assert (c.ties.keys(), model.tally["evicted"] > 0) == ({1, 3}, True)
    for agent in model.population:
        assert len(agent.ties) <= 2


def test_a_fifth_and_a_sixth_but_no_seventh() -> None:
    model = world(7, (0, 1, 2, 3), luck=FRANK)
    *_, e, f, g = model.population
    for newcomer, size in ((e, 5), (f, 6), (g, 6)):
        meet(model, model.by_id[0], newcomer, SCOUT_SPONSORS)
        assert len(model.alliances[0].members) == size
    assert members(model)[1:] == [[0, 6]]
