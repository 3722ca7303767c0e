"""The life table and survival against worked examples, the same in outcomes and in reports."""

import math

import numpy as np
import pytest

from experiments.results.results import WHOSE
from experiments.statistics.survival import ages_within, hazard, survival
from sim.measures.lifetimes import count
from sim.measures.survival import ByAge, durations, restricted_mean
from sim.measures.views import Lives
from sim.simulation import simulate
from sim.state.histories import ABSORBED, DISSOLVED, EXPELLED, LEFT, RUNNING, in_words
from tests.states import alliance_lives, memberships

# Ten memberships of a run of 20 weeks, given as (joined, ended, how), worked by hand.
#
#     age        0     1     2     3     4     5     6     7     8
#     at risk   10     8     6     5     4     4     2     1     1
#     endings    1     2     1     0     0     1     1     0     0
#     censored   1     0     0     1     0     1     0     0     1
#     S        9/10 27/40  9/16  9/16  9/16 27/64 27/128  …
TEN = (
    (3, 3, LEFT),
    (5, 5, ABSORBED),
    (2, 3, EXPELLED),
    (4, 5, LEFT),
    (6, 8, DISSOLVED),
    (17, -1, RUNNING),
    (1, 6, LEFT),
    (15, -1, RUNNING),
    (2, 8, LEFT),
    (12, -1, RUNNING),
)


def test_a_life_table_by_hand() -> None:
    table = ByAge.of(*durations(memberships(*TEN), 20))
    assert table.at_risk.tolist() == [10, 8, 6, 5, 4, 4, 2, 1, 1]
    assert table.ended.tolist() == [1, 2, 1, 0, 0, 1, 1, 0, 0]
    # who left in the week of joining was at risk at age 0: 4 endings in 10 + 8 + 6 + 5
    assert table.hazard(0, 4) == 4 / 29
    assert table.hazard(4, 8) == 2 / 11
    assert table.hazard(5, 6) == 1 / 4
    # nobody is watched for longer than 8 weeks
    assert table.hazard(7, 100) == 0.0
    assert math.isnan(table.hazard(9, 100))
    expected = [9 / 10, 27 / 40, 9 / 16, 9 / 16, 9 / 16, 27 / 64, 27 / 128, 27 / 128, 27 / 128]
    np.testing.assert_allclose(table.survival(), expected)


def test_outcomes_and_reports_tell_the_same_life_table() -> None:
    table = memberships(*TEN)
    frame = in_words(table).assign(arm="a", replicate=0, strategy="balanced")
    counted = count([frame], WHOSE, {"a": 20})
    assert Lives(table, alliance_lives(), 20).young == 4 / 29
    told = hazard(counted, ages=(0, 4, 8))
    assert told["hazard"].tolist() == [4 / 29, 2 / 11]
    assert told["endings"].tolist() == [4, 2]
    # all endings are told, also those at age 0
    assert hazard(counted, ages=range(10))["endings"].sum() == 6


def test_a_run_has_one_hazard_and_one_survival() -> None:
    run = simulate({"population.agents": 30}, seed=1, weeks=120)
    frame = run.memberships.assign(arm="a", replicate=0)
    assert (frame["ended"] == frame["joined"]).any(), "somebody leaves in the week of joining"
    counted = count([frame], WHOSE, {"a": 120})
    told = hazard(counted, ages=(0, 4, 52, 104)).set_index("from")["hazard"]
    assert told[0] == run.outcomes["hazard_young"]
    assert told[52] == run.outcomes["hazard_old"]
    curve_ = survival(counted, horizon=103)["survival"].to_numpy()
    assert restricted_mean(curve_, 104) == run.outcomes["lifetime"]


