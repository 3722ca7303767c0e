"""The statistics of comparisons: what they claim to cover, and closed forms for few replicates."""

from functools import partial
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.analysis import comparison as compare
from experiments.statistics import intervals, ranking
from tests.results import MadeUp

pytestmark = pytest.mark.statistical


@pytest.mark.parametrize("replicates", [8, 30])
def test_a_paired_interval_covers_the_true_difference(replicates: int) -> None:
    # 2000 experiments whose true difference is 0.3; the standard error of the share is 0.5 %
    luck = np.random.default_rng(11).normal(0.3, 1.0, (2000, replicates))
    found = [intervals.bca_interval(differences, resamples=999) for differences in luck]
    covered = np.mean([interval.low <= 0.3 <= interval.high for interval in found])
    assert 0.93 <= covered <= 0.97


def test_the_interval_of_a_comparison_covers_where_arms_share_luck_and_values_are_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # what a table of differences holds, pairs and all; without its p, which takes the time
    quick = partial(intervals.bca_interval, resamples=999)
    monkeypatch.setattr(ranking, "bca_interval", quick)
    monkeypatch.setattr(ranking, "permutation_p", lambda differences: 1.0)
    generator = np.random.default_rng(12)
    covered, spared = [], []
    for _ in range(2000):
        shared = generator.normal(0.0, 3.0, 20)
        a = pd.Series(0.3 + shared + generator.normal(0.0, 1.0, 20))
        b = pd.Series(shared + generator.normal(0.0, 1.0, 20))
        row = ranking.paired(a.mask(generator.random(20) < 0.1), b)
        covered.append(row["low"] <= 0.3 <= row["high"])
        spared.append(row["saved"])
    assert 0.93 <= np.mean(covered) <= 0.97
    assert np.median(spared) == pytest.approx(10.0, rel=0.2)  # (9 + 1 + 9 + 1) ÷ (1 + 1)


def test_a_share_has_wilsons_interval_and_it_covers() -> None:
    # exact: Σ over outcomes of their binomial probability; Wilson's is near 95 % on average
    n = 12
    ends = np.array([intervals.share_interval(hits, n)[1:] for hits in range(n + 1)])
    true = np.linspace(0.1, 0.9, 81)
    inside = (ends[:, :1] <= true) & (true <= ends[:, 1:])
    chance = stats.binom.pmf(np.arange(n + 1)[:, None], n, true)
    assert 0.93 <= (chance * inside).sum(axis=0).mean() <= 0.97
    assert np.isnan(intervals.share_interval(0, 0)).all()


@pytest.mark.parametrize(("hits", "of"), [(0, 1), (1, 1), (0, 9), (4, 9), (9, 9), (37, 1000)])
def test_the_interval_of_a_share_is_that_of_scipy(hits: int, of: int) -> None:
    expected = stats.binomtest(hits, of).proportion_ci(0.95, method="wilson")
    found = (hits / of, expected.low, expected.high)
    assert intervals.share_interval(hits, of) == found


def test_without_raising_its_level_the_bootstrap_of_eight_is_too_narrow() -> None:
    luck = np.random.default_rng(11).normal(0.3, 1.0, (500, 8))
    plain = [intervals.bca_interval(d, resamples=999, raise_level=False) for d in luck]
    assert np.mean([low <= 0.3 <= high for low, high, _ in plain]) < 0.92


def test_the_true_best_is_hardly_ever_ruled_out() -> None:
    # eight arms all alike: each is the best, and one of them is out in at most 5 % of experiments
    worlds = np.random.default_rng(3).normal(0.0, 1.0, (300, 10, 8))
    kept = [ranking.maybe_best(pd.DataFrame(world)).iloc[0] for world in worlds]
    assert np.mean(kept) >= 0.95


NUMBERS = {
    "skewed": lambda luck, n: luck.gamma(2.0, 1.0, n),
    "few different": lambda luck, n: luck.integers(0, 3, n).astype(float),
    "nearly equal": lambda luck, n: luck.normal(0.5, 1e-9, n),
    "one of many": lambda luck, n: np.eye(n)[0],
}


