"""Spending attention: in what order, on what, and what off, blind and null mean."""

import pytest

from sim.inputs.strategies import PRESETS, Strategy
from sim.inputs.switches import PLACEBOS, PRACTICES
from sim.objects.agent import AllianceAgent
from sim.practices.targets import Candidate
from sim.rules.draws import ACT, ORDER, PICK, RESOLVE, STRANGER, TELL
from sim.state.histories import STRANGER as MET_AS_STRANGER
from tests.strategies import EVERYTHING
from tests.worlds import Luck, Scripted, X, Y, act, bond, tie, world

#: An u in the middle of each practice's part of the even portfolio.
AT = {practice: (number + 0.5) / len(PRACTICES) for number, practice in enumerate(PRACTICES)}
TALK = {(TELL,): (0.0,), (PICK,): (0.0, 0.0, 0.0), (RESOLVE,): (0.0,)}


def once(practice: str, *more: float, luck: Luck | None = None, **parameters: object) -> Scripted:
    """0 spends one act on a practice; it is allied in pairs with 1 and 2, and 1 wants it more.

    Silence, misfit, tension, milestones, missing rapport, unmet need: all of it is there in both
    pairs, but less in the second.
    """
    script = {**TALK, (STRANGER,): (0.99,), (ACT, 0, 0): (AT[practice], *more), **(luck or {})}
    model = world(4, (0, 1), (0, 2), luck=script, strategies=EVERYTHING, week=10, **parameters)
    a, b, c, _ = model.population
    a.attention = 1
    first, second = model.alliances
    second.last_check_in = 9
    tie(a, b).believed_goal, tie(a, c).believed_goal = Y, (0.8, 0.6, 0.0)
    bond(a, b).tension, bond(a, c).tension = 1.0, 0.5
    first.milestones, second.milestones = 2.0, 1.0
    bond(a, c).rapport = 0.5
    b.unmet = c.unmet = True
    tie(a, c).balance = 1.0
    a.attend()
    a.leave_time_for_work()
    return model


def changed(model: Scripted) -> dict[str, list[int]]:
    """Return what was done with whom: practice → others' ids."""
    a = model.by_id[0]
    pairs = [(alliance, alliance.others(a)[0]) for alliance in a.memberships]
    at_peace = {1: 1.0, 2: 0.5}
    found = {
        "scout": [i for i in a.ties if i not in (1, 2)],
        "check_in": [b.id for p, b in pairs if p.last_check_in == 10 and b.id != 3],
        "adapt": [b.id for p, b in pairs if p.common_goal != X],
        "resolve": [b.id for _, b in pairs if b.id != 3 and bond(a, b).tension < at_peace[b.id]],
        "recognise": [b.id for p, b in pairs if p.milestones == 0.0 and b.id != 3],
        "offer": [b.id for _, b in pairs if tie(a, b).gain < 0.0],
    }
    warm = {1: 0.0, 2: 0.5}
    grown = [b.id for _, b in pairs if b.id != 3 and bond(a, b).rapport > warm[b.id]]
    found["invest"] = [] if found["check_in"] or found["recognise"] else grown
    return {practice: others for practice, others in found.items() if others}


NEEDED = {"scout": [3], "check_in": [1], "adapt": [1], "resolve": [1]}
NEEDED |= {"recognise": [1], "invest": [1], "offer": [1]}
worked_by_hand = pytest.mark.parametrize("practice", NEEDED)


@worked_by_hand
def test_a_practice_goes_where_it_is_most_needed(practice: str) -> None:
    model = once(practice)
    assert changed(model) == {practice: NEEDED[practice]}
    assert model.by_id[0].work == 0.0
    assert model.by_id[0].maintained == (practice != "scout")


@worked_by_hand
def test_off_is_work(practice: str) -> None:
    model = once(practice, off=(practice,))
    assert changed(model) == {}
    assert (model.by_id[0].work, model.by_id[0].maintained) == (1.0, 0)


@worked_by_hand
def test_off_changes_no_other_practice(practice: str) -> None:
    other = list(NEEDED)[list(NEEDED).index(practice) - 1]
    assert changed(once(other, off=(practice,))) == {other: NEEDED[other]}


