"""Small pure functions of arrays of which outcomes are made.

A value that does not exist is NaN: a share of nothing, the mean of nobody, the correlation of what
does not vary.
"""

from __future__ import annotations

import numpy as np

from sim.rules.trust import expectation

NAN = float("nan")


def ratio(part: float, whole: float) -> float:
    """Return part ÷ whole; NaN of nothing."""
    return float(part) / float(whole) if whole != 0 else NAN


def ratios(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part ÷ whole entry by entry; NaN of nothing."""
    result = np.full(np.shape(part), NAN)
    np.divide(part, whole, out=result, where=whole != 0)
    return result


def mean(values: np.ndarray) -> float:
    """Return the mean; NaN of an empty array."""
    return ratio(np.sum(values), values.size)


def correlation(x: np.ndarray, y: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return Pearson's correlation; NaN for fewer than two or where either does not vary.

    ``weights`` say how much each pair counts; if not given, all count alike.
    """
    if x.size < 2:
        return NAN
    for values in (x, y):
        # numbers that differ by rounding alone do not vary
        if np.ptp(values) <= 1e-12 * np.abs(values).max():
            return NAN
    if weights is None:
        x, y = x - np.mean(x), y - np.mean(y)
        return float(np.dot(x, y) / np.sqrt(np.dot(x, x) * np.dot(y, y)))
    x, y = (values - np.sum(weights * values) / np.sum(weights) for values in (x, y))
    products = np.dot(weights * x, y), np.dot(weights * x, x), np.dot(weights * y, y)
    return float(products[0] / np.sqrt(products[1] * products[2]))


def gini(values: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return Gini's coefficient: half the mean difference between two, relative to the mean.

    0 if all have the same, towards 1 if one has everything; where some have less than nothing it
    may exceed 1, and it does not exist unless there is something to divide.

    Parameters
    ----------
    values
        What everybody has, shape (n,).
    weights
        How much each counts, shape (n,); all alike if not given.
    """
    if weights is None:
        weights = np.ones(values.size)
    total, everybody = np.sum(weights * values), np.sum(weights)
    if not total > 0.0:
        return NAN
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    # how many have less, less how many have more, halves counting for oneself
    rank = 2.0 * np.cumsum(weights) - weights - everybody
    return float(np.dot(weights * rank, values) / (everybody * total))


def cosines(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the scalar products of unit vectors row by row, shapes (n, 3), (n, 3) → (n,)."""
    return np.asarray(x[:, 0] * y[:, 0] + x[:, 1] * y[:, 1] + x[:, 2] * y[:, 2])


def polarisation(goals: np.ndarray, blocs: np.ndarray) -> float:
    """Return mean goal cosine within blocs − mean goal cosine between blocs, over pairs of agents.

    All pairs count, allied or not; agents of no bloc (−1) do not. NaN with fewer than two blocs.

    Parameters
    ----------
    goals
        Unit vectors, shape (N, 3).
    blocs
        Number of each agent's bloc or −1, shape (N,).
    """
    goals, blocs = goals[blocs >= 0], blocs[blocs >= 0]
    sizes = np.bincount(blocs)
    if np.count_nonzero(sizes) < 2:
        return NAN
    # the cosines of all ordered pairs of a group, its members with themselves included, add up to
    # the squared length of the sum of its goals
    sums = np.stack([np.bincount(blocs, weights=goals[:, k]) for k in range(3)], axis=1)
    within = np.sum(sums * sums) - blocs.size
    everybody = np.sum(np.sum(sums, axis=0) ** 2) - blocs.size
    pairs_within = np.sum(sizes * (sizes - 1.0))
    pairs_between = blocs.size * (blocs.size - 1.0) - pairs_within
    return ratio(within, pairs_within) - ratio(everybody - within, pairs_between)


def trust_of(ties: np.ndarray) -> np.ndarray:
    """Return T of every row of a table of ties, shape (ties,)."""
    good, bad = ties["kept"] + ties["heard_kept"], ties["broken"] + ties["heard_broken"]
    return np.asarray(expectation(good, bad))


def evidence_of(ties: np.ndarray) -> np.ndarray:
    """Return how much is known of the other, seen or heard, for every tie."""
    seen, heard = ties["kept"] + ties["broken"], ties["heard_kept"] + ties["heard_broken"]
    return np.asarray(seen + heard)