# Weeks of remission of 42 children with leukaemia (Freireich et al. 1963, the example of most
# textbooks of survival analysis). Treated, the negative ones censored; and the controls.
TREATED = (6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
CONTROLS = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def remission(weeks: tuple[int, ...]) -> tuple[np.ndarray, np.ndarray]:
    return np.abs(weeks), np.array(weeks) > 0


def curve(lasted: np.ndarray, ended: np.ndarray, horizon: int) -> tuple[np.ndarray, np.ndarray]:
    """S(t) for t = 0 … horizon and Greenwood's standard error."""
    table = ByAge.of(lasted, ended).upto(horizon)
    return table.survival(), table.survival() * np.sqrt(table.greenwood())


def test_survival_with_ties_and_censoring() -> None:
    survival, error = curve(*remission(TREATED), 35)
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
    survival, error = curve(lasted, ended, 23)
    assert survival == pytest.approx([np.mean(lasted > week) for week in range(24)])
    # and Greenwood's error the binomial one: 12 of 21 outlive week 5
    assert error[5] == pytest.approx(math.sqrt(12 / 21 * 9 / 21 / 21))


def test_where_nobody_is_watched_any_more_survival_is_not_known() -> None:
    survival, error = curve(np.array([1, 3]), np.array([True, False]), 5)
    assert survival[:4].tolist() == [1.0, 0.5, 0.5, 0.5]
    assert np.isnan(survival[4:]).all()
    assert np.isnan(error[4:]).all()


def test_where_all_have_died_survival_stays_at_zero() -> None:
    survival, error = curve(np.array([1, 3]), np.array([True, True]), 5)
    assert survival.tolist() == [1.0, 0.5, 0.5, 0.0, 0.0, 0.0]
    assert error[3:].tolist() == [0.0, 0.0, 0.0]


def test_lives_beyond_the_horizon_are_alive_at_it() -> None:
    survival, _ = curve(np.array([2, 50, 60]), np.array([True, True, False]), 10)
    assert survival[10] == pytest.approx(2 / 3)


def test_the_restricted_mean_is_the_mean_life_up_to_the_horizon() -> None:
    lasted, ended = remission(CONTROLS)
    survival, _ = curve(lasted, ended, 23)
    assert restricted_mean(survival, 23) == pytest.approx(lasted.mean())  # 182/21
    assert restricted_mean(survival, 10) == pytest.approx(np.minimum(lasted, 10).mean())


def test_where_hardly_anybody_is_left_the_restricted_mean_goes_on_with_them() -> None:
    # 199 of 200 end in week 1, the last is followed to week 3: S = 1, .005, .005, .005, unknown
    lasted, ended = np.array([1] * 199 + [3]), np.array([True] * 199 + [False])
    survival, _ = curve(lasted, ended, 10)
    assert np.isnan(survival[4:]).all()
    assert restricted_mean(survival, 10) == pytest.approx(1.0 + 9 * 0.005)
    # 1 of 100 is not few enough: nothing is known of weeks 4 to 9
    survival, _ = curve(lasted[100:], ended[100:], 10)
    assert survival[3] == pytest.approx(0.01)
    assert math.isnan(restricted_mean(survival, 10))
    assert restricted_mean(survival, 4) == pytest.approx(1.03)


def test_hazard_is_constant_where_every_week_takes_the_same_share() -> None:
    # of 64, 48, 36, 27 alive at the beginning of a week a quarter end in it
    lasted = np.repeat([0, 1, 2, 9], [16, 12, 9, 27])
    table = ByAge.of(lasted, lasted < 9)
    assert table.hazard(0, 3) == pytest.approx(1 / 4)
    assert table.hazard(1, 3) == pytest.approx(1 / 4)
    assert table.hazard(3, 9) == 0.0


def test_without_anybody_at_risk_there_is_no_hazard() -> None:
    assert math.isnan(ByAge.of(np.array([2, 3]), np.array([True, False])).hazard(52, 104))
    nobody = ByAge.of(np.array([], int), np.array([], bool))
    assert math.isnan(nobody.hazard(0, 4))
    assert np.isnan(nobody.upto(3).survival()).all()


def test_ages_go_as_far_as_the_weeks_and_there_is_always_a_bin() -> None:
    assert ages_within(1) == (0, 1)
    assert ages_within(3) == (0, 3)
    assert ages_within(4) == ages_within(12) == (0, 4)
    assert ages_within(104) == (0, 4, 13, 26, 52, 104)
    assert ages_within(300)[-1] == 208


def test_durations() -> None:
    table = memberships((3, 10, LEFT), (4, 6, ABSORBED), (5, -1, RUNNING), (5, 5, EXPELLED))
    lasted, ended = durations(table, week=20)
    assert lasted.tolist() == [7, 2, 15, 0]
    assert ended.tolist() == [True, False, False, True]
    lasted, ended = durations(alliance_lives((3, 10, DISSOLVED), (4, -1, RUNNING)), week=20)
    assert lasted.tolist() == [7, 16]
    assert ended.tolist() == [True, False]