@worked_by_hand
def test_null_takes_the_time_and_does_nothing(practice: str) -> None:
    model = once(practice, null=(practice,))
    assert changed(model) == {}
    assert (model.by_id[0].work, model.by_id[0].maintained) == (0.0, practice != "scout")


@worked_by_hand
def test_blind_does_it_to_a_random_target(practice: str) -> None:
    # the act's second uniform picks: .9 of two means 2, which is not where it is most needed
    model = once(practice, 0.9, blind=(practice,))
    assert changed(model) == {practice: [3] if practice == "scout" else [2]}
    model = once(practice, 0.1, blind=(practice,))
    assert changed(model) == {practice: [3] if practice == "scout" else [1]}


def test_blind_scouting_passes_introductions_and_allies_by() -> None:
    model = world(4, (0, 1), (1, 2), luck={(STRANGER, 0, 0): (0.99,)}, blind=("scout",))
    a, b, _, d = model.population
    a.introducer = b
    assert a.anywhere("scout", act(0, 0.5, 0.0)) == Candidate(d, MET_AS_STRANGER)
    assert a.introducer is b


def test_blind_resolving_may_meet_calm_but_no_tie_tried_this_week() -> None:
    model = world(3, (0, 1), (0, 2), week=10)
    a, b, c = model.population
    bond(a, c).tried = 10
    assert a.anywhere("resolve", act(0, 0.5, 0.99)) is tie(a, b)
    bond(a, b).tried = 10
    assert a.anywhere("resolve", act()) is None
    assert a.anywhere("offer", act(0, 0.5, 0.99)) is tie(a, c)


@pytest.mark.parametrize("practice", PLACEBOS)
def test_who_is_alone_has_nothing_to_do_but_scout(practice: str) -> None:
    for blind in ((), (practice,)):
        script = {**TALK, (ACT, 0, 0): (AT[practice], 0.9), (STRANGER,): (0.99,)}
        model = world(2, luck=script, strategies=EVERYTHING, blind=blind)
        agent = model.by_id[0]
        agent.attention = 1
        agent.attend()
        agent.leave_time_for_work()
        assert (agent.work, agent.maintained) == (float(practice != "scout"), 0)


def busy(**parameters: object) -> AllianceAgent:
    """0 has K = 4: work, an invest, a recognise with nothing to celebrate, and a scout."""
    us = (AT["work"], AT["invest"], AT["recognise"], AT["scout"])
    luck = {**TALK, **{(ACT, 0, number): (u, 0.9) for number, u in enumerate(us)}}
    luck[STRANGER,] = (0.99,)
    model = world(2, (0, 1), luck=luck, strategies=EVERYTHING, **parameters)
    model.by_id[0].attend()
    return model.by_id[0]


def test_work_is_the_share_of_acts_that_end_in_it() -> None:
    agent = busy()
    agent.leave_time_for_work()
    assert (agent.work, agent.maintained) == (0.5, 1)  # what found nothing to do is work


def test_agents_attend_in_the_order_of_luck() -> None:
    order: list[int] = []
    model = world(3, luck={(ORDER, 0): (0.5,), (ORDER, 1): (0.9,), (ORDER, 2): (0.1,)})
    for agent in model.population:
        agent.attend = lambda i=agent.id: order.append(i)  # type: ignore[method-assign,misc]
    model.attend()
    assert order == [2, 0, 1]


def test_without_attention_all_time_is_work() -> None:
    luck = {(ACT,): (AT["invest"],)}
    model = world(2, (0, 1), luck=luck, strategies=EVERYTHING, off=("attend",))
    model.by_id[0].attend()
    model.by_id[0].leave_time_for_work()
    assert (model.by_id[0].work, model.by_id[0].maintained) == (1.0, 0)


# ------------------------------------------------------------------------ choosing from a portfolio


