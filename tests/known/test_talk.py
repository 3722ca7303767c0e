"""What agents remember, tell, pass on about others, and whom they introduce."""

from math import sqrt

import pytest

from sim.inputs.strategies import Strategy
from sim.rules.draws import TELL
from tests.worlds import X, Y, Z, bond, evidence, heard, tie, world

HALF = sqrt(0.5)

# ------------------------------------------------------------------------------------------ memory


def test_one_remembers_whom_one_knows() -> None:
    model = world(2, acquainted=[(0, 1)])
    a, b = model.population
    assert a.remember(b) is tie(a, b)


def test_a_new_acquaintance_is_unknown() -> None:
    model = world(2, week=7)
    a, b = model.population
    made = a.remember(b)
    assert made is not None
    assert (made.other, made.trust, made.seen, made.bond) == (b, 0.5, 7, None)
    assert (made.last_given, made.last_got, made.balance) == (None, None, 0.0)
    assert b.ties == {}  # a tie may go one way


def test_full_memory_forgets_the_least_known() -> None:
    # memory 3: an ally without any evidence, and acquaintances 2 (.5 + .2, seen 2 weeks ago:
    # .7 − .04 = .66) and 3 (.4, and .6 by hearsay, seen 20 weeks ago: 1 − .4 = .6)
    model = world(5, (0, 1), acquainted=[(0, 2), (0, 3)], week=20, population__memory=3)
    a, _, c, d, e = model.population
    tie(a, c).kept, tie(a, c).broken, tie(a, c).seen = 0.5, 0.2, 18
    tie(a, d).kept, tie(a, d).heard_broken, tie(a, d).seen = 0.4, 0.6, 0
    assert a.remember(e) is not None
    assert list(a.ties) == [1, 2, 4]
    assert (model.tally["evicted"], model.tally["refused"]) == (1, 0)


def test_among_equals_the_smaller_id_is_forgotten() -> None:
    model = world(4, acquainted=[(0, 2), (0, 1)], population__memory=2)
    a, *_, d = model.population
    a.remember(d)
    assert list(a.ties) == [2, 3]


def test_an_ally_is_never_forgotten() -> None:
    model = world(4, (0, 1), (0, 2), population__memory=2)
    a, *_, d = model.population
    assert a.remember(d) is None
    assert list(a.ties) == [1, 2]
    assert (model.tally["evicted"], model.tally["refused"]) == (0, 1)


# ------------------------------------------------------------------------------------------ telling


@pytest.mark.parametrize(
    ("u", "off", "told"),
    [
        (0.29, (), X),  # open with probability .3
        (0.30, (), (HALF, HALF, 0.0)),  # bent halfway to the listener's (0, 1, 0)
        (0.29, ("openness",), (HALF, HALF, 0.0)),
    ],
)
def test_one_tells_the_truth_or_bends_it(u: float, off: tuple[str, ...], told: tuple) -> None:
    model = world(2, acquainted=[(1, 0)], luck={(TELL, 0, 1): (u,)}, week=9, off=off)
    a, b = model.population
    a.openness, b.goal = 0.3, Y
    assert a.tell(b) == pytest.approx(told)
    assert tie(b, a).believed_goal == pytest.approx(told)
    assert tie(b, a).seen == 9


def test_a_strategy_may_be_more_open_than_its_agent() -> None:
    frank = Strategy(name="frank", portfolio={"work": 1.0}, openness=1.0)
    model = world(2, acquainted=[(1, 0)], luck={(TELL,): (0.99,)}, strategies=frank)
    a, b = model.population
    a.openness, b.goal = 0.0, Y
    assert a.tell(b) == X


def test_telling_opposites_bends_to_the_first_axis() -> None:
    model = world(2, acquainted=[(1, 0)], luck={(TELL,): (0.99,)})
    a, b = model.population
    a.openness, a.goal, b.goal = 0.0, Y, (0.0, -1.0, 0.0)
    assert a.tell(b) == X


def test_telling_twice_in_a_week_is_the_same_draw() -> None:
    # real luck: over many pairs both happen, and never one thing and then the other
    model = world(30, acquainted=[(j, i) for i in range(30) for j in range(30) if i != j])
    for agent in model.population:
        agent.openness, agent.goal = 0.5, Y if agent.id % 2 else X
    draw = super(type(model), model).draw
    model.draw = draw  # type: ignore[method-assign]
    kinds = set()
    for a in model.population:
        for b in model.population:
            if a.goal != b.goal:
                first = a.tell(b)
                assert a.tell(b) == first
                kinds.add(first == a.goal)
    assert kinds == {True, False}


