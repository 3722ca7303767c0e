"""Life histories: written down as they happen, and survival against worked examples."""

import math

import numpy as np
import pytest

from sim.state.histories import (
    ABSORBED,
    AT_START,
    DISSOLVED,
    DISTRUST,
    EXPELLED,
    LEFT,
    NO_CAUSE,
    RUNNING,
    STRANGER,
    TENSION,
    Histories,
    durations,
    hazard,
    in_words,
    kaplan_meier,
    restricted_mean,
)
from tests.states import alliance_lives, memberships

# Weeks of remission of 42 children with leukaemia (Freireich et al. 1963, the example of most
# textbooks of survival analysis). Treated, the negative ones censored; and the controls.
TREATED = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
CONTROLS = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def remission(weeks: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.abs(weeks), np.array(weeks) > 0


def test_survival_with_ties_and_censoring() -> None:
    survival, error = kaplan_meier(*remission(TREATED), 35)
    # at risk 21, 17, 15, 12, 11, 7, 6; three end at once in week 6, in which one is censored too
    steps = {6: 18 / 21, 7: 16 / 17, 10: 14 / 15, 13: 11 / 12, 16: 10 / 11, 22: 6 / 7, 23: 5 / 6}
    value = 1.0
    for week in range(36):
        value *= steps.get(week, 1.0)
        assert survival[week] == pytest.approx(value)
    # as printed in the textbooks
    weeks = [6, 7, 10, 13, 16, 22, 23]
    assert survival[weeks].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]
    assert error[weeks].round(4).tolist() == [
        0.0764, 0.0869, 0.0963, 0.1068, 0.1141, 0.1282, 0.1346,
    ]  # fmt: skip


def test_survival_without_censoring_is_the_share_still_alive() -> None:
    lasted, ended = remission(CONTROLS)
    survival, error = kaplan_meier(lasted, ended, 23)
    assert survival == pytest.approx([np.mean(lasted > week) for week in range(24)])
    # and Greenwood's error the binomial one: 12 of 21 outlive week 5
    assert error[5] == pytest.approx(math.sqrt(12 / 21 * 9 / 21 / 21))


def test_where_nobody_is_watched_any_more_survival_is_not_known() -> None:
    survival, error = kaplan_meier(np.array([1, 3]), np.array([True, False]), 5)
    assert survival[:4].tolist() == [1.0, 0.5, 0.5, 0.5]
    assert np.isnan(survival[4:]).all()
    assert np.isnan(error[4:]).all()


def test_where_all_have_died_survival_stays_at_zero() -> None:
    survival, error = kaplan_meier(np.array([1, 3]), np.array([True, True]), 5)
    assert survival.tolist() == [1.0, 0.5, 0.5, 0.0, 0.0, 0.0]
    assert error[3:].tolist() == [0.0, 0.0, 0.0]


def test_lives_beyond_the_horizon_are_alive_at_it() -> None:
    survival, _ = kaplan_meier(np.array([2, 50, 60]), np.array([True, True, False]), 10)
    assert survival[10] == pytest.approx(2 / 3)


def test_the_restricted_mean_is_the_mean_life_up_to_the_horizon() -> None:
    lasted, ended = remission(CONTROLS)
    survival, _ = kaplan_meier(lasted, ended, 23)
    assert restricted_mean(survival, 23) == pytest.approx(lasted.mean())  # 182/21
    assert restricted_mean(survival, 10) == pytest.approx(np.minimum(lasted, 10).mean())


def test_where_hardly_anybody_is_left_the_restricted_mean_goes_on_with_them() -> None:
    # 199 of 200 end in week 1, the last is followed to week 3: S = 1, .005, .005, .005, unknown
    lasted, ended = np.array([1] * 199 + [3]), np.array([True] * 199 + [False])
    survival, _ = kaplan_meier(lasted, ended, 10)
    assert np.isnan(survival[4:]).all()
    assert restricted_mean(survival, 10) == pytest.approx(1.0 + 9 * 0.005)
    # 1 of 100 is not few enough: nothing is known of weeks 4 to 9
    survival, _ = kaplan_meier(lasted[100:], ended[100:], 10)
    assert survival[3] == pytest.approx(0.01)
    assert math.isnan(restricted_mean(survival, 10))
    assert restricted_mean(survival, 4) == pytest.approx(1.03)


def test_hazard_is_constant_where_every_week_takes_the_same_share() -> None:
    # of 64, 48, 36, 27 alive at the beginning of a week a quarter end in it
    lasted = np.repeat([0, 1, 2, 9], [16, 12, 9, 27])
    ended = lasted < 9
    assert hazard(lasted, ended, 0, 3) == pytest.approx(1 / 4)
    assert hazard(lasted, ended, 1, 3) == pytest.approx(1 / 4)
    assert hazard(lasted, ended, 3, 9) == 0.0


def test_without_anybody_at_risk_there_is_no_hazard() -> None:
    assert math.isnan(hazard(np.array([2, 3]), np.array([True, False]), 52, 104))


def test_durations() -> None:
    table = memberships((3, 10, LEFT), (4, 6, ABSORBED), (5, -1, RUNNING), (5, 5, EXPELLED))
    lasted, ended = durations(table, week=20)
    assert lasted.tolist() == [7, 2, 15, 0]
    assert ended.tolist() == [True, False, False, True]
    lasted, ended = durations(alliance_lives((3, 10, DISSOLVED), (4, -1, RUNNING)), week=20)
    assert lasted.tolist() == [7, 16]
    assert ended.tolist() == [True, False]


def written() -> Histories:
    """4 and 5 found an alliance in week 2, 6 joins in 3; in week 8 6 is expelled and 5 leaves."""
    book = Histories()
    book.form(0, founder=4, partner=5, met=STRANGER, week=2)
    book.join(0, 4, strategy=1, week=2, size=1)
    book.join(0, 5, strategy=0, week=2, size=2)
    book.join(0, 6, strategy=0, week=3, size=3)
    book.leave(0, 6, week=8, how=EXPELLED, cause=DISTRUST)
    book.leave(0, 5, week=8, how=LEFT, cause=TENSION)
    book.leave(0, 4, week=8, how=DISSOLVED, cause=NO_CAUSE)
    book.end(0, week=8, how=LEFT, cause=TENSION, by=5)
    book.form(1, founder=4, partner=6, met=AT_START, week=9)
    book.join(1, 4, strategy=1, week=9, size=1)
    book.join(1, 6, strategy=0, week=9, size=2)
    return book


def test_a_history_in_words() -> None:
    people, alliances = map(in_words, written().tables())
    assert people["agent"].tolist() == [4, 5, 6, 4, 6]
    assert people["how"].tolist() == ["dissolved", "left", "expelled", "running", "running"]
    assert people["cause"].tolist() == ["", "tension", "distrust", "", ""]
    assert people["ended"].tolist() == [8, 8, 8, -1, -1]
    first = alliances.iloc[0]
    assert (first["met"], first["how"], first["cause"]) == ("stranger", "left", "tension")
    assert (first["largest"], first["members"], first["ended_by"]) == (3, 3, 5)
    assert alliances["how"].tolist() == ["left", "running"]


def test_restored_histories_go_on_as_if_nothing_had_happened() -> None:
    book, again = written(), Histories.restored(*written().tables())
    for histories in (book, again):
        histories.leave(1, 6, week=12, how=LEFT, cause=TENSION)
        histories.end(1, week=12, how=LEFT, cause=TENSION, by=6)
    for one, other in zip(book.tables(), again.tables(), strict=True):
        assert one.tolist() == other.tolist()
