"""Pearson's correlation, added up pair by pair: of columns, and of sides of ties as they come."""

from __future__ import annotations

from math import sqrt

import numpy as np

from sim.measures.arrays import NAN, sum_of
from sim.rules.jit import part, piece

#: What is added up for a correlation: how much all pairs count, the first pair, differences from
#: it, their squares and their product, and between what the numbers lie.
WEIGHT, X0, Y0, X, Y, XX, YY, XY, LOW_X, HIGH_X, LOW_Y, HIGH_Y = range(12)
SUMS = 12


@piece
def add_pair(sums, place, a, b, weight):
    """Add a pair of numbers to a row of sums, which begins as zeros; NaN is left out."""
    if a != a or b != b:
        return
    if sums[place, WEIGHT] == 0.0:
        sums[place, X0] = sums[place, LOW_X] = sums[place, HIGH_X] = a
        sums[place, Y0] = sums[place, LOW_Y] = sums[place, HIGH_Y] = b
    x, y = a - sums[place, X0], b - sums[place, Y0]
    sums[place, WEIGHT] += weight
    sums[place, X] += weight * x
    sums[place, Y] += weight * y
    sums[place, XX] += weight * x * x
    sums[place, YY] += weight * y * y
    sums[place, XY] += weight * x * y
    sums[place, LOW_X] = min(sums[place, LOW_X], a)
    sums[place, HIGH_X] = max(sums[place, HIGH_X], a)
    sums[place, LOW_Y] = min(sums[place, LOW_Y], b)
    sums[place, HIGH_Y] = max(sums[place, HIGH_Y], b)


@part
def correlation_in(sums, place):
    """Return the correlation of the pairs in a row; NaN of none, and where either is constant."""
    n, x, y = sums[place, WEIGHT], sums[place, X], sums[place, Y]
    if n == 0.0:
        return NAN
    if _is_constant(sums[place, LOW_X], sums[place, HIGH_X]):
        return NAN
    if _is_constant(sums[place, LOW_Y], sums[place, HIGH_Y]):
        return NAN
    xx, yy = sums[place, XX] - x * x / n, sums[place, YY] - y * y / n
    return (sums[place, XY] - x * y / n) / sqrt(xx * yy)


@part
def _is_constant(low, high):
    """Whether numbers between two differ by rounding alone."""
    return high - low <= 1e-12 * max(abs(low), abs(high))


@np.errstate(all="ignore")  # as compiled code is: of numbers too small to be squared there is none
def correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return Pearson's correlation; NaN for fewer than two or where either does not vary.

    Parameters
    ----------
    x, y
        Pairs of numbers, shape (n,) each; one with NaN is left out.
    weights
        How much each pair counts, shape (n,); all alike if not given. One of nothing is left out.
    """
    counts = np.ones(x.size) if weights is None else weights
    there = (counts != 0.0) & ~np.isnan(x) & ~np.isnan(y)
    a, b, weight = (column[there].astype(float) for column in (x, y, counts))
    if not weight.size:
        return NAN
    sums = np.zeros((1, SUMS))
    x, y = a - a[0], b - b[0]
    added = (weight, weight * x, weight * y, weight * x * x, weight * y * y, weight * x * y)
    sums[0, [WEIGHT, X, Y, XX, YY, XY]] = [sum_of(numbers) for numbers in added]
    sums[0, [LOW_X, HIGH_X, LOW_Y, HIGH_Y]] = a.min(), a.max(), b.min(), b.max()
    return float(correlation_in(sums, 0))
