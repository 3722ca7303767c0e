"""From simulated panels to what is known of parameters: approximate Bayesian computation.

Nothing here simulates or draws: everything is a function of arrays. Parameters are told on a scale
on which what is known beforehand, evenly between the bounds, is standard normal. There

1. a ridge regression on all draws makes one number a parameter out of all patterns, its expected
   value (Fearnhead & Prangle 2012); each draw's own is predicted from the others;
2. of the draws those are kept whose numbers are nearest to the panel's, and moved to where a
   weighted linear regression says they would be had they shown exactly these (Beaumont, Zhang &
   Balding 2002);
3. every draw is a panel of known parameters. Each is fitted from all the others, and intervals are
   stretched, or shrunk, by what would have made them hold as many of these as they should. Where
   the panel comes from between the bounds like the draws, intervals then hold its parameters as
   often as they say, whatever 1 and 2 did wrong (conformal prediction, Vovk et al. 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from experiments.statistics.intervals import LEVEL

#: Shares below the median and the two ends of an interval.
ENDS = np.array([0.5, 0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
#: Share of the draws that is kept, and how many at least.
KEPT, FEWEST = 0.5, 40
#: So many draws at most are fitted from the others.
CHECKED = 1000
#: Penalties among which each parameter's regression chooses, in units of a draw.
PENALTIES = np.logspace(-2, 4, 25)
#: A share of the way between the bounds is not told more finely than this.
FINEST = 1e-4


@dataclass(frozen=True)
class Posterior:
    """What is known of p parameters given a panel.

    Attributes
    ----------
    sample, weights
        Values that they may have, shape (kept, p), and how much each counts, (kept,).
    """

    sample: np.ndarray
    weights: np.ndarray

    def interval(self, k: int) -> tuple[float, float, float]:
        """Return the median of parameter ``k`` and the ends of its 95 % interval."""
        middle, low, high = quantiles(self.sample[:, k], self.weights, ENDS)
        return float(middle), float(low), float(high)


class Reference:
    """Draws, made ready to say what is known of any number of panels.

    Parameters
    ----------
    parameters
        Those of each draw, shape (draws, p).
    patterns
        What each draw shows, shape (draws, q), all finite.
    bounds
        Lower and upper bound of each parameter, shape (p, 2).

    Attributes
    ----------
    stretch
        By how much intervals are stretched so that they hold what they should, (p,).
    """

    def __init__(self, parameters: np.ndarray, patterns: np.ndarray, bounds: np.ndarray) -> None:
        self.low, self.high = bounds.T
        share = (parameters - self.low) / (self.high - self.low)
        self.normal = ndtri(np.clip(share, FINEST, 1.0 - FINEST))
        self.expect = Expectation(self.normal, patterns)
        self.stretch = _stretch(self.normal, self.expect.seen)

    def given(self, target: np.ndarray) -> Posterior:
        """Return what is known of the parameters of a panel with these patterns, shape (q,)."""
        moved, weights = _local(self.normal, self.expect.seen, self.expect(target))
        middle = np.array([quantiles(column, weights, ENDS)[0] for column in moved.T])
        share = ndtr(middle + self.stretch * (moved - middle))
        return Posterior(self.low + (self.high - self.low) * share, weights)


class Expectation:
    """What patterns let one expect of each parameter: ridge regressions on them and their squares.

    Attributes
    ----------
    seen
        What the patterns of each draw let one expect, predicted from all others; shape (draws, p).
    """

    def __init__(self, normal: np.ndarray, patterns: np.ndarray) -> None:
        self._middle, scale = patterns.mean(axis=0), patterns.std(axis=0)
        # What never varies tells nothing.
        self._scale = np.where(scale > 1e-9 * np.fmax(np.abs(self._middle), 1.0), scale, np.inf)
        self._centre = np.zeros(2 * patterns.shape[1])
        made = self._features(patterns)
        self._centre = made.mean(axis=0)
        left, singular, right = np.linalg.svd(made - self._centre, full_matrices=False)
        self.seen = np.zeros_like(normal)
        self._slope = np.zeros((made.shape[1], normal.shape[1]))
        for k, values in enumerate(normal.T):
            along = left.T @ values
            least = float(values @ values)  # the error of expecting 0, as without patterns
            for penalty in PENALTIES:
                shrunk = singular**2 / (singular**2 + penalty)
                residual = (values - left @ (shrunk * along)) / (1.0 - left**2 @ shrunk)
                if residual @ residual < least:
                    least = float(residual @ residual)
                    self.seen[:, k] = values - residual
                    self._slope[:, k] = right.T @ (singular / (singular**2 + penalty) * along)

    def __call__(self, target: np.ndarray) -> np.ndarray:
        """Return what patterns, shape (q,), let one expect of each parameter, shape (p,)."""
        return np.asarray(self._features(target[None, :])[0] @ self._slope)

    def _features(self, patterns: np.ndarray) -> np.ndarray:
        unit = np.clip((patterns - self._middle) / self._scale, -4.0, 4.0)
        return np.asarray(np.c_[unit, unit**2] - self._centre)


def _local(
    normal: np.ndarray, seen: np.ndarray, shown: np.ndarray, without: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return the draws nearest to what is shown, moved to where it would be shown exactly."""
    away = seen - shown
    distance = np.sqrt(np.sum(away**2, axis=1))
    if without is not None:
        distance[without] = np.inf
    count = min(max(int(KEPT * len(distance)), FEWEST), len(distance) - (without is not None))
    keep = np.argpartition(distance, count - 1)[:count]
    reach = max(float(distance[keep].max()), 1e-12)
    weights = np.fmax(1.0 - (distance[keep] / reach) ** 2, 1e-9)  # Epanechnikov's kernel
    design = np.c_[np.ones(count), away[keep]]
    root = np.sqrt(weights)[:, None]
    slope = np.linalg.lstsq(root * design, root * normal[keep], rcond=None)[0]
    return slope[0] + normal[keep] - design @ slope, weights


def _stretch(normal: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """Return by how much intervals must be stretched to hold the parameters of draws, shape (p,).

    Each draw is left out and fitted from the others. Of them and one more the level is held, as
    conformal prediction has it.
    """
    chosen = np.unique(np.linspace(0, len(normal) - 1, CHECKED).astype(int))
    needed = np.empty((len(chosen), normal.shape[1]))
    for row, i in enumerate(chosen):
        moved, weights = _local(normal, seen, seen[i], without=i)
        for k, truth in enumerate(normal[i]):
            middle, low, high = quantiles(moved[:, k], weights, ENDS)
            reach = high - middle if truth > middle else middle - low
            needed[row, k] = abs(truth - middle) / max(reach, 1e-12)
    rank = min(int(np.ceil(LEVEL * (len(chosen) + 1))), len(chosen)) - 1
    return np.asarray(np.sort(needed, axis=0)[rank])


def quantiles(values: np.ndarray, weights: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """Return weighted quantiles."""
    order = np.argsort(values, kind="stable")
    reached = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return np.asarray(np.interp(shares, reached, values[order]))