@pytest.mark.parametrize(
    ("u", "practice"),
    [
        # balanced: .38 .12 .17 .08 .10 .05 .05 .05, cumulated .38 .50 .67 .75 .85 .90 .95 1
        (0.0, "work"),
        (0.379, "work"),
        (0.381, "scout"),
        (0.499, "scout"),
        (0.501, "check_in"),
        (0.671, "adapt"),
        (0.751, "resolve"),
        (0.851, "recognise"),
        (0.901, "invest"),
        (0.951, "offer"),
        (0.9999999, "offer"),
    ],
)
def test_a_portfolio_is_cumulated_in_order(u: float, practice: str) -> None:
    assert world(1).by_id[0].next_practice(act(0, u)) == practice


def test_practices_without_a_share_are_never_chosen() -> None:
    # transactional: work .83, scout .17, nothing else
    agent = world(1, strategies="transactional").by_id[0]
    chosen = {agent.next_practice(act(0, (n + 0.5) / 1000)) for n in range(1000)}
    assert chosen == {"work", "scout"}


def test_without_work_its_share_goes_to_maintenance_in_proportion() -> None:
    # maintenance .5 of balanced: each grows by 1 + .38/.5 = 1.76; scout keeps .12
    shares = PRESETS["balanced"].shares(work=False)
    assert shares["work"] == 0.0
    assert shares["scout"] == pytest.approx(0.12)
    assert shares["check_in"] == pytest.approx(0.17 * 1.76)
    assert sum(shares.values()) == pytest.approx(1.0)
    agent = world(1, off=("work",)).by_id[0]
    assert agent.next_practice(act(0, 0.119)) == "scout"
    assert agent.next_practice(act(0, 0.121)) == "check_in"  # idle, and so work in the end


def test_a_portfolio_without_maintenance_keeps_its_work() -> None:
    agent = world(1, strategies="neglectful", off=("work",)).by_id[0]
    assert agent.next_practice(act(0, 0.5)) == "work"


# ---------------------------------------------------------------------------------------- insisting


def insisting(**rules: float) -> Scripted:
    """0 works, but for its rules; it is allied with 1, last met in week 4, and tense by .5."""
    strategy = Strategy(name="rule", portfolio={"work": 1.0}, **rules)
    model = world(2, (0, 1), strategies=strategy, week=10)
    model.alliances[0].last_check_in = 4
    bond(*model.population).tension = 0.5
    return model


@pytest.mark.parametrize(
    ("rules", "practice"),
    [
        ({}, "work"),
        ({"check_in_every": 6.0}, "check_in"),  # 10 − 4 ≥ 6
        ({"check_in_every": 7.0}, "work"),
        ({"resolve_above": 0.49}, "resolve"),
        ({"resolve_above": 0.5}, "work"),  # not tenser than that
        ({"check_in_every": 6.0, "resolve_above": 0.1}, "check_in"),  # meetings come first
        ({"check_in_every": 7.0, "resolve_above": 0.1}, "resolve"),
    ],
)
def test_rules_come_before_the_portfolio(rules: dict[str, float], practice: str) -> None:
    assert insisting(**rules).by_id[0].next_practice(act(0, 0.5)) == practice


def test_a_tie_tried_this_week_is_not_insisted_on() -> None:
    model = insisting(resolve_above=0.1)
    bond(*model.population).tried = 10
    assert model.by_id[0].next_practice(act()) == "work"


def test_rules_are_switched_off_with_their_practice() -> None:
    for practice, rules in (
        ("check_in", {"check_in_every": 1.0}),
        ("resolve", {"resolve_above": 0.1}),
    ):
        model = insisting(**rules)
        model.off = frozenset([practice])
        assert model.by_id[0].next_practice(act()) == "work"
        model = insisting(**rules)
        model.parameters = model.parameters.updated({"null": (practice,)})
        assert model.by_id[0].next_practice(act()) == "work"


def test_a_calm_tie_is_not_insisted_on() -> None:
    # .5 is more than .02, but no tension to talk about where one is calm up to .6
    model = insisting(resolve_above=0.02)
    model.parameters = model.parameters.updated({"conflict.calm": 0.6})
    assert model.by_id[0].next_practice(act()) == "work"
