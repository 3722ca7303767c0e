"""Staying, leaving and expulsion: Rusbult's commitment, worked out, and what an end leaves."""

from math import exp

import pytest

from sim.objects.agent import to_blame
from sim.rules.draws import REVIEW
from sim.state.histories import (
    ALTERNATIVES,
    CHANCE,
    DISSOLVED,
    DISTRUST,
    EXPELLED,
    LEFT,
    LOW_SATISFACTION,
    NO_CAUSE,
    RUNNING,
    TENSION,
)
from tests.worlds import bond, evidence, tie, world

STAYS, LEAVES, EXPEL = (1.0, 1.0), (0.0, 1.0), (1.0, 0.0)


def sigma(x: float) -> float:
    return 1 / (1 + exp(-x))


def test_satisfaction_follows_gain() -> None:
    # .2 + .05·(1.2 − .2) = .25, also where nobody reviews
    model = world(2, (0, 1), off=("review",))
    a, b = model.population
    tie(a, b).satisfaction, tie(a, b).gain = 0.2, 1.2
    model.review()
    assert tie(a, b).satisfaction == pytest.approx(0.25)


def test_commitment_to_a_new_pair() -> None:
    # 3.2 + 4·.2 + 2·0 − 0 − 0 + 3·0 = 4: leaves with σ(−4) = .018
    for u, left in ((sigma(-4.0) - 1e-9, 1), (sigma(-4.0) + 1e-9, 0)):
        model = world(2, (0, 1), week=0, luck={(REVIEW, 0): (u,), (REVIEW, 1): STAYS})
        a, b = model.population
        tie(a, b).satisfaction = tie(a, b).gain = 0.2
        model.review()
        assert model.tally["left"] == left


def test_commitment_with_a_history() -> None:
    # 0 in an alliance of three. Satisfaction .4 and .2 → .3; tension 1 and 0 → ½;
    # trust (5+1)/(5+1+2) = ¾ and ½ → ⅝; rapport .6 and .2 → .4; age 26 and 26 → ½:
    # investment ½·(.4 + .5) = .45. Another pair (0, 3) with satisfaction .6: m = 1, K = 4:
    # alternatives .6·1/5 = .12.
    # 3.2 + 1.2 + .9 − .24 − .75 + .375 = 4.685
    model = world(4, (0, 1, 2), (0, 3), week=26)
    a, b, c, d = model.population
    for other, satisfaction in ((b, 0.4), (c, 0.2), (d, 0.6)):
        tie(a, other).satisfaction = satisfaction
    bond(a, b).tension, bond(a, b).rapport, bond(a, c).rapport = 1.0, 0.6, 0.2
    tie(a, b).kept, tie(a, b).broken = 5.0, 1.0
    felt = {alliance: a.satisfaction_in(alliance) for alliance in a.memberships}
    three = model.alliances[0]
    alternatives = a.alternatives_to(three, felt)
    assert alternatives == pytest.approx(0.12)
    commitment, blame = a.commitment_terms(three.ties_of(a), alternatives)
    assert commitment == pytest.approx(4.685)
    assert blame == pytest.approx([4 * 0.1, -0.24, -0.75, 0.375])
    assert to_blame(blame) == TENSION


def test_alternatives_are_never_bad_and_many_weigh_more() -> None:
    # satisfactions −.4 and −.2 → 0; .4 and .2 → .3·2/(2 + 4) = .1
    model = world(4, (0, 1), (0, 2), (0, 3))
    a = model.by_id[0]
    first, *others = model.alliances
    for values, alternatives in (((-0.4, -0.2), 0.0), ((0.4, 0.2), 0.1)):
        felt = dict(zip(others, values, strict=True))
        assert a.alternatives_to(first, {first: 9.0, **felt}) == pytest.approx(alternatives)
    lone = model.by_id[1]
    assert lone.alternatives_to(first, {first: 1.0}) == 0.0


@pytest.mark.parametrize(
    ("terms", "cause"),
    [
        ([-0.3, -0.2, -0.1, 0.5], LOW_SATISFACTION),
        ([0.3, -0.2, -0.1, 0.5], ALTERNATIVES),
        ([-0.3, -0.2, -0.4, 0.5], TENSION),
        ([-0.3, -0.2, -0.4, -0.5], DISTRUST),
        ([0.0, 0.0, 0.0, 0.0], CHANCE),
        ([0.3, -0.0, -0.0, 0.1], CHANCE),
    ],
)
def test_the_cause_is_the_most_negative_term(terms: list[float], cause: int) -> None:
    assert to_blame(terms) == cause


def test_who_leaves_a_pair_dissolves_it_and_evidence_stays() -> None:
    model = world(2, (0, 1), luck={(REVIEW, 0): LEAVES, (REVIEW, 1): STAYS}, week=10)
    a, b = model.population
    tie(a, b).kept, tie(b, a).broken, tie(a, b).balance = 3.0, 2.0, 1.5
    bond(a, b).tension = 0.4  # satisfaction 0: 4·(0 − .2) = −.8; tension −.6; trust + and −
    model.review()
    assert model.alliances == a.allied == b.allied == a.memberships == b.memberships == []
    assert (tie(a, b).bond, tie(b, a).bond) == (None, None)
    assert (evidence(a, b), evidence(b, a), tie(a, b).balance) == ((3.0, 0.0), (0.0, 2.0), 1.5)
    memberships, lives = model.histories.tables()
    assert memberships[["agent", "ended", "how", "cause"]].tolist() == [
        (0, 10, LEFT, LOW_SATISFACTION),
        (1, 10, DISSOLVED, NO_CAUSE),
    ]
    assert lives[["ended", "how", "cause", "ended_by"]].tolist() == [
        (10, LEFT, LOW_SATISFACTION, 0)
    ]
    assert (model.tally["left"], model.tally["dissolved"]) == (1, 1)


