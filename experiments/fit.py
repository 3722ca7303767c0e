"""Fit a few parameters to the patterns of a panel: approximate Bayesian computation.

Parameters are drawn evenly between their bounds (Sobol's sequence); every draw is simulated once
with a seed of its own and observed in as many waves as the panel has. Those most like the panel
are kept, and moved to where a weighted linear regression says they would be had they shown exactly
the panel's patterns (Beaumont, Zhang & Balding 2002). How unlike two panels are is told in units
of what real panels differ in. The seeds of the draws are always the same, so that two fits with the
same config differ only in the panel. Within a fit they differ: the luck of a panel is a part of
what one does not know of it.

A fit is *poor* where worlds drawn from the result do not show the panel: their patterns leave out
the panel's, or the panel lies further from their middle than they do themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from experiments.bands import finite
from experiments.facts import PANELS
from experiments.observe import MOST_NAMED, WAVES, observe
from experiments.panels import Panel
from experiments.patterns import RATIOS, measure
from sim.parameters import Parameters

#: What is fitted to; the Jaccard index says what survival says.
TARGETS = tuple(name for name in next(iter(PANELS.values())) if name != "jaccard")
#: Share of the draws that is kept.
KEPT = 0.2
#: Worlds drawn from the result to check it.
CHECKS = 40
LEVEL = 0.95
#: A pattern on which real panels differ as much is not weighed less than so many of its size.
LEAST_SPREAD = 1e-3

Bounds = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Setting:
    """What is fitted: parameters with bounds, in which world, how thoroughly.

    ``most`` is how many allies an agent names at most; ``waves`` how many waves there are.
    """

    bounds: Bounds
    base: Parameters
    waves: int
    draws: int = 400
    seed: int = 1
    most: int = MOST_NAMED

    def weeks(self) -> tuple[int, ...]:
        """Return the weeks of the waves."""
        return tuple(WAVES[0] + (WAVES[1] - WAVES[0]) * k for k in range(self.waves))


@dataclass(frozen=True)
class Draws:
    """Simulated panels: their parameters, shape (draws, p), and patterns, (draws, patterns)."""

    parameters: np.ndarray
    patterns: np.ndarray


@dataclass(frozen=True)
class Fitted:
    """What a fit gives.

    Attributes
    ----------
    names
        Parameters that were fitted.
    sample, weights
        Draws from the result, shape (kept, p), and their weights.
    used
        Patterns that were fitted to: those that the panel has.
    observed, simulated
        The panel's patterns by name, and those of worlds from the result, shape (checks, used).
    surprise
        Share of those worlds that lie as far from their middle as the panel.
    """

    names: tuple[str, ...]
    sample: np.ndarray
    weights: np.ndarray
    used: tuple[str, ...]
    observed: dict[str, float]
    simulated: np.ndarray
    surprise: float

    def interval(self, name: str, level: float = LEVEL) -> tuple[float, float, float]:
        """Return the median of a parameter and the ends of its credible interval."""
        values = self.sample[:, self.names.index(name)]
        tails = (0.5, 0.5 - level / 2, 0.5 + level / 2)
        middle, low, high = (_quantile(values, self.weights, q) for q in tails)
        return middle, low, high

    def shown(self) -> np.ndarray:
        """Return the low end, median and high end of what fitted worlds show, shape (3, used).

        NaN for a pattern that none of them has.
        """
        ends = np.full((3, len(self.used)), np.nan)
        there = np.isfinite(self.simulated).any(axis=0)
        if there.any():
            tails = (0.5 - LEVEL / 2, 0.5, 0.5 + LEVEL / 2)
            ends[:, there] = np.nanquantile(self.simulated[:, there], tails, axis=0)
        return ends

    def missed(self) -> list[str]:
        """Return the patterns of the panel that the fitted worlds do not show."""
        low, _, high = self.shown()
        ends = zip(self.used, low, high, strict=True)
        return [name for name, lo, hi in ends if not lo <= self.observed[name] <= hi]

    @property
    def poor(self) -> bool:
        """Whether the fitted worlds do not show the panel."""
        many = len(self.missed()) > 0.25 * len(self.used)
        return not self.used or many or self.surprise < 0.05

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON knows numbers: None for what does not exist."""
        words = ("median", "low", "high")
        found = {
            "parameters": {n: dict(zip(words, self.interval(n), strict=True)) for n in self.names},
            "patterns": {
                name: {"observed": self.observed[name], "fitted": float(middle)}
                for name, middle in zip(self.used, self.shown()[1], strict=True)
            },
            "missed": self.missed(),
            "surprise": self.surprise,
            "poor": self.poor,
        }
        return dict(finite(found))


def summary(found: Mapping[str, float]) -> np.ndarray:
    """Return what is compared, in order of ``TARGETS``: ratios as logarithms."""
    values = np.array([found[name] for name in TARGETS])
    ratio = np.array([name in RATIOS for name in TARGETS])
    positive = np.where(values > 0, values, np.nan)
    return np.where(ratio, np.log(positive), values)


def spread() -> np.ndarray:
    """Return how much real panels differ in each pattern: the unit of the distance."""
    real = np.array([summary(panel) for panel in PANELS.values()])
    return np.fmax(np.nanstd(real, axis=0, ddof=1), LEAST_SPREAD)


def simulated(setting: Setting, values: Iterable[float], seed: int) -> np.ndarray:
    """Return the summary of a world with these values of the parameters."""
    world = setting.base.updated(dict(zip(setting.bounds, map(float, values), strict=True)))
    seen = observe(world, seed=seed, waves=setting.weeks(), most=setting.most)
    return summary(measure(seen.names))


