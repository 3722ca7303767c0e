"""Support: who asks whom, who helps, and what it does to both."""

from math import exp

import pytest

from sim.inputs.strategies import MEMORY_ONE, Strategy
from sim.objects.agent import AllianceAgent
from sim.rules.draws import HELP, LAPSE, NEED
from tests.worlds import Scripted, bond, evidence, tie, world

IN_NEED, FINE = (0.0,), (0.9,)
#: of HELP: decides, slips, delivers, is open about failing
HELPS, REFUSES = (0.0, 0.5, 0.0, 0.0), (1.0, 0.5, 0.0, 0.0)
THANKED, NOT_THANKED = (0.0,), (1.0,)


def pair(
    answer: tuple[float, ...], then: tuple[float, ...] = THANKED, **parameters: object
) -> tuple[Scripted, AllianceAgent, AllianceAgent]:
    """0 is in need and has one ally to ask, 1."""
    luck = {
        (NEED, 0): IN_NEED,
        (NEED, 1): FINE,
        (HELP, 0, 1, 0): answer,
        (HELP, 0, 1, 1): then,
    }
    model = world(2, (0, 1), luck=luck, **parameters)
    return model, *model.population


def test_help_with_thanks() -> None:
    # asker +2.5; helper −1 + .3; standing .75 + .1·.25; balances ±1, × .9 at the end
    model, a, b = pair(HELPS)
    model.support()
    assert (a.payoff, tie(a, b).gain) == pytest.approx((2.5, 2.5))
    assert (b.payoff, tie(b, a).gain) == pytest.approx((-0.7, -0.7))
    assert evidence(a, b) == (1.0, 0.0)
    assert evidence(b, a) == (0.5, 0.0)
    assert (b.standing, a.standing) == pytest.approx((0.775, 0.75))
    assert (tie(a, b).balance, tie(b, a).balance) == pytest.approx((-0.9, 0.9))
    assert (tie(a, b).last_got, tie(a, b).last_given) == (True, None)
    assert (tie(b, a).last_given, tie(b, a).last_got) == (True, None)
    assert (a.needed, a.unmet, b.needed) == (True, False, False)
    assert (model.tally["requests"], model.tally["helped"]) == (1, 1)


def test_help_without_thanks() -> None:
    # helper −1 − .3 and evidence (0, ½) about the asker
    model, a, b = pair(HELPS, NOT_THANKED)
    model.support()
    assert b.payoff == pytest.approx(-1.3)
    assert evidence(b, a) == (0.0, 0.5)


@pytest.mark.parametrize(("u", "thanked"), [(0.699, True), (0.7, False)])
def test_thanks_come_with_the_asker_s_probability(u: float, thanked: bool) -> None:
    model, a, b = pair(HELPS, (u,))
    model.support()
    assert (evidence(b, a)[0] > 0.0) is thanked


def test_a_strategy_may_have_manners_of_its_own() -> None:
    polite = Strategy(name="polite", portfolio={"work": 1.0}, appreciation=1.0)
    model, a, b = pair(HELPS, (0.99,), strategies=polite)
    model.support()
    assert evidence(b, a) == (0.5, 0.0)


def test_without_appreciation_nobody_is_thanked() -> None:
    model, a, b = pair(HELPS, THANKED, off=("appreciation",))
    model.support()
    assert evidence(b, a) == (0.0, 0.5)


def test_a_refusal() -> None:
    # asker −.3 and −1 for the need, which is no tie's doing; standing .75 − .1·.75
    model, a, b = pair(REFUSES)
    model.support()
    assert (a.payoff, tie(a, b).gain) == pytest.approx((-1.3, -0.3))
    assert b.payoff == 0.0
    assert evidence(a, b) == (0.0, 1.0)
    assert evidence(b, a) == (0.0, 0.0)
    assert b.standing == pytest.approx(0.675)
    assert (tie(a, b).balance, tie(a, b).last_got, tie(b, a).last_given) == (0.0, False, False)
    assert (a.needed, a.unmet) == (True, True)


@pytest.mark.parametrize(("standing", "after"), [(0.5, 0.675), (0.499, 0.75)])
def test_refusing_somebody_of_bad_standing_is_no_disgrace(standing: float, after: float) -> None:
    model, a, b = pair(REFUSES)
    a.standing = standing
    model.support()
    assert b.standing == pytest.approx(after)


def test_standing_counts_as_it_was_before_the_process() -> None:
    # 0 (standing .52) asks 1, who refuses; 1 asks 0, who refuses as well. 1's refusal is applied
    # first and costs it .052 of .52 → below one half, but 0's refusal is still held against it.
    luck = {(NEED,): IN_NEED, (HELP, 0, 1, 0): REFUSES, (HELP, 1, 0, 0): REFUSES}
    model = world(2, (0, 1), luck=luck)
    a, b = model.population
    a.standing = b.standing = 0.52
    model.support()
    assert (a.standing, b.standing) == pytest.approx((0.468, 0.468))