@pytest.mark.parametrize("n", [6, 15, 40])
@pytest.mark.parametrize("kind", NUMBERS)
@pytest.mark.parametrize("raise_level", [False, True])
@pytest.mark.filterwarnings("ignore:The BCa confidence interval cannot be calculated")
def test_bca_is_scipys_at_the_raised_level(kind: str, n: int, raise_level: bool) -> None:
    values = NUMBERS[kind](np.random.default_rng(n), n)
    expected = stats.bootstrap(
        (values,),
        np.mean,
        method="BCa",
        n_resamples=intervals.RESAMPLES,
        confidence_level=intervals.raised(0.95, n) if raise_level else 0.95,
        rng=intervals.SEED,
    ).confidence_interval
    found = intervals.bca_interval(values, raise_level=raise_level)
    assert (found.low, found.high, found.method) == (expected.low, expected.high, "BCa")


def test_where_all_bootstrap_means_lie_on_one_side_of_the_mean_there_is_no_bca() -> None:
    values = np.random.default_rng(5).gamma(2.0, 1.0, 15)
    one = intervals.bca_interval(values, resamples=1)
    assert one == intervals.t_interval(values)


def test_the_raised_level_turns_a_normal_bootstrap_into_a_t_interval() -> None:
    # the bootstrap of a mean has standard error sd·√((n − 1)/n)/√n: z(raised) times it is t times
    # sd/√n
    n = 9
    z = stats.norm.ppf(0.5 + intervals.raised(0.95, n) / 2)
    assert z * np.sqrt((n - 1) / n) == pytest.approx(stats.t.ppf(0.975, n - 1))


@pytest.mark.parametrize(
    ("differences", "method"),
    [
        ([0.5], "none: one replicate"),
        ([0.5, 0.7], "none: two replicates"),
        ([2.0] * 10, "none: all equal"),
        ([1.0, 2.0, 4.0], "t"),
        ([1.0, 2.0, 4.0, 3.0, 2.5, 2.0], "BCa"),
    ],
)
def test_where_the_bootstrap_cannot_be_had_the_reason_is_given(
    differences: list[float], method: str
) -> None:
    assert intervals.bca_interval(np.array(differences)).method == method


@pytest.mark.parametrize("differences", [[1.0, 2.0, 4.0], [1.0, -0.5, 2.0, 0.3, 0.7]])
def test_permutation_p_counts_all_flips_of_signs(differences: list[float]) -> None:
    given = np.array(differences)
    means = [np.mean(given * signs) for signs in product((1, -1), repeat=given.size)]
    above = np.mean(np.array(means) >= given.mean() - 1e-12)
    assert intervals.permutation_p(given) == pytest.approx(2 * above)
    # [1, 2, 4]: only the signs as they are reach the mean, 1 of 8 flips; two-sided 2/8


@pytest.mark.parametrize("n", [2, 9, 13, 14, 30])
def test_permutation_p_is_that_of_scipy(n: int) -> None:
    given = np.random.default_rng(n).normal(0.3, 1, n)
    same = stats.permutation_test(
        (given,),
        np.mean,
        permutation_type="samples",
        n_resamples=intervals.RESAMPLES,
        rng=intervals.SEED,
    )
    assert intervals.permutation_p(given) == same.pvalue


def test_means_that_differ_by_rounding_alone_are_counted_as_the_same() -> None:
    # each of n signs times .1: whoever flips as many signs has the same mean, in some order of
    # adding; P(at least 12 of 18 alike) is the binomial's, of 9,999 flips with an error of .005
    given = np.array([0.1] * 12 + [-0.1] * 6)
    exact = 2 * stats.binom.sf(11, 18, 0.5)
    assert intervals.permutation_p(given) == pytest.approx(exact, abs=0.015)
    assert intervals.permutation_p(given) == intervals.permutation_p(given * 3)


def test_permutation_p_of_three_and_of_none() -> None:
    assert intervals.permutation_p(np.array([1.0, 2.0, 4.0])) == pytest.approx(0.25)
    assert intervals.permutation_p(np.zeros(6)) == 1.0
    assert np.isnan(intervals.permutation_p(np.array([1.0])))


def test_false_discovery_is_benjamini_and_hochbergs() -> None:
    # sorted .01 .02 .03 .5 → p·4/rank: .04 .04 .04 .5; a missing p is not one of the many
    found = intervals.false_discovery(np.array([0.03, 0.01, np.nan, 0.5, 0.02]))
    np.testing.assert_allclose(found, [0.04, 0.04, np.nan, 0.5, 0.04])


