"""Fit a few parameters to the patterns of a panel: approximate Bayesian computation.

Parameters are drawn evenly between their bounds (Sobol's sequence); every draw is simulated once
with a seed of its own and observed in as many waves as the panel has. What they say of the panel's
parameters is computed in :mod:`experiments.statistics.abc`. The seeds of the draws are always the
same, so that two fits with the same config differ only in the panel. Within a fit they differ: the
luck of a panel is a part of what one does not know of it.

A fit is *poor* where worlds drawn from the result do not show the panel: their patterns leave out
the panel's, or the panel lies further from their middle than they do themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

from experiments.evidence.assessment import finite
from experiments.evidence.panels import Panel
from experiments.evidence.patterns import RATIOS, measure
from experiments.evidence.reference import PANELS
from experiments.evidence.survey import MOST_NAMED, WAVES, survey
from experiments.runs.executors import spread
from experiments.statistics.abc import ENDS, Posterior, Reference
from sim.inputs.parameters import Parameters
from sim.measures.arrays import NAN

#: What is fitted to; the Jaccard index says what survival says.
TARGETS = tuple(name for name in next(iter(PANELS.values())) if name != "jaccard")
#: Worlds drawn from the result to check it.
CHECKS = 40

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
    known
        What is known of them.
    used
        Patterns that were fitted to: those that the panel has.
    observed, simulated
        The panel's patterns by name, and those of worlds from the result, shape (checks, used).
    surprise
        Share of those worlds that lie as far from their middle as the panel.
    """

    names: tuple[str, ...]
    known: Posterior
    used: tuple[str, ...]
    observed: dict[str, float]
    simulated: np.ndarray
    surprise: float

    def interval(self, name: str) -> tuple[float, float, float]:
        """Return the median of a parameter and the ends of its 95 % interval."""
        return self.known.interval(self.names.index(name))

    def shown(self) -> np.ndarray:
        """Return the low end, median and high end of what fitted worlds show, shape (3, used).

        NaN for a pattern that none of them has.
        """
        ends = np.full((3, len(self.used)), np.nan)
        there = np.isfinite(self.simulated).any(axis=0)
        if there.any():
            ends[:, there] = np.nanquantile(self.simulated[:, there], np.sort(ENDS), axis=0)
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


def simulated(setting: Setting, values: Iterable[float], seed: int) -> np.ndarray:
    """Return the summary of a world with these values of the parameters."""
    world = setting.base.updated(dict(zip(setting.bounds, map(float, values), strict=True)))
    found = survey(world, seed=seed, waves=setting.weeks(), most=setting.most)
    return summary(measure(found.names))


def _simulated(task: tuple[Setting, np.ndarray, int]) -> np.ndarray:
    return simulated(*task)


def draw(
    setting: Setting, jobs: int = 1, progress: Callable[[int, int], None] | None = None
) -> Draws:
    """Simulate a panel for every draw from between the bounds; the panel to fit has no part in it.

    One set of draws serves any number of panels of the same size and number of waves.
    """
    low, high = np.array(list(setting.bounds.values())).T
    sobol = stats.qmc.Sobol(len(low), rng=np.random.default_rng(setting.seed))
    chosen = stats.qmc.scale(sobol.random_base2(int(np.ceil(np.log2(setting.draws)))), low, high)
    chosen = chosen[: setting.draws]
    seed = 1_000_000 * setting.seed
    tasks = [(setting, values, seed + number) for number, values in enumerate(chosen)]
    found = []
    for patterns in spread(_simulated, tasks, jobs):
        found.append(patterns)
        if progress is not None:
            progress(len(found), setting.draws)
    return Draws(chosen, np.array(found))


