"""Lifetimes of a handful of memberships, worked by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.results.results import WHOSE
from experiments.statistics import survival as lifetimes
from sim.measures.lifetimes import Lifetimes, count
from sim.measures.survival import ByAge
from sim.measures.survival import restricted_mean as mean_of_curve


def lives(rows: list[tuple[int, int, str]], weeks: int = 9) -> Lifetimes:
    """Lives of one arm from (replicate, weeks lasted, how)."""
    memberships = pd.DataFrame(
        {
            "arm": "a",
            "replicate": [replicate for replicate, _, _ in rows],
            "strategy": "balanced",
            "joined": 3,
            "ended": [-1 if how == "running" else 3 + lasted for _, lasted, how in rows],
            "how": [how for _, _, how in rows],
            "cause": ["tension" if how == "left" else "" for _, _, how in rows],
        }
    )
    return count([memberships], WHOSE, {"a": weeks})


ONE = [(0, 2, "left"), (0, 4, "absorbed"), (0, 4, "expelled"), (0, 6, "running"), (0, 6, "left")]


def test_how_long_memberships_lasted_and_why_they_ended() -> None:
    found = lives(ONE)
    # observed until week 9 and joined in week 3: what still runs has lasted 6 weeks
    assert found.ended.tolist() == [[0, 0, 1, 0, 1, 0, 1, 0, 0, 0]]
    assert found.censored.tolist() == [[0, 0, 0, 0, 1, 0, 1, 0, 0, 0]]
    assert found.reasons[["reason", "lives"]].to_numpy().tolist() == [
        ["tension", 2],
        ["expelled", 1],
    ]
    assert len(found) == 5


def test_an_arm_is_followed_as_long_as_it_runs() -> None:
    both = pd.DataFrame({"arm": ["long", "short"], "replicate": 0, "strategy": "balanced"})
    both = both.assign(joined=2, ended=-1, how="running", cause="")
    found = count([both], WHOSE, {"long": 100, "short": 40})
    assert np.argwhere(found.censored).tolist() == [[0, 98], [1, 38]]
    assert len(found.of(["short"])) == 1


def test_kaplan_meier_by_hand() -> None:
    found = lifetimes.survival(lives(ONE), horizon=7)
    # week 2: 1 of 5 ends, S = 4/5; week 4: 1 of 4 ends (one is censored), S = 3/5; week 6: 1 of 2
    # ends, S = 3/10; then nobody is left
    expected = [1, 1, 0.8, 0.8, 0.6, 0.6, 0.3, np.nan]
    np.testing.assert_allclose(found["survival"], expected)
    assert list(found["at_risk"]) == [5, 5, 5, 4, 4, 2, 2, 0]


def test_one_run_has_greenwoods_interval() -> None:
    found = lifetimes.survival(lives(ONE), horizon=7).set_index("week").loc[4]
    # Greenwood at week 4: 1/(5·4) + 1/(4·3) = 2/15; on log(−log S) its root is divided by −log S
    middle = np.log(-np.log(0.6))
    half = stats.norm.ppf(0.975) * np.sqrt(2 / 15) / -np.log(0.6)
    assert found["low"] == pytest.approx(np.exp(-np.exp(middle + half)))
    assert found["high"] == pytest.approx(np.exp(-np.exp(middle - half)))


def test_pooled_curve_is_the_one_of_the_model() -> None:
    generator = np.random.default_rng(2)
    how = generator.choice(["left", "absorbed"], 300)
    weeks = generator.geometric(0.1, 300)
    rows = [(n % 5, int(weeks[n]), str(how[n])) for n in range(300)]
    pooled = lives(rows, weeks=200)
    expected = ByAge.of(weeks, how == "left").upto(30).survival()
    found = lifetimes.survival(pooled, horizon=30)
    np.testing.assert_allclose(found["survival"], expected)
    mean = lifetimes.restricted_means(pooled, horizon=20)["mean"].iloc[0]
    assert mean == pytest.approx(mean_of_curve(expected, 20))


def test_replicates_are_left_out_one_at_a_time() -> None:
    # three replicates of 2 lives; by week 1 have ended 1, 1 and 2 of them: S = 1/3·…
    rows = [(0, 1, "left"), (0, 5, "left"), (1, 1, "left"), (1, 5, "left")]
    rows += [(2, 1, "left"), (2, 1, "left")]
    found = lifetimes.survival(lives(rows), horizon=1).set_index("week").loc[1]
    # pooled 2 of 6 stay, S = 1/3; without one replicate: 1/4, 1/4, 1/2
    assert found["survival"] == pytest.approx(1 / 3)
    left_out = np.log(-np.log([0.25, 0.25, 0.5]))
    error = np.sqrt(2 / 3 * np.sum((left_out - left_out.mean()) ** 2))
    half = stats.t.ppf(0.975, 2) * error
    middle = np.log(-np.log(1 / 3))
    assert found["low"] == pytest.approx(np.exp(-np.exp(middle + half)))
    assert found["high"] == pytest.approx(np.exp(-np.exp(middle - half)))


def test_hazard_by_hand() -> None:
    found = lifetimes.hazard(lives(ONE), ages=(0, 4, 8))
    # at risk at ages 0 … 3: 5 + 5 + 5 + 4, one ending, at 2
    # at risk at ages 4 … 7: 4 + 2 + 2 + 0, endings at 4 and at 6
    np.testing.assert_allclose(found["hazard"], [1 / 19, 2 / 8])
    assert list(found["endings"]) == [1, 2]
    # one run: Poisson's interval on the logarithm, a factor exp(1.96/√deaths)
    assert found["high"].iloc[1] == pytest.approx(2 / 8 * np.exp(1.959964 / np.sqrt(2)))


def test_restricted_mean_by_hand() -> None:
    # 1 + 1 + .8 + .8 + .6 + .6 over the first six weeks
    found = lifetimes.restricted_means(lives(ONE), horizon=6)
    assert found["mean"].iloc[0] == pytest.approx(4.8)


def test_restricted_mean_where_hardly_anybody_is_left() -> None:
    # in each of three replicates 299 of 300 end in week 1 and the last is absorbed in week 3
    rows = [(r, 1, "left") for r in range(3) for _ in range(299)]
    rows += [(r, 3, "absorbed") for r in range(3)]
    found = lifetimes.restricted_means(lives(rows), horizon=6).iloc[0]
    assert found[["mean", "low", "high"]].tolist() == pytest.approx([1 + 5 / 300] * 3)
    found = lifetimes.restricted_means(lives([*rows[-3:], *rows[:9]]), horizon=6).iloc[0]
    assert np.isnan(found["mean"])


def test_two_replicates_have_no_interval() -> None:
    rows = [(r, weeks, "left") for r in (0, 1) for weeks in (1, 2 + r)]
    assert np.isnan(lifetimes.restricted_means(lives(rows))["low"]).all()
    assert np.isnan(lifetimes.endings(lives(rows))["low"]).all()


def test_shares_of_causes_stay_within_their_range() -> None:
    rows = [(0, 1, "left"), (1, 1, "left"), (2, 1, "left"), (2, 1, "dissolved")]
    found = lifetimes.endings(lives(rows)).set_index("reason")
    # shares of tension 1, 1, ½: mean 5/6, and t(2)·sd/√3 = 4.303·0.2887/1.732 = 0.717 beyond it
    assert found.loc["tension", "low"] == pytest.approx(5 / 6 - 0.717, abs=1e-3)
    assert found.loc["tension", "high"] == 1.0
    assert found.loc["dissolved", "low"] == 0.0


def test_nobody_ends_and_everybody_ends() -> None:
    for how, alive in (("running", 1.0), ("left", 0.0)):
        found = lifetimes.survival(lives([(0, 6, how), (1, 6, how)]), horizon=6).iloc[-1]
        assert (found["survival"], found["low"], found["high"]) == (alive, alive, alive)
    found = lifetimes.hazard(lives([(0, 6, "running"), (1, 6, "running")]), ages=(0, 4))
    assert found["hazard"].iloc[0] == 0.0
    assert np.isnan(found["low"].iloc[0])


def test_why_memberships_ended() -> None:
    rows = [(0, 1, "left"), (0, 1, "dissolved"), (1, 1, "left"), (1, 1, "left"), (1, 6, "running")]
    found = lifetimes.endings(lives(rows)).set_index("reason")["share"]
    # replicate 0: half of the endings for tension, half since the others left; 1: all for tension
    assert found["tension"] == pytest.approx(0.75)
    assert found["dissolved"] == pytest.approx(0.25)


def test_where_there_never_was_a_membership_tables_are_empty() -> None:
    nobody = count([], WHOSE, {"a": 9})
    for table in (lifetimes.survival, lifetimes.hazard, lifetimes.restricted_means):
        assert table(nobody).empty
        assert "arm" in table(nobody)


def two_arms(seed: int, replicates: int, mean: float) -> pd.DataFrame:
    """Memberships of two arms: "a" of 20 weeks on average, "b" of another, some censored."""
    generator = np.random.default_rng(seed)
    parts = []
    for arm, weeks in (("a", 20.0), ("b", mean)):
        lasted = generator.geometric(1 / weeks, 60 * replicates)
        replicate = np.repeat(np.arange(replicates), 60)
        part = pd.DataFrame({"arm": arm, "replicate": replicate, "joined": 0})
        parts.append(part.assign(ended=np.where(lasted <= 60, lasted, -1)))
    return pd.concat(parts, ignore_index=True)


def both(memberships: pd.DataFrame) -> Lifetimes:
    """Lives of two arms that are followed for 60 weeks."""
    how = np.where(memberships["ended"] < 0, "running", "left")
    more = {"strategy": "balanced", "how": how, "cause": ""}
    return count([memberships.assign(**more)], WHOSE, {"a": 60, "b": 60})


def test_log_rank_of_one_run_is_scipys() -> None:
    memberships = two_arms(seed=5, replicates=1, mean=30.0)
    samples = []
    for _, rows in memberships.groupby("arm"):
        over = rows["ended"] > 0
        samples.append(stats.CensoredData(rows["ended"][over], right=[60] * int((~over).sum())))
    expected = stats.logrank(samples[1], samples[0])
    found = lifetimes.log_rank(both(memberships), "a").iloc[0]
    assert found["p"] == pytest.approx(expected.pvalue)


def test_log_rank_by_hand() -> None:
    # week 1: 1 of 4 ends, in b; week 2: 1 of 3 ends, in a; then one of each is censored. Expected
    # in b: 2/4 + 1/3; V = 1·½·½·1 + 1·⅓·⅔·1 = 17/36; O − E = 1 − 5/6 = 1/6
    memberships = pd.DataFrame({"arm": list("abab"), "ended": [2, 1, -1, -1]})
    found = lifetimes.log_rank(both(memberships.assign(replicate=0, joined=0)), "a").iloc[0]
    assert found["ratio"] == pytest.approx(np.exp((1 / 6) / (17 / 36)))


def test_log_rank_over_replicates_tells_a_difference_from_none() -> None:
    assert lifetimes.log_rank(both(two_arms(1, 8, 40.0)), "a")["p"].iloc[0] < 0.02
    assert lifetimes.log_rank(both(two_arms(1, 8, 40.0)), "a")["ratio"].iloc[0] < 0.7
    assert lifetimes.log_rank(both(two_arms(2, 8, 20.0)), "a")["p"].iloc[0] > 0.1