@pytest.mark.parametrize("n", [1, 2, 7, 49])
@pytest.mark.parametrize("digits", [1, 16])  # with one, many are the same
def test_false_discovery_is_that_of_scipy(n: int, digits: int) -> None:
    p = np.round(np.random.default_rng(n).random(n) ** 3, digits)
    np.testing.assert_array_equal(intervals.false_discovery(p), stats.false_discovery_control(p))


def test_replicates_needed_are_just_enough() -> None:
    n = intervals.replicates_needed(sd=1.0, half_width=0.5)
    assert stats.t.ppf(0.975, n - 1) / np.sqrt(n) <= 0.5
    assert stats.t.ppf(0.975, n - 2) / np.sqrt(n - 1) > 0.5
    assert np.isnan(intervals.replicates_needed(1.0, 0.0))


# ------------------------------------------------------------------------------ a whole comparison

ARMS = {"plain": 1.0, "better": 1.5, "same": 1.0}


def results_of(replicates: int, missing: bool = False) -> MadeUp:
    """Made-up runs of three arms that share most of their luck."""
    generator = np.random.default_rng(7)
    luck = generator.normal(0.0, 0.3, replicates)
    runs = pd.DataFrame(
        [
            {
                "arm": arm,
                "replicate": r,
                "status": "done",
                "payoff": mean + luck[r] + generator.normal(0.0, 0.05),
                "tension": 2.0 - mean + luck[r] + generator.normal(0.0, 0.05),
            }
            for r in range(replicates)
            for arm, mean in ARMS.items()
        ]
    )
    if missing:
        runs.loc[(runs["arm"] == "same") & (runs["replicate"] == 2), "payoff"] = np.nan
    experiment = SimpleNamespace(
        analysis=SimpleNamespace(outcomes=("payoff", "tension")),
        baseline="plain",
        arms=tuple(SimpleNamespace(name=arm, strategies=()) for arm in ARMS),
        weeks=10,
        design=None,
    )
    agents = pd.DataFrame({"arm": []})
    return MadeUp(runs=runs, agents=agents, experiment=experiment)


def test_a_comparison_finds_what_is_there_and_nothing_else() -> None:
    found = compare.compare(results_of(12))
    table = found.table.set_index(["outcome", "arm"])
    assert table.loc[("payoff", "better"), "q"] < 0.01
    assert table.loc[("payoff", "same"), "q"] > 0.1
    assert table.loc[("payoff", "better"), "low"] < 0.5 < table.loc[("payoff", "better"), "high"]
    assert (table["saved"] > 5).all()  # the arms share luck of sd .3, and differ by sd .05
    assert found.ranks["arm"].iloc[0] == "better"
    assert found.ranks["best"].iloc[0] == 1.0
    assert found.answer.startswith("better pays best")
    assert max(map(len, found.text_table().splitlines())) <= 100


def test_less_is_better_where_the_outcome_says_so() -> None:
    results = results_of(12)
    results.experiment.analysis.outcomes = ("tension", "payoff")
    found = compare.compare(results)
    assert found.ranks["arm"].iloc[0] == "better"
    assert "lowest tension" in found.answer
    assert "less than" in found.answer


def test_a_missing_value_is_dropped_with_its_pair_and_counted() -> None:
    found = compare.compare(results_of(12, missing=True))
    row = found.table.set_index(["outcome", "arm"]).loc[("payoff", "same")]
    assert (row["n"], row["missing"]) == (11, 1)
    assert "does not exist in: same 1 of 12 runs" in found.text_table()


def test_arms_that_cannot_be_told_apart_are_called_so() -> None:
    results = results_of(12)
    results.runs = results.runs[results.runs["arm"] != "better"]
    arms = results.experiment.arms
    results.experiment.arms = tuple(arm for arm in arms if arm.name != "better")
    found = compare.compare(results)
    assert found.answer.startswith("Which arm is best in payoff cannot be told")
    assert found.ranks["maybe_best"].all()


def test_one_replicate_makes_no_claims() -> None:
    found = compare.compare(results_of(1))
    assert "One replicate" in found.answer
    assert found.table[["low", "high", "p", "q"]].isna().all().all()


def test_one_arm_has_a_summary_and_no_differences() -> None:
    results = results_of(8)
    results.runs = results.runs[results.runs["arm"] == "plain"]
    found = compare.compare(results)
    assert found.table.empty
    assert found.ranks.empty
    assert found.answer.startswith("Payoff ")
