"""Common work: who follows through, what it costs, what it achieves, and what it is evidence of."""

from math import exp

import pytest

from sim.rules.draws import COMMIT
from tests.worlds import X, Y, bond, evidence, tie, world

KEEPS, BREAKS = (0.0, 0.0), (0.999999, 0.0)


def test_the_chance_of_following_through() -> None:
    # 0 in an alliance of three: tensions 1 and .2, mean .6 → e^(−.3);
    # trust (3 + 1)/(3 + 1 + 2) = ⅔ and ½, mean 7/12 → 1 − .4·5/12 = 5/6; reliability .9
    model = world(3, (0, 1, 2))
    a, b, c = model.population
    a.reliability = 0.9
    bond(a, b).tension, bond(a, c).tension = 1.0, 0.2
    tie(a, b).kept, tie(a, b).broken = 3.0, 1.0
    assert a.follow_through(model.alliances[0]) == pytest.approx(0.9 * exp(-0.3) * 5 / 6)


def test_diligence_scales_it() -> None:
    # a shirker's ½ · reliability 1 · (1 − .4·½)
    model = world(2, (0, 1), strategies="shirker")
    assert model.by_id[0].follow_through(model.alliances[0]) == pytest.approx(0.4)


def test_a_kept_and_an_announced_failure() -> None:
    # 0 keeps: effort ½ on its one tie. 1 breaks and says so: evidence (0, .3) at 0,
    # where memory leaves 1 − .03·.3 = .991 of (2, 0); of (1, 1) at 1 it leaves .97
    luck = {(COMMIT, 0, 1): KEEPS, (COMMIT, 1, 0): BREAKS}
    model = world(2, (0, 1), luck=luck)
    a, b = model.population
    tie(a, b).kept, tie(b, a).kept, tie(b, a).broken = 2.0, 1.0, 1.0
    model.cooperate()
    assert (a.payoff, tie(a, b).gain) == pytest.approx((-0.5, -0.5))
    assert (b.payoff, tie(b, a).gain) == (0.0, 0.0)
    assert evidence(a, b) == pytest.approx((1.982, 0.3))
    assert evidence(b, a) == pytest.approx((1.97, 0.97))
    assert (model.tally["commitments"], model.tally["kept"]) == (2, 1)


@pytest.mark.parametrize(
    ("openness", "luck", "off", "broken"),
    [
        (0.6, 0.599, (), 0.3),  # open about it
        (0.6, 0.600, (), 1.0),  # not
        (0.6, 0.599, ("candour",), 1.0),  # and nobody cares
        (0.6, 0.000, ("openness",), 1.0),  # nobody is open
        (0.6, 0.599, ("trust",), 0.0),  # nobody takes note
    ],
)
def test_what_a_failure_counts_for(openness: float, luck: float, off: tuple, broken: float) -> None:
    script = {(COMMIT, 0): KEEPS, (COMMIT, 1): (BREAKS[0], luck)}
    model = world(2, (0, 1), luck=script, off=off)
    a, b = model.population
    b.openness = openness
    model.cooperate()
    assert evidence(a, b) == pytest.approx((0.0, broken))


def test_the_probability_decides() -> None:
    # reliability 1, no tension, trust ½: .8
    for u, kept in ((0.7999, 1), (0.8, 0)):
        model = world(2, (0, 1), luck={(COMMIT, 0): (u,), (COMMIT, 1): BREAKS})
        model.cooperate()
        assert model.tally["kept"] == kept


def test_all_decide_before_any_evidence() -> None:
    # Chances are .8 each. If 0's failure were known before 1 decided, 1's trust would be ⅓ and its
    # chance 1 − .4·⅔ = .733: u = .75 tells the two apart.
    model = world(2, (0, 1), luck={(COMMIT, 0): BREAKS, (COMMIT, 1): (0.75,)})
    model.by_id[0].openness = 0.0
    model.cooperate()
    assert evidence(model.by_id[0], model.by_id[1]) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("size", "own", "joint"), [(2, 0.375, 0.75), (4, 0.2652, 1.0607), (6, 0.2165, 1.2990)]
)
def test_progress_by_size(size: int, own: float, joint: float) -> None:
    # all aligned, no complementarity: ½·(2/s)^½ for each that keeps, times s members; in utility
    # each step is worth 4.5/6 = ¾ to every member
    model = world(size, tuple(range(size)), luck={(COMMIT,): KEEPS})
    model.cooperate()
    progress = model.alliances[0].progress
    assert progress == pytest.approx(0.5 * (2 / size) ** 0.5 * size)
    assert 0.75 * progress / size == pytest.approx(own, abs=1e-4)
    assert 0.75 * progress == pytest.approx(joint, abs=1e-4)


