"""Small pure functions of arrays of which outcomes are made.

A value that does not exist is NaN: a share of nothing, the mean of nobody.
"""

from __future__ import annotations

import numpy as np

from sim.rules.jit import shared
from sim.rules.trust import expectation

NAN = float("nan")


@shared
def ratio(part: float, whole: float) -> float:
    """Return part ÷ whole; NaN of nothing."""
    return float(part) / float(whole) if whole != 0 else NAN


def sum_of(values: np.ndarray) -> float:
    """Return the sum from the first number to the last, as NumPy's own does not run."""
    return float(np.cumsum(values, dtype=float)[-1]) if values.size else 0.0


def mean(values: np.ndarray) -> float:
    """Return the mean; NaN of an empty array."""
    return ratio(sum_of(values), values.size)


def ratios(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """Return part ÷ whole entry by entry; NaN of nothing."""
    result = np.full(np.shape(part), NAN)
    np.divide(part, whole, out=result, where=whole != 0)
    return result


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Return Gini's coefficient: half the mean difference between two, relative to the mean.

    0 if all have the same, towards 1 if one has everything; where some have less than nothing it
    may exceed 1, and it does not exist unless there is something to divide.

    Parameters
    ----------
    values
        What everybody has, shape (n,).
    weights
        How much each counts, shape (n,).
    """
    everything, everybody = sum_of(weights * values), sum_of(weights)
    if not everything > 0.0:
        return NAN
    order = np.argsort(values, kind="stable")
    values, weights = values[order], weights[order]
    # how many have less, less how many have more, halves counting for oneself
    rank = 2.0 * np.cumsum(weights) - weights - everybody
    return sum_of(weights * rank * values) / (everybody * everything)


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
    whole = np.array([sum_of(sums[:, k]) for k in range(3)])
    within, everybody = sum_of(sums * sums) - blocs.size, sum_of(whole * whole) - blocs.size
    pairs_within = sum_of(sizes * (sizes - 1.0))
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
