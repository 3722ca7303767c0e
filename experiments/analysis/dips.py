"""How deep outcomes fall after an event, and how soon they are back: one run, and many.

The level before is an outcome's mean over the year before the first event. From the event on, means
over a quarter follow it: the lowest of them less the level before is the *depth* of the dip, and
the outcome has *recovered* when, after its lowest, such a mean is back at the level before. A run
that ends without is censored: all that is known is that it took longer. Since all runs end at the
same age after the event, the share not yet recovered is Kaplan & Meier's (1958) estimate, and the
mean of min(weeks, weeks observed) is its restricted mean, in which arms are compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.experiment import Arm, Experiment
from experiments.results.results import Results
from experiments.statistics.intervals import false_discovery, share_interval, summarise, wide
from experiments.statistics.ranking import paired
from sim.measures.outcomes import OUTCOMES, about

#: Weeks before the first event whose mean is the level before, and weeks that are averaged after.
YEAR, QUARTER = 52, 13
#: Weeks in a point of a figure, where single weeks are too restless to be read.
MONTH = 4
_WHEN = ("replicate", "week")
#: Measured weeks before the event that a level before needs at least.
FEWEST_BEFORE = 2


def shaken(experiment: Experiment) -> list[Arm]:
    """Return the arms in which something changes during the run, with time before and after it."""
    least = FEWEST_BEFORE * experiment.record
    return [
        arm
        for arm in experiment.arms
        if arm.events and least < first_event(arm) <= arm.weeks - max(QUARTER, experiment.record)
    ]


def first_event(arm: Arm) -> int:
    """Return the week of an arm's first event."""
    return min(event.week for event in arm.events)


def last_event(arm: Arm) -> int:
    """Return the week of an arm's last event."""
    return max(event.week for event in arm.events)


def dip(weeks: np.ndarray, values: np.ndarray, event: int, better: int = 1) -> dict[str, float]:
    """Return how far one run's outcome falls after an event, and how soon it is back.

    Parameters
    ----------
    weeks, values
        The measured weeks, in order, and the outcome in them.
    event
        The first week that is touched.
    better
        −1 where less is better, so that a rise is the fall.

    Returns
    -------
    dict
        ``before``, the level before; ``depth``, the worst quarterly mean less it (negative where
        more is better); ``weeks`` from the event to the end of the first quarter that is back, 0 if
        it was never below, and ``recovered`` whether it is; ``observed``, the weeks after the event
        that there are. NaN where there is nothing before or after.
    """
    known = np.isfinite(values)
    weeks, values = weeks[known], values[known]
    earlier = (weeks < event) & (weeks >= event - YEAR)
    later = weeks >= event
    after, when = values[later] * better, weeks[later]
    observed = float(when[-1] - event + 1) if when.size else float("nan")
    missing = dict.fromkeys(("before", "depth", "weeks", "recovered"), float("nan"))
    if earlier.sum() < FEWEST_BEFORE or not when.size or observed < QUARTER:
        return {**missing, "observed": observed}
    before = float(values[earlier].mean())
    ends = [k for k in range(when.size) if when[k] - event + 1 >= QUARTER]
    means = np.array([after[(when > when[k] - QUARTER) & (when <= when[k])].mean() for k in ends])
    worst = int(np.argmin(means))
    depth = float(means[worst] - before * better)
    back = np.flatnonzero(means[worst:] >= before * better)
    if depth >= 0:
        took, recovered = 0.0, 1.0
    elif back.size:
        took, recovered = float(when[ends[worst + int(back[0])]] - event + 1), 1.0
    else:
        took, recovered = observed, 0.0
    found = {"before": before, "depth": depth * better, "weeks": took, "recovered": recovered}
    return {**found, "observed": observed}


def dips(results: Results, arms: Sequence[Arm]) -> pd.DataFrame:
    """Return :func:`dip` of every run: a row a name, replicate and outcome.

    Outcomes are the experiment's that are measured weekly and have a better end. A name is an arm;
    of an arm that mixes strategies also each of them, by its own payoff ("arm: strategy", and the
    column ``strategy``, empty for the arm as a whole).
    """
    asked = [o for o in results.experiment.analysis.outcomes if o in OUTCOMES]
    weekly = [o for o in asked if OUTCOMES[o].kind == "weekly" and OUTCOMES[o].better]
    rows: list[dict[str, Any]] = []
    taken = {arm.name for arm in arms}
    for arm in arms:
        event = first_event(arm)
        mine = results.read("series", [*_WHEN, *weekly], arms=[arm.name])
        for outcome in weekly:
            rows += _rows(arm.name, "", outcome, mine, event)
        if len(arm.strategies) > 1 and "payoff" in weekly:
            own = results.read("by_strategy", [*_WHEN, "strategy", "payoff"], arms=[arm.name])
            for strategy, part in own.groupby("strategy", sort=False, observed=True):
                name = f"{arm.name}: {strategy}"
                while name in taken:  # an arm may be called so
                    name = name.replace(": ", " : ")
                rows += _rows(name, str(strategy), "payoff", part, event)
    return pd.DataFrame(rows)