def test_alignment_counts_cubed_and_only_of_who_keeps() -> None:
    # 0 aligned wholly, 1 by ½ (a right angle), 2 breaks: (2/3)^½·½·(1 + ⅛)
    luck = {(COMMIT, 0): KEEPS, (COMMIT, 1): KEEPS, (COMMIT, 2): BREAKS}
    model = world(3, (0, 1, 2), luck=luck)
    model.by_id[1].goal = Y
    model.cooperate()
    assert model.alliances[0].progress == pytest.approx((2 / 3) ** 0.5 * 0.5 * 1.125)


def three_that_differ(**parameters: object):  # type: ignore[no-untyped-def]
    """Specialties x, x, y: complementarities 0, 1, 1, mean ⅔; all keep, all aligned."""
    model = world(3, (0, 1, 2), luck={(COMMIT,): KEEPS}, **parameters)
    model.by_id[0].specialty = model.by_id[1].specialty = X
    model.by_id[2].specialty = Y
    return model


def test_members_who_differ_get_further() -> None:
    # base ½·(2/3)^½·3 = 1.2247; diversity adds ½·⅔ of it
    model = three_that_differ()
    model.cooperate()
    base = 1.5 * (2 / 3) ** 0.5
    assert model.alliances[0].progress == pytest.approx(base * 4 / 3)
    assert model.tally["progress"] == pytest.approx(base * 4 / 3)
    assert model.tally["diversity"] == pytest.approx(base / 3)


def test_without_diversity_they_do_not() -> None:
    model = three_that_differ(off=("diversity",))
    model.cooperate()
    assert model.alliances[0].progress == pytest.approx(1.5 * (2 / 3) ** 0.5)
    assert model.tally["diversity"] == 0.0


def test_a_milestone_pays_every_member_also_who_broke() -> None:
    # 5.9 + ½·(2/3)^½·2 = 6.7165 → .7165 left; prize 4.5 split over two ties each; effort ½ for 0, 1
    luck = {(COMMIT, 0): KEEPS, (COMMIT, 1): KEEPS, (COMMIT, 2): BREAKS}
    model = world(3, (0, 1, 2), luck=luck)
    alliance = model.alliances[0]
    alliance.progress = 5.9
    model.cooperate()
    assert alliance.progress == pytest.approx(5.9 + (2 / 3) ** 0.5 - 6.0)
    assert (alliance.milestones, model.tally["milestones"]) == (1.0, 1)
    a, b, c = model.population
    assert (a.payoff, b.payoff, c.payoff) == pytest.approx((4.0, 4.0, 4.5))
    assert (tie(a, b).gain, tie(a, c).gain) == pytest.approx((2.0, 2.0))
    assert (tie(c, a).gain, tie(c, b).gain) == pytest.approx((2.25, 2.25))


def test_a_milestone_is_reached_at_six_exactly() -> None:
    # 5 + ½·2 = 6
    for progress, milestones in ((5.0, 1.0), (4.999, 0.0)):
        model = world(2, (0, 1), luck={(COMMIT,): KEEPS})
        model.alliances[0].progress = progress
        model.cooperate()
        assert model.alliances[0].milestones == milestones


def test_evidence_goes_to_every_co_member_and_to_nobody_else() -> None:
    # 0 belongs to both pairs, and keeps in one and breaks in the other
    luck = {
        (COMMIT, 0, 1): KEEPS,
        (COMMIT, 0, 2): BREAKS,
        (COMMIT, 1, 0): KEEPS,
        (COMMIT, 2, 0): KEEPS,
    }
    model = world(3, (0, 1), (0, 2), luck=luck)
    a, b, c = model.population
    model.cooperate()
    assert (evidence(b, a), evidence(c, a)) == ((1.0, 0.0), (0.0, 0.3))
    assert b.ties.keys() == c.ties.keys() == {0}
    assert a.payoff == pytest.approx(-0.5)
    assert tie(a, c).gain == 0.0


def test_without_common_work_nothing_is_committed() -> None:
    model = world(2, (0, 1), off=("cooperate",))  # and nothing is drawn
    model.cooperate()
    assert (model.by_id[0].payoff, model.alliances[0].progress) == (0.0, 0.0)
    assert evidence(model.by_id[0], model.by_id[1]) == (0.0, 0.0)
