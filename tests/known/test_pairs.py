"""Ratios of paired measurements, worked by hand."""

import math

import pytest

from benchmarks.paired import Pairs, median_interval, told


def test_the_interval_of_a_median_counts_coins() -> None:
    # Of six coins all fall one way with probability 2 / 64 = 3.1 %; of five with 2 / 32 = 6.3 %.
    assert median_interval([6, 1, 5, 2, 4, 3]) == (1, 6)
    assert all(math.isnan(end) for end in median_interval([5, 1, 4, 2, 3]))
    assert median_interval([5, 1, 4, 2, 3], level=0.9) == (1, 5)
    # Of nine, fewer than two with (1 + 9) / 512 = 2.0 %, fewer than three with 46 / 512 = 9.0 %.
    assert median_interval(range(9)) == (1, 7)
    # Of 36, fewer than 12 with 1.4 %, fewer than 13 with 3.3 %.
    assert median_interval(range(36)) == (11, 24)


def test_a_ratio_is_of_pairs_and_not_of_medians() -> None:
    # A machine three times as slow for half of the time: every pair says 1.1.
    there = [1.0, 3.0, 1.0, 3.0, 1.0, 3.0]
    row = Pairs("a week", "s", there, [1.1 * x for x in there])
    assert row.ratio() == pytest.approx((1.1, 1.1, 1.1))


@pytest.mark.parametrize(
    ("ratios", "verdict", "worse"),
    [
        ([0.98, 0.99, 1.0, 1.0, 1.01, 1.02], "same", False),
        ([1.04, 1.05, 1.06, 1.07, 1.08, 1.09], "more", True),
        ([0.90, 0.91, 0.92, 0.93, 0.94, 0.95], "less", False),
        ([1.02, 1.05, 1.06, 1.07, 1.08, 1.09], "unclear", False),
        ([0.96, 0.99, 1.0, 1.0, 1.01, 1.02], "unclear", False),
        ([1.2, 1.2, 1.2, 1.2, 1.2], "unclear", False),  # five pairs have no interval
    ],
)
def test_only_a_whole_interval_decides(ratios: list[float], verdict: str, worse: bool) -> None:
    row = Pairs("a week", "s", [2.0] * len(ratios), [2.0 * ratio for ratio in ratios])
    assert (row.verdict(0.03), row.worse(0.03)) == (verdict, worse)


def test_the_tolerance_is_the_same_either_way() -> None:
    # 1.0625 times as much one way is 1 / 1.0625 the other way; at the bound it is still the same.
    row = Pairs("a week", "s", [1.0] * 6, [1.0625] * 6)
    back = Pairs("a week", "s", [1.0625] * 6, [1.0] * 6)
    assert (row.verdict(0.0625), back.verdict(0.0625)) == ("same", "same")
    assert (row.verdict(0.0624), back.verdict(0.0624)) == ("more", "less")


def test_what_cannot_be_run_here_any_more_is_worse_and_what_never_could_is_not() -> None:
    assert Pairs("a week", "s", lacking={"here": "it broke"}).worse()
    assert not Pairs("a week", "s", lacking={"there": "it is new"}).worse()
    neither = Pairs("a week", "s", lacking={"there": "none", "here": "none"})
    assert (neither.verdict(), neither.worse()) == ("not there nor here", False)


def test_the_table_says_numbers_and_reasons() -> None:
    rows = [
        Pairs("a week", "µs an agent-week", [2.0] * 6, [2.5] * 6),
        Pairs("memory", "kB", [5.0] * 2, [5.0] * 2),
        Pairs("a new thing", "s", lacking={"there": "no such thing"}),
    ]
    assert told(rows, {"there": "abc", "here": "def-dirty"}).splitlines() == [
        "what         unit                there     here     more  ratio  95% of it    verdict",
        "a week       µs an agent-week        2      2.5     +0.5  1.250  1.250–1.250  more",
        "memory       kB                      5        5       +0  1.000  too few      unclear",
        "a new thing  s                not there (there: no such thing)",
        "",
        "there: abc; here: def-dirty; more: here − there, ratio: here ÷ there, medians of pairs",
        "same: within 3.0% for certain; more, less: beyond it for certain",
    ]


def test_as_data_what_there_is_not_is_none() -> None:
    data = Pairs("a new thing", "s", lacking={"there": "no such thing"}).as_data()
    assert (data["ratio"], data["low"], data["verdict"]) == (None, None, "not there")
