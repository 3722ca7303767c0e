"""What lessons claim, measured: the difference between their two worlds over paired seeds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.stats import t

from experiments.runs.plan import seed_of
from lessons.lesson import Lesson
from sim.simulation import simulate

#: The seeds that the teacher's notes speak of. Lessons are written, and their settings chosen,
#: while looking at seeds up to 200; these were not, so that they can prove a lesson wrong.
SEEDS = range(201, 221)
#: Outcomes are measured every so many weeks.
RECORD = 4


def value(lesson: Lesson, other: bool, seed: int) -> float:
    """Return what a lesson's claim looks at, in one run of one of its worlds."""
    run = simulate(
        lesson.parameters(other),
        lesson.mix(other),
        seed=seed_of(seed),
        weeks=lesson.weeks,
        warmup=lesson.warmup,
        events=lesson.events(other),
        record=RECORD,
    )
    claim = lesson.claim
    if claim.strategy is None:
        return run.outcomes[claim.outcome]
    rows = run.by_strategy
    rows = rows[(rows["strategy"] == claim.strategy) & (rows["week"] > run.warmup)]
    return float(rows[claim.outcome].mean())


def measured(lesson: Lesson, seeds: Iterable[int] = SEEDS) -> tuple[float, float]:
    """Return the mean paired difference, first − other, and half its 95 % t-interval."""
    pairs = [(value(lesson, False, seed), value(lesson, True, seed)) for seed in seeds]
    differences = np.array([first - other for first, other in pairs])
    error = differences.std(ddof=1) / np.sqrt(len(differences))
    half = t.ppf(0.975, len(differences) - 1) * error
    return float(differences.mean()), float(half)