@pytest.mark.parametrize(
    ("open_", "off", "broken"),
    [(0.399, (), 0.3), (0.4, (), 1.0), (0.399, ("candour",), 1.0), (0.0, ("openness",), 1.0)],
)
def test_meant_well_but_failed(open_: float, off: tuple, broken: float) -> None:
    # reliability .5 and .6 to pass: fails; open about it with probability .4
    model, a, b = pair((0.0, 0.5, 0.6, open_), off=off)
    b.reliability, b.openness = 0.5, 0.4
    model.support()
    assert evidence(a, b) == pytest.approx((0.0, broken))
    assert (tie(a, b).last_got, a.unmet) == (False, True)


def test_a_refusal_is_never_announced() -> None:
    model, a, b = pair((1.0, 0.5, 0.6, 0.0))
    model.support()
    assert evidence(a, b) == (0.0, 1.0)


def test_a_slip_flips_the_decision_both_ways() -> None:
    for answer, helped in (((1.0, 0.04, 0.0, 0.0), True), ((0.0, 0.04, 0.0, 0.0), False)):
        model, a, b = pair(answer, support__slip=0.05)
        model.support()
        assert tie(a, b).last_got is helped


def test_who_is_not_in_need_does_not_ask() -> None:
    model = world(2, (0, 1), luck={(NEED,): (0.2,)})  # hardship .2: u < .2 is need
    model.support()
    assert model.by_id[0].payoff == 0.0
    assert not model.by_id[0].needed


def test_without_support_needs_strike_and_nobody_is_asked() -> None:
    model = world(2, (0, 1), luck={(NEED, 0): IN_NEED, (NEED, 1): FINE}, off=("support",))
    a, b = model.population
    model.support()
    assert (a.payoff, a.unmet, tie(a, b).gain) == (-1.0, True, 0.0)
    assert model.tally["requests"] == 0


def test_without_trust_no_evidence_and_no_image() -> None:
    model, a, b = pair(HELPS, off=("trust",))
    model.support()
    assert (evidence(a, b), evidence(b, a), b.standing) == ((0.0, 0.0), (0.0, 0.0), 0.75)
    assert (a.payoff, b.payoff) == pytest.approx((2.5, -0.7))


# ------------------------------------------------------------------------------------ who is asked


def star(kept: tuple[float, float, float], luck: dict, **parameters: object) -> Scripted:
    """0 is allied in pairs with 1, 2 and 3, and trusts them by (kept + 1)/(kept + 2)."""
    needs = {(NEED, 0): IN_NEED, (NEED, 1): FINE, (NEED, 2): FINE, (NEED, 3): FINE}
    model = world(4, (0, 1), (0, 2), (0, 3), luck={**needs, **luck}, **parameters)
    for other, value in enumerate(kept, start=1):
        model.by_id[0].ties[other].kept = value
    return model


def test_the_most_trusted_are_asked_first_and_two_at_most() -> None:
    # 3 is trusted most, then 2; 1 is not asked any more (and nothing is drawn for it)
    model = star((0.0, 2.0, 5.0), {(HELP, 0, 3): REFUSES, (HELP, 0, 2): REFUSES})
    a, *_ = model.population
    model.support()
    assert a.payoff == pytest.approx(-0.3 - 0.3 - 1.0)
    assert [a.ties[other].last_got for other in (1, 2, 3)] == [None, False, False]


def test_asking_ends_when_helped_and_the_smaller_id_wins_among_equals() -> None:
    model = star((1.0, 1.0, 1.0), {(HELP, 0, 1, 0): HELPS, (HELP, 0, 1, 1): THANKED})
    a, *_ = model.population
    model.support()
    assert [a.ties[other].last_got for other in (1, 2, 3)] == [True, None, None]
    assert model.tally["requests"] == 1


def test_all_are_asked_and_every_help_counts_where_asking_does_not_end() -> None:
    # 1 and 3 help, 2 refuses: +2.5 twice, −.3 for the refusal; the need is met
    answers = {(HELP, 0, other, 0): HELPS for other in (1, 3)}
    luck = {**answers, (HELP, 0, 2): REFUSES, (HELP, 0, 1, 1): THANKED, (HELP, 0, 3, 1): THANKED}
    model = star((1.0, 1.0, 1.0), luck, support__asks=3, support__until_helped=False)
    model.support()
    a, b, _, d = model.population
    assert a.payoff == pytest.approx(2.5 + 2.5 - 0.3)
    assert (b.payoff, d.payoff) == pytest.approx((-0.7, -0.7))
    assert (model.tally["requests"], model.tally["helped"], a.unmet) == (3, 2, False)