# ----------------------------------------------------------------------------------------- hearsay


def gossiping(known: float, teller: float, **parameters: object):  # type: ignore[no-untyped-def]
    """0 tells 1 about 2, of whom it has seen (known, 2); 1 has seen (teller, 0) of 0."""
    model = world(3, (0, 1), acquainted=[(0, 2)], **parameters)
    a, b, c = model.population
    tie(a, c).kept, tie(a, c).broken, tie(b, a).kept = known, 2.0, teller
    return model, a, b, c


def test_hearsay_is_discounted_and_makes_an_acquaintance() -> None:
    # Q = (0 + 2)(10 + 2 + 2) + 2·8 = 44; ½·16·(10, 2)/44 = (1.81818, .363636)
    _, a, b, c = gossiping(10.0, 8.0)
    b.hear(a.news_for(b, 0.0))
    assert heard(b, c) == pytest.approx((80 / 44, 16 / 44))
    assert evidence(b, c) == (0.0, 0.0)
    assert c.ties == {}


def test_hearsay_ages_what_was_heard_and_nothing_that_was_seen() -> None:
    # (g, b) = (1.818, .364) > 1 together: what 1 heard before, (2, 1), keeps .97 of itself, and
    # (4, 1), which it has seen, all; trust is in all of it: (4 + 1.94 + 1.818 + 1)/(…)
    _, a, b, c = gossiping(10.0, 8.0)
    about = b.remember(c)
    assert about is not None
    about.kept, about.broken, about.heard_kept, about.heard_broken = 4.0, 1.0, 2.0, 1.0
    b.hear(a.news_for(b, 0.0))
    assert evidence(b, c) == (4.0, 1.0)
    assert heard(b, c) == pytest.approx((1.94 + 80 / 44, 0.97 + 16 / 44))
    good, bad = 5.94 + 80 / 44, 1.97 + 16 / 44
    assert about.trust == pytest.approx((good + 1) / (good + bad + 2))
    assert about.evidence == pytest.approx(good + bad)


def test_what_one_sees_ages_what_was_seen_and_what_was_heard() -> None:
    # ½ a piece of news leaves 1 − .03·½ = .985 of all that was known
    model = world(2, (0, 1))
    a, b = model.population
    about = tie(a, b)
    about.kept, about.broken, about.heard_kept, about.heard_broken = 4.0, 1.0, 2.0, 3.0
    a.observe(b, 0.5, 0.0)
    assert evidence(a, b) == pytest.approx((4.44, 0.985))
    assert heard(a, b) == pytest.approx((1.97, 2.955))


def test_what_one_heard_is_not_passed_on() -> None:
    # 0 has seen nothing of 2 and 1.5 of 3, and heard (9, 0) of both: it tells of 3, and of 3 what
    # it saw: Q = 2·(1.5 + 2) + 2·8 = 23; ½·16·1.5/23; the teller counts by all that is known of it
    model = world(4, (0, 1), acquainted=[(0, 2), (0, 3)])
    a, b, c, d = model.population
    tie(a, d).kept, tie(b, a).kept, tie(b, a).heard_kept = 1.5, 5.0, 3.0
    tie(a, c).heard_kept = tie(a, d).heard_kept = 9.0
    for luck in (0.0, 0.5, 0.99):
        news = a.news_for(b, luck)
        assert news is not None
        assert (news.about, news.good, news.bad) == (d, pytest.approx(12 / 23), 0.0)


def test_memory_value_and_introductions_go_by_all_that_is_known() -> None:
    # T* = (1 + 1 + 2·(.9 − .75)) + heard 2: (4.3)/(6) of (kept 1, heard 2; broken 0, heard 1)
    model = world(2, acquainted=[(0, 1)])
    a, b = model.population
    about = tie(a, b)
    about.kept, about.heard_kept, about.heard_broken, about.believed_goal = 1.0, 2.0, 1.0, Z
    a.specialty, b.specialty, b.standing = X, Y, 0.9
    assert a.value(about) == pytest.approx(0.665)  # as with (3, 1) seen


@pytest.mark.parametrize("off", [("hearsay",), ("trust",)])
def test_without_hearsay_nothing_is_passed_on(off: tuple[str, ...]) -> None:
    _, a, b, _ = gossiping(10.0, 8.0, off=off)
    b.hear(a.news_for(b, 0.0))
    assert b.ties.keys() == {0}


def test_an_unknown_teller_is_not_even_heard() -> None:
    _, a, b, _ = gossiping(10.0, 0.0)
    b.hear(a.news_for(b, 0.0))
    assert b.ties.keys() == {0}


