"""Patterns held against their bands: a row a pattern, its null model beside it.

A world is surveyed on several seeds; its value is their mean with a t-interval. A panel of real
people is one; its interval leaves out one person at a time (the jackknife of Snijders & Borgatti
1999 for networks). A row whose null lies in the band too says nothing, and says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.evidence.panels import Panel
from experiments.evidence.patterns import RATIOS, measure
from experiments.evidence.reference import PATTERNS
from experiments.evidence.survey import SEEDS, null, null_of, survey, without_practices
from experiments.runs.executors import spread
from experiments.statistics.intervals import LEVEL, critical_z, t_interval
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import MixLike
from sim.measures.arrays import NAN
from sim.measures.survival import ByAge, durations
from sim.simulation import simulate

#: Weeks of a year.
YEAR = 52
#: Ages of agreements in years, from … up to, as ATOP's hazards are told.
AGES = (0, 2, 5, 10, 15, 20)
TREATY_WEEKS = 20 * YEAR


@dataclass(frozen=True)
class Assessment:
    """One pattern of one world or panel; NaN where a value does not exist or was not asked for."""

    pattern: str
    value: float
    low: float
    high: float
    null: float
    off: float = NAN

    @property
    def verdict(self) -> str:
        """Inside or outside the band; "says nothing" where chance would lie inside as well."""
        pattern = PATTERNS[self.pattern]
        if np.isnan(self.value):
            return "not observed"
        if not pattern.holds(self.value):
            return "outside"
        return "says nothing" if pattern.holds(self.null) else "inside"

    def as_dict(self) -> dict[str, Any]:
        """Return the row with band, range of the panels and verdict, as JSON knows numbers."""
        pattern = PATTERNS[self.pattern]
        values = {**asdict(self), "panels": pattern.panels, "band": pattern.band}
        return {**finite(values), "verdict": self.verdict, "sources": list(pattern.sources)}


def finite(value: Any) -> Any:
    """Return a value without NaN and infinity, for which JSON has no word."""
    if isinstance(value, dict):
        return {name: finite(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not np.isfinite(value) else value


def of_world(
    parameters: Parameters | None = None,
    strategies: MixLike = "balanced",
    seeds: Sequence[int] = SEEDS,
    jobs: int = 1,
) -> list[Assessment]:
    """Return the rows of a world: observed, its null, and the world without practices."""
    tasks = [(parameters, strategies, seed) for seed in seeds]
    by_seed = list(spread(_of_seed, tasks, jobs))
    rows = []
    for name in PATTERNS:
        seen, chance, bare = (_mean([found[k][name] for found in by_seed]) for k in range(3))
        rows.append(Assessment(name, *seen, chance[0], bare[0]))
    return rows


def _of_seed(task: tuple[Parameters | None, MixLike, int]) -> tuple[dict[str, float], ...]:
    """Return the patterns of a world on a seed, those of its null, and those without practices."""
    parameters, strategies, seed = task
    found = survey(parameters, strategies, seed=seed)
    idle = survey(without_practices(parameters), strategies, seed=seed)
    return found.measure(), null_of(found, seed), idle.measure()


def _mean(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the mean of what exists, and its t-interval."""
    there = np.array([value for value in values if np.isfinite(value)])
    if there.size == 0:
        return NAN, NAN, NAN
    interval = t_interval(there)
    return float(there.mean()), interval.low, interval.high


def of_panel(panel: Panel, seeds: Sequence[int] = SEEDS) -> list[Assessment]:
    """Return the rows of a panel of real people, with the mean of its nulls."""
    found = measure(panel)
    nulls = [measure(null(panel, seed)) for seed in seeds]
    errors = _jackknife(panel)
    rows = []
    for name in (name for name in PATTERNS if name in found):
        chance = _mean([other[name] for other in nulls])[0]
        half = critical_z(LEVEL) * errors[name]
        value = found[name]
        if name in RATIOS:
            low, high = value * np.exp(-half), value * np.exp(half)
        else:
            low, high = value - half, value + half
        rows.append(Assessment(name, value, float(low), float(high), chance))
    return rows


def _jackknife(panel: Panel) -> dict[str, float]:
    """Return each pattern's standard error √((n − 2)/(2n)·Σ(Z₋ᵢ − Z̄)²), of ratios that of log Z."""
    ever = np.flatnonzero(panel.present.any(axis=0))
    left_out = []
    for i in ever:
        rest = np.delete(np.arange(len(panel.ids)), i)
        ids = tuple(panel.ids[k] for k in rest)
        ties = panel.ties[:, rest][:, :, rest]
        part = Panel(panel.name, panel.waves, ids, ties, panel.present[:, rest])
        left_out.append(measure(part))
    n = len(ever)
    errors = {}
    for name in left_out[0]:
        values = np.array([found[name] for found in left_out])
        if name in RATIOS:
            values = np.log(np.where(values > 0, values, np.nan))
        squares = np.sum((values - values.mean()) ** 2)
        errors[name] = float(np.sqrt((n - 2) / (2 * n) * squares))
    return errors


@dataclass(frozen=True)
class Ageing:
    """Yearly hazard of agreements by age in years, with its t-interval over seeds."""

    start: int
    stop: int
    hazard: float
    low: float
    high: float

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON knows numbers."""
        return dict(finite(asdict(self)))


def of_agreements(
    parameters: Parameters | None = None,
    strategies: MixLike = "balanced",
    seeds: Sequence[int] = SEEDS,
    weeks: int = TREATY_WEEKS,
    jobs: int = 1,
) -> list[Ageing]:
    """Return the yearly hazard of a world's alliances by age: whole agreements, not pairs."""
    tasks = [(parameters, strategies, seed, weeks) for seed in seeds]
    by_seed = np.array(list(spread(_yearly, tasks, jobs)))
    found = []
    for (start, stop), values in zip(pairwise(AGES), by_seed.T, strict=True):
        middle, low, high = _mean(values.tolist())
        found.append(
            Ageing(start, stop, middle, float(np.fmax(low, 0.0)) if np.isfinite(low) else low, high)
        )
    return found


def _yearly(task: tuple[Parameters | None, MixLike, int, int]) -> list[float]:
    """Return the yearly hazard by age of the alliances of a run."""
    parameters, strategies, seed, weeks = task
    run = simulate(parameters, strategies, seed=seed, weeks=weeks, record=weeks)
    lives = ByAge.of(*durations(run.alliance_table, weeks))
    weekly = [lives.hazard(YEAR * a, YEAR * b) for a, b in pairwise(AGES)]
    return [1.0 - (1.0 - rate) ** YEAR for rate in weekly]
