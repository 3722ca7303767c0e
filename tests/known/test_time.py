"""Time: what idle acts lose of it, and whose it takes when somebody does something."""

import pytest

from sim.rules.draws import ACT, ORDER, STRANGER
from tests.known.test_attend import AT, NEEDED, TALK, busy, once, worked_by_hand
from tests.strategies import EVERYTHING
from tests.worlds import Scripted, Y, act, tie, world


@pytest.mark.parametrize(
    ("guest", "idle", "work"),
    [
        (0.0, 0.25, 0.4375),  # W = 2, Z = 1: (2 − .25)/4
        (0.1, 0.0, 0.425),  # H = 3: (2 − .3)/4
        (0.1, 0.25, 0.3625),  # (2 − .25 − .3)/4
        (0.15, 1.0, 0.1375),  # (2 − 1 − .45)/4
    ],
)
def test_idle_acts_and_the_acts_of_others_take_time_off_work(
    guest: float, idle: float, work: float
) -> None:
    agent = busy(attend__guest=guest, attend__idle=idle)
    assert (agent.work_acts, agent.idle_acts) == (2, 1)
    agent.guest_acts = 3
    agent.leave_time_for_work()
    assert agent.work == pytest.approx(work)


def test_nobody_has_less_than_no_time_for_work() -> None:
    agent = busy(attend__guest=0.15)
    agent.guest_acts = 14  # 2 − 2.1
    agent.leave_time_for_work()
    assert agent.work == 0.0


# -------------------------------------------------------------------------------- time of others

#: Whose time it takes where a practice is most needed, in the world of ``once``.
GUESTS = {practice: others for practice, others in NEEDED.items() if practice != "offer"}


def guests(model: Scripted) -> list[int]:
    """Return whose time was taken, as often as it was."""
    return [agent.id for agent in model.population for _ in range(agent.guest_acts)]


@worked_by_hand
def test_an_act_takes_the_time_of_whom_it_is_done_to_but_a_favour_is_received(
    practice: str,
) -> None:
    assert guests(once(practice)) == GUESTS.get(practice, [])


@worked_by_hand
def test_null_takes_the_time_of_others_too_and_off_takes_none(practice: str) -> None:
    assert guests(once(practice, null=(practice,))) == GUESTS.get(practice, [])
    assert guests(once(practice, off=(practice,))) == []


@worked_by_hand
def test_blind_takes_the_time_of_whoever_is_met(practice: str) -> None:
    found = guests(once(practice, 0.9, blind=(practice,)))
    assert found == {"scout": [3], "offer": []}.get(practice, [2])


@pytest.mark.parametrize("practice", ["check_in", "adapt", "recognise", "invest"])
def test_what_is_done_with_an_alliance_takes_the_time_of_all_its_members(practice: str) -> None:
    luck = {**TALK, (ACT, 1, 0): (AT[practice],)}
    model = world(4, (0, 1, 3), luck=luck, strategies=EVERYTHING)
    _, host, _, ally = model.population
    host.attention = 1
    model.alliances[0].milestones, tie(host, ally).believed_goal = 1.0, Y
    host.attend()
    assert guests(model) == [0, 3]


def test_it_takes_time_to_introduce_somebody_and_to_be_scouted() -> None:
    # 1 introduces its ally 2 to 0; then 0 is asked by 1, and has nobody to name
    model = world(3, (0, 1), (1, 2), luck={**TALK, (ACT,): (AT["scout"],)}, strategies=EVERYTHING)
    a, b, _ = model.population
    a.attention, a.introducer = 1, b
    a.attend()
    assert guests(model) == [1, 2]
    b.attention, b.introducer = 1, a
    b.attend()
    assert guests(model) == [0, 1, 2]


def test_an_ally_who_is_scouted_has_nothing_to_spend_time_on() -> None:
    luck = {**TALK, (ACT,): (AT["scout"], 0.9), (STRANGER,): (0.6,)}
    model = world(2, (0, 1), luck=luck, strategies=EVERYTHING)
    a = model.by_id[0]
    a.attention = 1
    a.attend()
    assert guests(model) == []


def test_hearing_a_newcomer_takes_time_whether_it_is_admitted_or_not() -> None:
    # 1 brings 0 to 2 and 3, who hear it; 0 fits, or nobody wants it
    for selectivity, admitted in ((0.3, 1), (0.9, 0)):
        choosy = EVERYTHING.model_copy(update={"selectivity": selectivity})
        model = world(4, (1, 2, 3), acquainted=[(0, 1), (1, 0)], luck=TALK, strategies=choosy)
        a, b, *_ = model.population
        assert model.alliances[0].admits(a, b) == admitted
        assert guests(model) == [2, 3]


def test_one_act_may_take_somebody_s_time_twice() -> None:
    # 1 introduces 2 to 0; 2 is scouted, and proposes 0 to its alliance, where 1 and 3 hear it
    model = world(4, (0, 1), (1, 2, 3), luck=TALK)
    a, b, *_ = model.population
    a.introducer = b
    assert a.practise("scout", act(0, 0.5, 0.5, 0.0, 0.9))
    assert guests(model) == [1, 1, 2, 3]


def test_time_of_others_is_counted_anew_every_week_and_comes_off_after_the_last() -> None:
    # 0 meets 1 and 1 meets 0, whoever comes first: both have K = 1 and no work to lose time of;
    # then 1 works, and what 0 takes of its time comes off, though 1 was done before
    for order in ((0.1, 0.9), (0.9, 0.1)):
        luck = {(ORDER, 0): (order[0],), (ORDER, 1): (order[1],), **TALK}
        luck |= {(ACT, 0): (AT["invest"],), (ACT, 1): (AT["work"],)}
        model = world(2, (0, 1), luck=luck, strategies=EVERYTHING, attend__guest=0.1)
        a, b = model.population
        a.attention = b.attention = 1
        b.guest_acts = 7
        model.attend()
        assert (a.work, b.work) == (0.0, pytest.approx(0.9))
