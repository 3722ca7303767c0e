"""Intervals, tests and group means: the statistics of replicates, whatever they are of.

Means have Student's interval, which for shares and probabilities ends where they do, at 0 and 1.
Two values have none: it would reach thirteen standard errors to either side. Means of paired
differences have the BCa bootstrap's (Efron 1987). A bootstrap of n values is too narrow by the
factor √((n − 1)/n) and by taking the normal for Student's t; its level is raised so that for normal
values it covers what it says (Hesterberg 2015, "What teachers should know about the bootstrap").
p-values are of flipped signs, adjusted for being many by Benjamini & Hochberg (1995).

All of these are what ``scipy.stats`` finds, with the same random numbers and to the same bits; they
are made here because loading it takes half a second, for which whoever runs a config would wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product
from math import sqrt
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri, stdtrit

from sim.measures.outcomes import is_share

LEVEL = 0.95
RESAMPLES = 9_999
#: A difference with a smaller q is counted as one.
DISCOVERY = 0.05
#: Of the bootstrap and of the permutations: the same table for the same results, always.
SEED = 20_240_229
FEWEST_FOR_AN_INTERVAL = 3
#: Five values have 126 different resamples: too few for a tail of 2.5 %. Fewer than this get t.
FEWEST_FOR_BOOTSTRAP = 6


class Interval(NamedTuple):
    """An interval, and how it was made."""

    low: float
    high: float
    method: str


# ------------------------------------------------------------------------------ one set of numbers


def critical_t(level: float, df: Any) -> Any:
    """Return how many standard errors Student's interval reaches to either side."""
    return stdtrit(df, 0.5 + level / 2)


def critical_z(level: float) -> float:
    """Return the same for the normal distribution."""
    return float(ndtri(0.5 + level / 2))


def t_interval(values: np.ndarray, level: float = LEVEL) -> Interval:
    """Return Student's interval of the mean; NaN for fewer than three values."""
    n = values.size
    if n < FEWEST_FOR_AN_INTERVAL:
        reason = ("no replicate", "one replicate", "two replicates")[n]
        return Interval(np.nan, np.nan, f"none: {reason}")
    half = critical_t(level, n - 1) * np.std(values, ddof=1) / np.sqrt(n)
    mean = float(np.mean(values))
    return Interval(mean - float(half), mean + float(half), "t")


def share_interval(hits: int, of: int, level: float = LEVEL) -> tuple[float, float, float]:
    """Return a share and Wilson's interval of it; NaN for none of none."""
    if of == 0:
        return (float("nan"),) * 3
    share, z = hits / of, critical_z(level)
    scale = 2 * (of + z**2)
    middle = (2 * of * share + z**2) / scale
    half = z / scale * sqrt(4 * of * share * (1 - share) + z**2)
    return share, middle - half if hits else 0.0, middle + half if hits < of else 1.0


def raised(level: float, n: int) -> float:
    """Return the level at which a bootstrap of ``n`` normal values covers ``level``."""
    z = critical_t(level, n - 1) * np.sqrt(n / (n - 1))
    return float(2 * ndtr(z) - 1)


def bca_interval(
    values: np.ndarray, level: float = LEVEL, resamples: int = RESAMPLES, raise_level: bool = True
) -> Interval:
    """Return the BCa bootstrap interval of a mean, or another with the reason why.

    Parameters
    ----------
    values
        One number a replicate, shape (n,), without NaN.
    level
        Share of intervals that should hold the true mean.
    resamples
        Bootstrap samples drawn.
    raise_level
        False for the bootstrap as it is, too narrow for few values.
    """
    n = values.size
    if n < FEWEST_FOR_AN_INTERVAL:
        return t_interval(values, level)
    if np.ptp(values) <= 1e-12 * max(1.0, float(np.max(np.abs(values)))):
        return Interval(float(values[0]), float(values[0]), "none: all equal")
    if n < FEWEST_FOR_BOOTSTRAP:
        return t_interval(values, level)
    low, high = _bca(values, raised(level, n) if raise_level else level, resamples)
    if not np.isfinite([low, high]).all():
        return t_interval(values, level)
    return Interval(float(low), float(high), "BCa")


def _bca(values: np.ndarray, level: float, resamples: int) -> np.ndarray:
    """Return the bootstrap interval's ends; NaN where its means all lie on one side of the mean."""
    n = values.size
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(0, n, (resamples, n))
    means, mean = np.sort(values[drawn].mean(axis=1)), np.mean(values)
    below = (np.sum(means < mean) + np.sum(means <= mean)) / (2 * resamples)
    if below in (0, 1):
        return np.full(2, np.nan)
    without = np.tile(values, (n, 1))[~np.eye(n, dtype=bool)].reshape(n, n - 1).mean(axis=1)
    pulls = (n - 1) * (np.mean(without) - without)
    acceleration = 1 / 6 * (np.sum(pulls**3) / n**3) / (np.sum(pulls**2) / n**2) ** 1.5
    bias, z = ndtri(below), ndtri((1 - level) / 2) * np.array([1, -1])
    shares = ndtr(bias + (bias + z) / (1 - acceleration * (bias + z)))
    part, place = np.modf(shares * resamples + (1 - shares))  # places are counted from 1
    upper = np.minimum(place.astype(int), resamples - 1)
    ends: np.ndarray = (1 - part) * means[place.astype(int) - 1] + part * means[upper]
    return ends