def draw(setting: Setting, progress: Callable[[int, int], None] | None = None) -> Draws:
    """Simulate a panel for every draw from between the bounds; the panel to fit has no part in it.

    One set of draws serves any number of panels of the same size and number of waves.
    """
    low, high = np.array(list(setting.bounds.values())).T
    sobol = stats.qmc.Sobol(len(low), rng=np.random.default_rng(setting.seed))
    chosen = stats.qmc.scale(sobol.random_base2(int(np.ceil(np.log2(setting.draws)))), low, high)
    chosen = chosen[: setting.draws]
    found = []
    for number, values in enumerate(chosen):
        found.append(simulated(setting, values, 1_000_000 * setting.seed + number))
        if progress is not None:
            progress(number + 1, setting.draws)
    return Draws(chosen, np.array(found))


def fit(panel: Panel, setting: Setting, draws: Draws | None = None) -> Fitted:
    """Fit a setting's parameters to a panel, and check the result by simulating from it."""
    observed = measure(panel)
    draws = draws or draw(setting)
    target = summary(observed)
    used = np.isfinite(target) & (np.isfinite(draws.patterns).mean(axis=0) > 0.9)
    sample, weights = posterior(setting, draws, target, used)
    luck = np.random.default_rng(setting.seed)
    picked = luck.choice(len(sample), CHECKS, p=weights / weights.sum())
    worlds = np.array(
        [
            simulated(setting, sample[k], 1_000_000 * setting.seed + 500_000 + number)[used]
            for number, k in enumerate(picked)
        ]
    )
    names = tuple(name for name, there in zip(TARGETS, used, strict=True) if there)
    ratio = np.array([name in RATIOS for name in names])
    shown = np.where(ratio, np.exp(np.where(ratio, worlds, 0.0)), worlds)
    surprise = _surprise(worlds, target[used])
    return Fitted(tuple(setting.bounds), sample, weights, names, observed, shown, surprise)


def posterior(
    setting: Setting, draws: Draws, target: np.ndarray, used: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return draws from what is known of the parameters given a panel, and their weights."""
    there = np.isfinite(draws.patterns[:, used]).all(axis=1)
    away = (draws.patterns[there][:, used] - target[used]) / spread()[used]
    distance = np.sqrt(np.sum(away**2, axis=1))
    count = max(int(KEPT * len(distance)), 4 * (int(used.sum()) + 1))
    keep = np.argsort(distance, kind="stable")[: min(count, len(distance))]
    reach = distance[keep].max()
    weights = np.fmax(1.0 - (distance[keep] / reach) ** 2, 1e-9)  # Epanechnikov's kernel
    low, high = np.array(list(setting.bounds.values())).T
    share = (draws.parameters[there][keep] - low) / (high - low)
    # On the logit scale no adjustment leaves the bounds.
    inside = np.clip(share, 1e-4, 1.0 - 1e-4)
    free = np.log(inside / (1.0 - inside))
    design = np.c_[np.ones(len(keep)), away[keep]]
    root = np.sqrt(weights)[:, None]
    slope = np.linalg.lstsq(root * design, root * free, rcond=None)[0]
    # A regression on many patterns bends towards its own data: residuals are too small by this.
    effective = weights.sum() ** 2 / np.sum(weights**2)
    widen = np.sqrt(effective / max(effective - design.shape[1], 1.0))
    adjusted = slope[0] + widen * (free - design @ slope)
    return low + (high - low) / (1.0 + np.exp(-adjusted)), weights


def _surprise(worlds: np.ndarray, target: np.ndarray) -> float:
    """Return the share of worlds at least as far from the middle of all as a panel is."""
    if (np.isfinite(worlds).sum(axis=0) < 2).any():
        return 0.0  # the panel has what the worlds have not
    middle = np.nanmean(worlds, axis=0)
    scale = np.fmax(np.nanstd(worlds, axis=0, ddof=1), 1e-9)
    far = np.nansum(((worlds - middle) / scale) ** 2, axis=1)
    return float(np.mean(far >= np.sum(((target - middle) / scale) ** 2)))


def _quantile(values: np.ndarray, weights: np.ndarray, q: float) -> float:
    order = np.argsort(values)
    reached = (np.cumsum(weights[order]) - 0.5 * weights[order]) / weights.sum()
    return float(np.interp(q, reached, values[order]))


def coverage(setting: Setting, draws: Draws, truths: int, level: float = LEVEL) -> dict[str, float]:
    """Return how often intervals hold the parameters that made a panel.

    Truths are drawn evenly from between the bounds, each simulated with a seed of its own that no
    draw has.
    """
    luck = np.random.default_rng(setting.seed + 1)
    low, high = np.array(list(setting.bounds.values())).T
    hits = np.zeros(len(low))
    for number in range(truths):
        truth = luck.uniform(low, high)
        target = simulated(setting, truth, 1_000_000 * setting.seed + 900_000 + number)
        used = np.isfinite(target) & (np.isfinite(draws.patterns).mean(axis=0) > 0.9)
        sample, weights = posterior(setting, draws, target, used)
        for k in range(len(low)):
            tails = (0.5 - level / 2, 0.5 + level / 2)
            ends = [_quantile(sample[:, k], weights, q) for q in tails]
            hits[k] += ends[0] <= truth[k] <= ends[1]
    return dict(zip(setting.bounds, (hits / truths).tolist(), strict=True))