def fit(panel: Panel, setting: Setting, draws: Draws | None = None, jobs: int = 1) -> Fitted:
    """Fit a setting's parameters to a panel, and check the result by simulating from it."""
    observed = measure(panel)
    draws = draws or draw(setting, jobs)
    target = summary(observed)
    used = fitted_to(target, draws)
    found = reference(setting, draws, used).given(target[used])
    luck = np.random.default_rng(setting.seed)
    picked = luck.choice(len(found.sample), CHECKS, p=found.weights / found.weights.sum())
    seed = 1_000_000 * setting.seed + 500_000
    tasks = [(setting, found.sample[k], seed + number) for number, k in enumerate(picked)]
    worlds = np.array(list(spread(_simulated, tasks, jobs)))[:, used]
    names = tuple(name for name, there in zip(TARGETS, used, strict=True) if there)
    ratio = np.array([name in RATIOS for name in names])
    shown = np.where(ratio, np.exp(np.where(ratio, worlds, 0.0)), worlds)
    surprise = _surprise(worlds, target[used])
    return Fitted(tuple(setting.bounds), found, names, observed, shown, surprise)


def fitted_to(target: np.ndarray, draws: Draws) -> np.ndarray:
    """Return which patterns are fitted to: what the panel has and nearly all draws have.

    Patterns that are lacking most often are left out until three quarters of the draws have all.
    """
    there = np.isfinite(draws.patterns)
    share = there.mean(axis=0)
    used: np.ndarray = np.isfinite(target) & (share > 0.9)
    while there[:, used].all(axis=1).mean() < 0.75:
        used[np.argmin(np.where(used, share, np.inf))] = False
    return used


def reference(setting: Setting, draws: Draws, used: np.ndarray) -> Reference:
    """Return draws made ready for panels that have some patterns; draws that lack one are left out.

    ``used`` says which, shape (patterns,), bool.
    """
    there = np.isfinite(draws.patterns[:, used]).all(axis=1)
    bounds = np.array(list(setting.bounds.values()))
    return Reference(draws.parameters[there], draws.patterns[there][:, used], bounds)


def _surprise(worlds: np.ndarray, target: np.ndarray) -> float:
    """Return the share of worlds at least as far from the middle of all as a panel is."""
    if (np.isfinite(worlds).sum(axis=0) < 2).any():
        return 0.0  # the panel has what the worlds have not
    middle = np.nanmean(worlds, axis=0)
    scale = np.fmax(np.nanstd(worlds, axis=0, ddof=1), 1e-9)
    far = np.nansum(((worlds - middle) / scale) ** 2, axis=1)
    return float(np.mean(far >= np.sum(((target - middle) / scale) ** 2)))


@dataclass(frozen=True)
class Covered:
    """How often intervals hold a parameter that made a panel, and how wide they are.

    Attributes
    ----------
    panels
        How many panels were simulated.
    held, near
        In which share of them the interval holds the parameter; the same where it lies within a
        tenth of the way from a bound (NaN if it never does).
    width
        Mean width of the intervals as a share of the way between the bounds.
    """

    panels: int
    held: float
    near: float
    width: float


def coverage(setting: Setting, draws: Draws, panels: int, jobs: int = 1) -> dict[str, Covered]:
    """Return by parameter how often intervals hold what made a panel.

    Truths are drawn evenly from between the bounds, each simulated with a seed of its own that no
    draw has.
    """
    low, high = np.array(list(setting.bounds.values())).T
    luck = np.random.default_rng(setting.seed + 1)
    truths = luck.uniform(low, high, (panels, len(low)))
    seeds = (1_000_000 * setting.seed + 900_000 + number for number in range(panels))
    tasks = [(setting, truth, seed) for truth, seed in zip(truths, seeds, strict=True)]
    ready: dict[bytes, Reference] = {}
    ends = np.empty((panels, len(low), 2))
    for number, target in enumerate(spread(_simulated, tasks, jobs)):
        used = fitted_to(target, draws)
        if used.tobytes() not in ready:
            ready[used.tobytes()] = reference(setting, draws, used)
        found = ready[used.tobytes()].given(target[used])
        ends[number] = [found.interval(k)[1:] for k in range(len(low))]
    held = (ends[:, :, 0] <= truths) & (truths <= ends[:, :, 1])
    near = np.abs((truths - low) / (high - low) - 0.5) > 0.4
    width = (ends[:, :, 1] - ends[:, :, 0]) / (high - low)
    covered = {}
    for k, name in enumerate(setting.bounds):
        close = float(held[near[:, k], k].mean()) if near[:, k].any() else NAN
        covered[name] = Covered(panels, float(held[:, k].mean()), close, float(width[:, k].mean()))
    return covered