def permutation_p(differences: np.ndarray, resamples: int = RESAMPLES) -> float:
    """Return the two-sided p of a mean of paired differences, their signs flipped at random.

    All 2ⁿ flips if that is at most ``resamples``, else so many at random. NaN for fewer than two.
    It is what ``scipy.stats.permutation_test`` finds with the same flips, but for means that are
    the same except for rounding: those are counted as the same here.
    """
    n = differences.size
    if n < 2:
        return float("nan")
    if not differences.any():
        return 1.0
    flipped, unseen = _flips(n, resamples)
    means = np.where(flipped, -differences, differences).mean(axis=1)
    mean = float(np.mean(differences))
    same = 1e-12 * float(np.mean(np.abs(differences)))
    above, below = np.sum(means >= mean - same), np.sum(means <= mean + same)
    p = 2 * (min(above, below) + unseen) / (len(means) + unseen)
    return float(min(p, 1.0))


@lru_cache(maxsize=4)
def _flips(n: int, resamples: int) -> tuple[np.ndarray, int]:
    """Return which of n signs are flipped, a row a flip; 1 unless they are all there are, else 0.

    That is what is added to a count of flips: the signs as they are were not among those drawn.
    """
    if 2**n <= resamples:
        return np.array(list(product((False, True), repeat=n))), 0
    pairs = np.tile(np.arange(2), (resamples, n, 1))
    generator = np.random.default_rng(SEED)
    return generator.permuted(pairs, axis=-1)[..., 0] == 1, 1


def false_discovery(p: np.ndarray) -> np.ndarray:
    """Return p-values adjusted for being many (Benjamini–Hochberg); NaN stays NaN."""
    adjusted = np.full(p.shape, np.nan)
    (order,) = np.isfinite(p).nonzero()
    order = order[np.argsort(-p[order])]  # from the largest
    many = order.size
    adjusted[order] = np.minimum.accumulate(p[order] * (many / np.arange(many, 0, -1)))
    return adjusted


def replicates_needed(sd: float, half_width: float, level: float = LEVEL) -> float:
    """Return how many replicates make a t-interval as narrow as ± ``half_width``; else NaN."""
    if not (np.isfinite(sd) and np.isfinite(half_width)) or half_width <= 0:
        return float("nan")
    # The normal's answer is a little too few: t is larger, and shrinks as replicates grow.
    needed = max(2.0, float(np.ceil((critical_z(level) * sd / half_width) ** 2)))
    while critical_t(level, needed - 1) * sd / np.sqrt(needed) > half_width:
        needed += 1
    return needed


# ------------------------------------------------------------------------------- tables of numbers


def summarise(
    table: pd.DataFrame, by: Sequence[str], columns: Sequence[str], level: float = LEVEL
) -> pd.DataFrame:
    """Return mean and t-interval of some columns within groups, a row a group and column.

    Of fewer than three values there is no interval; that of a share or a probability
    (:func:`sim.measures.outcomes.is_share`) stays within [0, 1].

    Parameters
    ----------
    table
        A row a replicate in every group.
    by
        Columns that name the group, in the order in which groups appear.
    columns
        Columns of numbers; NaN are left out and counted as ``missing``.
    """
    grouped = table.groupby(list(by), sort=False, observed=True)
    size = grouped.size().to_numpy()
    parts = []
    for column in columns:
        n = grouped[column].count().to_numpy()
        mean, sd = grouped[column].mean().to_numpy(), grouped[column].std().to_numpy()
        half = np.full(n.shape, np.nan)
        many = n >= FEWEST_FOR_AN_INTERVAL
        half[many] = critical_t(level, n[many] - 1) * sd[many] / np.sqrt(n[many])
        low, high = mean - half, mean + half
        if is_share(column):
            low, high = np.maximum(low, 0.0), np.minimum(high, 1.0)
        part = grouped.size().index.to_frame(index=False)
        numbers = {"n": n, "missing": size - n, "mean": mean, "sd": sd}
        parts.append(part.assign(outcome=column, **numbers, low=low, high=high))
    return pd.concat(parts, ignore_index=True)


def wide(table: pd.DataFrame, names: str, column: str) -> pd.DataFrame:
    """Return one column, a row a replicate and a column a name, in order of appearance."""
    order = list(dict.fromkeys(table[names]))
    return table.pivot_table(
        index="replicate", columns=names, values=column, observed=True, dropna=False
    ).reindex(columns=order)