def test_asks_may_be_more_or_none() -> None:
    refused = {(HELP, 0, other): REFUSES for other in (1, 2, 3)}
    model = star((0.0, 0.0, 0.0), refused, support__asks=3)
    model.support()
    assert model.tally["requests"] == 3
    model = star((0.0, 0.0, 0.0), {}, support__asks=0)
    model.support()
    assert (model.tally["requests"], model.by_id[0].payoff) == (0, -1.0)


def test_all_decide_before_anything_happens() -> None:
    # Both need help and ask each other. By attitude, what 0 gets must not change what 1 is given:
    # log odds are .5 + 4·0 − .5·0 + 0 + 2·.25 = 1 for both → .7311; if 1's help (balance −1 for 0,
    # evidence for it) counted already, 0 would help with σ(1 + .5 + 4·⅙) = .897
    luck = {
        (NEED,): IN_NEED,
        (HELP, 0, 1, 0): (0.73, 0.5, 0.0, 0.0),
        (HELP, 1, 0, 0): (0.74, 0.5, 0.0, 0.0),
        (HELP, 0, 1, 1): THANKED,
    }
    model = world(2, (0, 1), luck=luck)
    a, b = model.population
    model.support()
    assert (tie(a, b).last_got, tie(b, a).last_got) == (True, False)


# ---------------------------------------------------------------------------------- rules of help


def test_attitude() -> None:
    # T = (3 + 1)/(3 + 1 + 2) = ⅔; balance 2; rapport .4; asker's standing .6:
    # .5 + 4·⅙ − .5·2 + 1.5·.4 + 2·.1 = .96667
    model = world(2, (0, 1))
    a, b = model.population
    about = tie(b, a)
    about.kept, about.broken, about.balance = 3.0, 1.0, 2.0
    bond(a, b).rapport, a.standing = 0.4, 0.6
    odds = 0.5 + 4 / 6 - 1.0 + 0.6 + 0.2
    assert b.willingness(about) == pytest.approx(1 / (1 + exp(-odds)))


RULE = (0.1, 0.2, 0.3, 0.4, 0.5)  # first, CC, CD, DC, DD


@pytest.mark.parametrize(
    ("given", "got", "chance"),
    [
        (None, None, 0.1),
        (True, True, 0.2),
        (True, False, 0.3),
        (False, True, 0.4),
        (False, False, 0.5),
        # after the first round, the side not yet known counts as helped
        (None, False, 0.3),
        (None, True, 0.2),
        (False, None, 0.4),
        (True, None, 0.2),
    ],
)
def test_memory_one(given: bool | None, got: bool | None, chance: float) -> None:
    rule = Strategy(name="rule", portfolio={"work": 1.0}, support=RULE)
    model = world(2, (0, 1), strategies=rule)
    about = tie(model.by_id[1], model.by_id[0])
    about.last_given, about.last_got = given, got
    assert model.by_id[1].willingness(about) == chance


@pytest.mark.parametrize(
    ("rule", "theirs", "own"),
    [
        ("ALLC", "----", "++++"),
        ("ALLD", "++++", "----"),
        ("TFT", "+-++", "++-+"),  # does as was done to it
        ("GRIM", "+-++", "++--"),  # never forgives
        ("WSLS", "+--+", "++-+"),  # repeats what paid, changes what did not
    ],
)
def test_the_named_rules_help_and_refuse_as_they_are_known_to(
    rule: str, theirs: str, own: str
) -> None:
    first, *after = MEMORY_ONE[rule]
    done = "+" if first == 1.0 else "-"
    for their_last in theirs[:-1]:
        chance = after[("++", "+-", "-+", "--").index(done[-1] + their_last)]
        assert chance in (0.0, 1.0)
        done += "+" if chance else "-"
    assert done == own


def test_the_memory_of_the_last_round_lapses() -> None:
    for u, forgotten in ((0.29, True), (0.3, False)):
        luck = {(NEED,): FINE, (LAPSE, 0, 1): (u,)}
        model = world(2, (0, 1), luck=luck, support__lapse=0.3)
        a, b = model.population
        tie(a, b).last_given = tie(b, a).last_got = True
        tie(a, b).last_got = tie(b, a).last_given = False
        tie(a, b).balance = 2.0
        model.support()
        known = [tie(a, b).last_given, tie(a, b).last_got, tie(b, a).last_given, tie(b, a).last_got]
        assert known == ([None] * 4 if forgotten else [True, False, False, True])
        assert tie(a, b).balance == pytest.approx(1.8)


def test_balances_are_forgotten_also_towards_acquaintances() -> None:
    model = world(2, acquainted=[(0, 1)], luck={(NEED,): FINE})
    tie(*model.population).balance = 1.0
    model.support()
    assert tie(*model.population).balance == pytest.approx(0.9)
