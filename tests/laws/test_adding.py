"""Whatever the numbers: sums run in order, and what is made of them is what its name says."""

import math
from functools import reduce
from operator import add

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.arrays import gini, mean, ratio, sum_of
from sim.measures.outcomes import week
from sim.measures.pairs import correlation
from sim.rules.elementary import total
from tests.states import world

NUMBERS = st.floats(-1e6, 1e6)
SEVERAL = st.lists(NUMBERS, min_size=2, max_size=40)


@given(st.lists(NUMBERS, max_size=200))
def test_sums_run_from_the_first_number_to_the_last(values: list[float]) -> None:
    expected = reduce(add, values, 0.0)
    assert total(values) == expected
    assert sum_of(np.array(values)) == expected


def test_what_rounding_loses_is_lost() -> None:
    # 10¹⁶ + 1 is 10¹⁶; NumPy and Python ≥ 3.12 may keep the 1
    values = [1e16, 1.0, -1e16, 1.0] * 64
    assert total(values) == sum_of(np.array(values)) == 1.0


def test_of_nothing_there_is_a_sum_but_no_mean() -> None:
    assert total([]) == sum_of(np.zeros(0)) == 0.0
    assert math.isnan(mean(np.zeros(0)))
    assert math.isnan(ratio(1.0, 0.0))


@given(SEVERAL, st.data())
def test_correlation_is_pearsons(values: list[float], data: st.DataObject) -> None:
    x = np.array(values)
    y = np.array(data.draw(st.lists(NUMBERS, min_size=x.size, max_size=x.size)))
    found = correlation(x, y)
    dx, dy = x - np.mean(x), y - np.mean(y)
    if min(np.ptp(x), np.ptp(y)) > 1e-3:
        expected = np.dot(dx, dy) / np.sqrt(np.dot(dx, dx) * np.dot(dy, dy))
        assert found == pytest.approx(float(expected), abs=1e-5 if np.ptp(x) < 1 else 1e-8)
        assert correlation(x, x) == pytest.approx(1.0)
        assert correlation(x, -x) == pytest.approx(-1.0)
    elif min(np.ptp(x), np.ptp(y)) == 0.0:
        assert math.isnan(found)


def test_a_pair_that_is_not_known_is_left_out() -> None:
    x, y = np.array([1.0, 2.0, math.nan, 4.0, 9.0]), np.array([2.0, 1.0, 7.0, 5.0, math.nan])
    assert correlation(x, y) == correlation(x[[0, 1, 3]], y[[0, 1, 3]])
    assert math.isnan(correlation(x[:1], y[:1]))
    assert math.isnan(correlation(x[:0], y[:0]))


@given(st.lists(st.floats(0.0, 10.0), min_size=1, max_size=70))
def test_inequality_of_a_week_is_worked_out_like_that_of_a_run(fitness: list[float]) -> None:
    state, alike = world(len(fitness)), np.ones(len(fitness))
    state.agents["fitness"] = fitness
    expected = gini(np.array(fitness), alike)
    assert week(state)["inequality_recent"] == pytest.approx(expected, abs=1e-12, nan_ok=True)
