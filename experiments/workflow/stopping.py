"""Runs an experiment with more and more replicates, until its answer is as sure as wanted.

An interval that is looked at until it is narrow enough still covers what it says, nearly: the
stopping rule sees its width and not where it lies, and width and mean are close to independent
(Chow & Robbins 1965). Stopping at a small p would not be as harmless, and is not offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import isfinite

from experiments.analysis.comparison import Comparison
from experiments.config.experiment import Experiment
from experiments.statistics.intervals import replicates_needed
from experiments.workflow.job import Finished

#: More replicates than this are not made without being asked for.
MOST = 1_000
#: Replicates at most grow by this factor at a time: an early spread is a poor guide.
GROWTH = 3
#: Fewer replicates give no interval that could be judged.
FEWEST = 6


def widest(comparison: Comparison) -> tuple[float, float]:
    """Return the widest half width in the main outcome, and the spread that makes it.

    Of differences to the baseline where there are arms, else of the mean. NaN where no interval
    exists.
    """
    table = comparison.table if len(comparison.table) else comparison.summary
    rows = table[(table["outcome"] == comparison.main) & table["low"].notna()]
    if rows.empty:
        return float("nan"), float("nan")
    half = (rows["high"] - rows["low"]) / 2
    return float(half.max()), float(rows["sd"].max())


def run_until(
    experiment: Experiment,
    width: float,
    run: Callable[[Experiment], Finished],
    most: int = MOST,
) -> Finished:
    """Run an experiment until no interval of its main outcome is wider than ± ``width``.

    Parameters
    ----------
    experiment
        What to run, with so many replicates at first.
    width
        Wanted half width, in the unit of the main outcome.
    run
        Runs an experiment; replicates that were made before are the same again.
    most
        Replicates after which it ends all the same.
    """
    n, said = max(experiment.replicates, FEWEST), ""
    while True:
        experiment = replace(experiment, replicates=n)
        finished = run(experiment)
        said = " ".join(filter(None, (said, finished.notice)))
        finished = replace(finished, notice=said)
        if finished.comparison is None:
            return finished
        half, spread = widest(finished.comparison)
        if half <= width or n >= most or not isfinite(half):
            return finished
        needed = replicates_needed(spread, width)
        n = int(min(max(needed, n + 1), GROWTH * n, most))