def test_who_leaves_three_leaves_two() -> None:
    luck = {(REVIEW,): STAYS, (REVIEW, 1): LEAVES}
    model = world(3, (0, 1, 2), luck=luck)
    a, b, c = model.population
    bond(a, c).rapport = 0.5
    model.review()
    (alliance,) = model.alliances
    assert alliance.members == [a, c]
    assert ([t.other for t in a.allied], b.allied) == ([c], [])
    assert bond(a, c).rapport == 0.5
    memberships, lives = model.histories.tables()
    assert memberships["how"].tolist() == [RUNNING, LEFT, RUNNING]
    assert lives["how"].tolist() == [RUNNING]
    assert (model.tally["left"], model.tally["dissolved"]) == (1, 0)


def test_two_who_leave_three_end_it() -> None:
    luck = {(REVIEW,): STAYS, (REVIEW, 0): LEAVES, (REVIEW, 2): LEAVES}
    model = world(3, (0, 1, 2), luck=luck)
    model.review()
    assert model.alliances == []
    assert model.histories.tables()[0]["how"].tolist() == [LEFT, DISSOLVED, LEFT]
    assert (model.tally["left"], model.tally["dissolved"]) == (2, 1)


def test_both_who_leave_a_pair_have_left() -> None:
    model = world(2, (0, 1), luck={(REVIEW,): LEAVES})
    model.review()
    assert model.histories.tables()[0]["how"].tolist() == [LEFT, LEFT]
    assert (model.tally["left"], model.tally["dissolved"]) == (2, 1)


def test_expulsion_by_the_others_mean_commitment() -> None:
    # 1's and 2's ties to 0: satisfaction −.3 and −.1 → −.2; tension .5 and .3 → .4; trust
    # (0+1)/(0+2+2) = ¼ and ½ → ⅜; week 0, no rapport:
    # c̄ = 3.2 − .8 − .6 − .375 = 1.425; terms 4·(−.2 − .2) = −1.6, −.6, −.375: satisfaction
    for u, expelled in ((sigma(-1.425) - 1e-9, 1), (sigma(-1.425) + 1e-9, 0)):
        luck = {(REVIEW,): STAYS, (REVIEW, 0, 1): (1.0, u)}
        model = world(3, (0, 1, 2), luck=luck, week=0, review__smoothing=0.0)
        a, b, c = model.population
        tie(b, a).satisfaction, tie(c, a).satisfaction = -0.3, -0.1
        bond(a, b).tension, bond(a, c).tension, tie(b, a).broken = 0.5, 0.3, 2.0
        model.review()
        assert (model.tally["expelled"], model.tally["left"]) == (expelled, 0)
        if expelled:
            row = model.histories.tables()[0][0]
            assert (row["how"], row["cause"]) == (EXPELLED, LOW_SATISFACTION)
            assert model.alliances[0].members == [b, c]


def test_the_others_alternatives_do_not_matter_for_expulsion() -> None:
    # 1 has a splendid pair with 3, which has no part in what it thinks of 0: satisfaction 0,
    # 10 weeks: c̄ = 3.2 + 2·½·10/36
    commitment = 3.2 + 10 / 36
    for u, ends in ((sigma(-commitment) - 1e-9, True), (sigma(-commitment) + 1e-9, False)):
        model = world(4, (0, 1, 2), (1, 3), luck={(REVIEW, 0, 1): (1.0, u)})
        tie(model.by_id[1], model.by_id[3]).satisfaction = 50.0
        assert model.by_id[0].judged(model.alliances[0]).ends is ends


def test_pairs_expel_nobody() -> None:
    model = world(2, (0, 1), luck={(REVIEW,): EXPEL})
    model.review()
    assert (len(model.alliances), model.tally["expelled"]) == (1, 0)


def test_without_expulsion_one_may_only_leave() -> None:
    model = world(3, (0, 1, 2), luck={(REVIEW,): EXPEL}, off=("expulsion",))
    model.review()
    assert (len(model.alliances[0].members), model.tally["expelled"]) == (3, 0)


def test_without_review_nobody_leaves() -> None:
    model = world(3, (0, 1, 2), off=("review",))
    model.review()
    assert len(model.alliances[0].members) == 3


def test_all_is_decided_before_anybody_goes() -> None:
    # Everybody is expelled by everybody: had 0's going made it a pair first, 1 and 2 would stay.
    model = world(3, (0, 1, 2), luck={(REVIEW,): EXPEL})
    model.review()
    assert (model.tally["expelled"], model.alliances) == (3, [])
    assert model.histories.tables()[0]["how"].tolist() == [EXPELLED] * 3


def test_leaving_one_alliance_leaves_the_other() -> None:
    luck = {(REVIEW,): STAYS, (REVIEW, 0, 1): LEAVES}
    model = world(3, (0, 1), (0, 2), luck=luck)
    a, b, c = model.population
    model.review()
    assert [alliance.members for alliance in model.alliances] == [[a, c]]
    assert (a.memberships, b.memberships) == ([model.alliances[0]], [])
