"""An event and the recovery after it: how deep outcomes fall, and how soon they are back.

The level before is an outcome's mean over the year before the first event. From the event on, means
over a quarter follow it: the lowest of them less the level before is the *depth* of the dip, and
the outcome has *recovered* when, after its lowest, such a mean is back at the level before. A run
that ends without is censored: all that is known is that it took longer. Since all runs end at the
same age after the event, the share not yet recovered is Kaplan & Meier's (1958) estimate, and the
mean of min(weeks, weeks observed) is its restricted mean, in which arms are compared seed by seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from experiments.analysis.comparison import contest, paired
from experiments.analysis.formatting import (
    Row,
    about,
    column_digits,
    listed,
    measure,
    over,
    probability,
    span,
    with_interval,
)
from experiments.config.experiment import Arm, Experiment
from experiments.results.results import Results
from experiments.statistics.intervals import false_discovery, share_interval, summarise, wide
from sim.measures.outcomes import OUTCOMES

#: Weeks before the first event whose mean is the level before, and weeks that are averaged after.
YEAR, QUARTER = 52, 13
#: Weeks in a point of a figure, where single weeks are too restless to be read.
MONTH = 4
_WHEN = ("replicate", "week")
#: Measured weeks before the event that a level before needs at least.
FEWEST_BEFORE = 2

Table = dict[str, Any]


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


def dips(results: Results, experiment: Experiment, arms: Sequence[Arm]) -> pd.DataFrame:
    """Return :func:`dip` of every run: a row a name, replicate and outcome.

    Outcomes are the experiment's that are measured weekly and have a better end. A name is an arm;
    of an arm that mixes strategies also each of them, by its own payoff ("arm: strategy", and the
    column ``strategy``, empty for the arm as a whole).
    """
    asked = [o for o in experiment.analysis.outcomes if o in OUTCOMES]
    weekly = [o for o in asked if OUTCOMES[o].kind == "weekly" and OUTCOMES[o].better]
    rows: list[dict[str, Any]] = []
    for arm in arms:
        event = first_event(arm)
        mine = results.read("series", [*_WHEN, *weekly], arms=[arm.name])
        for outcome in weekly:
            rows += _rows((arm.name, ""), outcome, mine, event)
        if len(arm.strategies) > 1 and "payoff" in weekly:
            own = results.read("by_strategy", [*_WHEN, "strategy", "payoff"], arms=[arm.name])
            for strategy, part in own.groupby("strategy", sort=False, observed=True):
                rows += _rows((arm.name, str(strategy)), "payoff", part, event)
    return pd.DataFrame(rows)


def _rows(
    whose: tuple[str, str], outcome: str, table: pd.DataFrame, event: int
) -> Iterator[dict[str, Any]]:
    what = {"name": ": ".join(filter(None, whose)), "strategy": whose[1], "outcome": outcome}
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


def recovery(results: Results, experiment: Experiment) -> Recovery:
    """Return how the arms fare in which something changes during the run."""
    arms = shaken(experiment)
    table = dips(results, experiment, arms)
    outcomes = list(dict.fromkeys(table["outcome"])) if len(table) else []
    baseline = experiment.baseline
    if baseline not in {arm.name for arm in arms}:
        baseline = arms[0].name
    return Recovery(
        dips=table,
        summary=summary(table) if outcomes else table,
        differences=differences(table, baseline) if outcomes else table,
        waiting=waiting(table) if outcomes else table,
        courses=courses(results, arms, outcomes[0]) if outcomes else table,
        baseline=baseline,
        lasted=last_event(arms[0]) - first_event(arms[0]),
    )


@dataclass(frozen=True)
class Recovery:
    """How arms fare after an event: the tables, and what they say.

    ``lasted`` is how many weeks lie between the first event and the last (0 for a single one).
    """

    dips: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    waiting: pd.DataFrame
    courses: pd.DataFrame
    baseline: str
    lasted: int

    place: ClassVar[str] = "before"

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that are followed, the main one first."""
        return list(dict.fromkeys(self.dips["outcome"])) if len(self.dips) else []

    @property
    def replicates(self) -> int:
        """How many replicates there are."""
        return int(self.dips["replicate"].nunique())

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        tables = {"recovery": self.summary, "recovery_differences": self.differences}
        return {name: table for name, table in tables.items() if len(table)}

    def measured(self, outcome: str, what: str) -> pd.DataFrame:
        """Return one measure of one outcome, a row a name."""
        table = self.summary
        return table[(table["outcome"] == outcome) & (table["measure"] == what)].set_index("name")

    # ------------------------------------------------------------------------------------ in words

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer: who falls least, and who is back soonest, in the main outcome."""
        if not self.outcomes:
            return ()
        outcome = self.outcomes[0]
        arms = self.dips[(self.dips["strategy"] == "") & (self.dips["outcome"] == outcome)]
        if arms["name"].nunique() == 1:
            return (self._alone(outcome, str(arms["name"].iloc[0])),)
        return (
            self._first(outcome, arms, "depth", about(outcome).better),
            self._first(outcome, arms, "weeks", -1),
        )

    def _alone(self, outcome: str, name: str) -> str:
        label, unit, _ = about(outcome)
        depth = measure(with_interval(self.measured(outcome, "depth").loc[name]), unit)
        return (
            f"After the event {label} changes by {depth} at the worst of any quarter, and"
            f" {self._back(outcome, name)}."
        )

    def _back(self, outcome: str, name: str) -> str:
        """Say in how many replicates an arm is back, and after how many weeks."""
        back: Row = self.measured(outcome, "recovered").loc[name]
        weeks: Row = self.measured(outcome, "weeks").loc[name]
        hits, of = round(back["mean"] * back["n"]), int(back["n"])
        text = f"is back at its level in {hits} of {of} replicates by the end"
        few = "" if hits == of else ", where the others count as long as they were followed"
        return f"{text}, after {with_interval(weeks)} weeks on average{few}"

    def _first(self, outcome: str, rows: pd.DataFrame, what: str, better: int) -> str:
        """Say which arm is best in a measure, or among which the best one is."""
        values = wide(rows, "name", what).dropna(axis=1, how="all")
        label, unit, _ = about(outcome)
        if values.shape[1] < 2:
            return ""
        found = contest(values, what, better)
        first = str(found.ranks["name"].iloc[0])
        tied = found.ranks.loc[found.ranks["maybe_best"], "name"].tolist()
        row = self.measured(outcome, what).loc[first]
        if what == "depth":
            verb = "falls" if about(outcome).better > 0 else "rises"
            text = f"After the event {label} {verb} least"
            own = f"by {measure(_size(row), unit)} at the worst of any quarter, from"
            own += f" {with_interval(self.measured(outcome, 'before').loc[first])}"
        else:
            text = f"{label[:1].upper()}{label[1:]} is back soonest"
            own = f"where it {self._back(outcome, first)}"
        if tied == [first] or len(values) < 2:
            return f"{text} with {first}, {own}."
        who = listed(tied) if len(tied) < 6 else f"{len(tied)} of the {len(found.ranks)} arms"
        return f"{text} with one of {who} (95 % confidence), such as {first}, {own}."

    # -------------------------------------------------------------------------------- plain tables

    def tables(self) -> Iterator[Table]:
        """Give the tables for the report."""
        for outcome in self.outcomes:
            yield self._table(outcome)

    def _table(self, outcome: str) -> Table:
        timed = ("before", "depth", "weeks")
        parts = {what: self.measured(outcome, what) for what in (*timed, "recovered")}
        places = {what: column_digits(parts[what]) for what in timed}
        rows = []
        for name in map(str, parts["before"].index):
            told = {w: with_interval(parts[w].loc[name], decimals=places[w]) for w in timed}
            back = (
                _percent(parts["recovered"].loc[name]) if name in parts["recovered"].index else "–"
            )
            depth, weeks = (self._q(name, outcome, what) for what in ("depth", "weeks"))
            rows.append([name, told["before"], told["depth"], depth, told["weeks"], back, weeks])
        label, unit, _ = about(outcome)
        return {
            "title": f"After the event: {label}{f', {unit}' if unit else ''}",
            "note": self._note() if outcome == self.outcomes[0] else "The same, measured as above.",
            "heads": ["", "level", "worst", "q", "back after", "back in", "q"],
            "rows": rows,
        }

    def _note(self) -> str:
        return (
            f"Level: mean of the year before. Worst: the worst mean of {QUARTER} weeks from the"
            " event on, less that level. Back after: weeks from the event until, past the"
            " worst, such a mean is back at the level, counted up to the end of the run where"
            f" it is not. With {over(self.replicates)}; of shares, Wilson's. q: against"
            f" {self.baseline}, replicate by replicate, adjusted for all these comparisons."
        )

    def _q(self, name: str, outcome: str, what: str) -> str:
        """Return q of a difference to the baseline, as it stands in the table."""
        if name == self.baseline:
            return "baseline"
        asked = {"name": name, "outcome": outcome, "measure": what}
        rows = self.differences
        for column, value in asked.items():
            rows = rows[rows[column] == value]
        return probability(float(rows["q"].iloc[0]) if len(rows) else float("nan"))


def _size(row: Row) -> str:
    """Return the size of a depth, its interval turned with it."""
    if row["mean"] >= 0:
        return with_interval(row)
    return with_interval({"mean": -row["mean"], "low": -row["high"], "high": -row["low"]})


def _percent(row: Row) -> str:
    return f"{100 * row['mean']:.0f} % ({span(100 * row['low'], 100 * row['high'], 0)})"