def test_only_third_parties_known_well_enough_are_talked_about() -> None:
    # 2 is known by exactly 1, not more; 3 by more; the listener, best known, is no third party
    model = world(4, (0, 1), acquainted=[(0, 2), (0, 3)])
    a, b, c, d = model.population
    tie(a, b).kept, tie(b, a).kept = 50.0, 8.0
    tie(a, c).kept, tie(a, d).kept = 1.0, 1.5
    for luck in (0.0, 0.5, 0.99):
        b.hear(a.news_for(b, luck))
    assert b.ties.keys() == {0, 3}


def test_who_knows_nobody_else_has_nothing_to_tell() -> None:
    model = world(2, (0, 1))
    a, b = model.population
    tie(a, b).kept = tie(b, a).kept = 9.0
    b.hear(a.news_for(b, 0.0))
    assert b.ties.keys() == {0}
    assert (tie(b, a).kept, tie(b, a).broken) == (9.0, 0.0)


# ------------------------------------------------------------------------------------ introductions


def introducing(**parameters: object):  # type: ignore[no-untyped-def]
    """0 is allied with 1, 2, 3 and 4 in pairs; 1 with 2 as well."""
    return world(5, (0, 1), (0, 2), (0, 3), (0, 4), (1, 2), **parameters)


def test_whom_to_introduce_is_chosen_by_goals_as_believed_and_trust() -> None:
    # For 1, believed to want X: 2 is its ally already; 3 (X, trust ½): 1·½; 4 (at 60°: align ¾,
    # trust (2+1)/(2+2) = ¾): .5625
    model = introducing()
    a, b, c, d, e = model.population
    tie(a, e).believed_goal, tie(a, e).kept = (0.5, sqrt(0.75), 0.0), 2.0
    tie(a, c).kept = 100.0
    e.goal = (-1.0, 0.0, 0.0)  # what it really wants 0 does not know
    assert a.whom_to_introduce_to(b) is e
    tie(a, e).kept = 1.0  # ⅔·¾ = ½, equal to 3's: the smaller id wins
    tie(a, d).believed_goal = X
    assert a.whom_to_introduce_to(b) is d


def test_it_is_chosen_when_the_listener_looks() -> None:
    # 0 offered, and by then is allied with nobody but the listener
    model = world(2, (0, 1))
    a, b = model.population
    assert a.whom_to_introduce_to(b) is None
    c, d = world(2).population
    assert c.whom_to_introduce_to(d) is None  # not even known any more


def test_offering_an_introduction() -> None:
    model = introducing()
    a, b, c, *_ = model.population
    a.introduce_to(b)
    assert b.introducer is a
    c.introduce_to(b)  # a later offer replaces it
    assert b.introducer is c


def test_who_has_no_other_ally_introduces_nobody() -> None:
    model = world(2, (0, 1))
    a, b = model.population
    a.introduce_to(b)
    assert b.introducer is None


def test_without_introductions_nobody_is_introduced() -> None:
    model = introducing(off=("introductions",))
    a, b, *_ = model.population
    a.introduce_to(b)
    assert b.introducer is None


# -------------------------------------------------------------------------------------------- value


def test_what_an_ally_is_worth() -> None:
    # .5·align(X, Z) + .2·(1 − cos) + .3·(3 + 1 + 2·(.9 − .75))/(3 + 1 + 2)
    # = .25 + .2·1 + .3·4.3/6 = .665
    model = world(2, acquainted=[(0, 1)])
    a, b = model.population
    about = tie(a, b)
    about.kept, about.broken, about.believed_goal = 3.0, 1.0, Z
    a.specialty, b.specialty, b.standing = X, Y, 0.9
    assert a.value(about) == pytest.approx(0.665)


def test_full_hands_make_one_choosier() -> None:
    # .55 + .1·2/4 = .6; the value of a stranger of the same goal and specialty is .5 + .3·½ = .65
    model = world(4, (0, 1), (0, 2), acquainted=[(0, 3)])
    a, d = model.by_id[0], model.by_id[3]
    assert a.threshold() == pytest.approx(0.6)
    assert a.value(tie(a, d)) == pytest.approx(0.65)
    assert a.wants(d)
    a.attention = 2  # .55 + .1·2/2 = .65: not more than that
    assert not a.wants(d)


def test_bonds_are_with_allies_only() -> None:
    model = world(3, (0, 1), acquainted=[(0, 2)])
    a, b, c = model.population
    assert a.bond_with(b) is bond(a, b) is b.bond_with(a)
    assert a.bond_with(c) is None
    assert c.bond_with(a) is None