def _rows(
    name: str, strategy: str, outcome: str, table: pd.DataFrame, event: int
) -> Iterator[dict[str, Any]]:
    what = {"name": name, "strategy": strategy, "outcome": outcome}
    for replicate, run in table.groupby("replicate", sort=True):
        found = dip(run["week"].to_numpy(), run[outcome].to_numpy(), event, about(outcome).better)
        yield {**what, "replicate": replicate, **found}


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """Return a row a name, outcome and measure: n, mean, low, high.

    ``before``, ``depth`` and ``weeks`` have t-intervals; ``recovered``, the share of replicates,
    Wilson's.
    """
    parts = []
    for outcome, rows in table.groupby("outcome", sort=False):
        long = summarise(rows, ["name"], ["before", "depth", "weeks"])
        long = long.rename(columns={"outcome": "measure"}).drop(columns=["missing", "sd"])
        counted = rows.dropna(subset=["recovered"]).groupby("name", sort=False)["recovered"]
        back = [
            {"name": name, "measure": "recovered", "n": len(runs)}
            | dict(zip(("mean", "low", "high"), share_interval(int(runs.sum()), len(runs)),
                       strict=True))
            for name, runs in counted
        ]  # fmt: skip
        parts.append(pd.concat([long, pd.DataFrame(back)], ignore_index=True))
        parts[-1].insert(1, "outcome", outcome)
    return pd.concat(parts, ignore_index=True)


def differences(table: pd.DataFrame, baseline: str) -> pd.DataFrame:
    """Return depth and weeks of every name against the baseline arm, replicate by replicate.

    Columns as in a comparison: name, baseline, outcome, measure, n, difference, low, high, p, q, ….
    """
    rows = []
    for outcome, part in table.groupby("outcome", sort=False):
        for measured in ("depth", "weeks"):
            values = wide(part, "name", measured)
            for name in values.columns.drop(baseline, errors="ignore"):
                if baseline in values:
                    what = {"name": name, "baseline": baseline, "outcome": outcome}
                    row = paired(values[name], values[baseline])
                    rows.append({**what, "measure": measured, **row})
    found = pd.DataFrame(rows)
    return found.assign(q=false_discovery(found["p"].to_numpy())) if rows else found


def waiting(table: pd.DataFrame) -> pd.DataFrame:
    """Return the share of replicates not yet back: name, outcome, week (after the event), share."""
    parts = []
    for (name, outcome), rows in table.dropna(subset=["weeks"]).groupby(
        ["name", "outcome"], sort=False
    ):
        horizon = int(rows["observed"].min())
        at = np.arange(horizon + 1)
        back = np.where(rows["recovered"] > 0, rows["weeks"], np.inf)
        left = (back[:, None] > at).mean(axis=0)
        parts.append(pd.DataFrame({"name": name, "outcome": outcome, "week": at, "share": left}))
    columns = ["name", "outcome", "week", "share"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def courses(results: Results, arms: Sequence[Arm], outcome: str) -> pd.DataFrame:
    """Return an outcome around the event, less its level before: name, week, mean, low, high.

    Weeks count from the event, in blocks of a month, each at its middle. The mean is over
    replicates, each less its own level before.
    """
    parts = []
    for arm in arms:
        event = first_event(arm)
        mine = results.read("series", [*_WHEN, outcome], arms=[arm.name])
        near = mine[mine["week"] >= event - YEAR]
        before = near[near["week"] < event].groupby("replicate")[outcome].mean()
        less = near[outcome] - near["replicate"].map(before)
        since = near["week"] - event
        block = np.floor(since / MONTH)
        part = near.assign(name=arm.name, week=(block + 0.5) * MONTH)
        part[outcome] = less
        parts.append(part)
    keys = ["name", "replicate", "week"]
    means = pd.concat(parts, ignore_index=True).groupby(keys, sort=False)[[outcome]].mean()
    return summarise(means.reset_index(), ["name", "week"], [outcome])
