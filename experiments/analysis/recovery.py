"""An event and the recovery after it, told: who falls least, and who is back soonest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from experiments.analysis.dips import (
    QUARTER,
    courses,
    differences,
    dips,
    first_event,
    last_event,
    shaken,
    summary,
    waiting,
)
from experiments.analysis.formatting import (
    Row,
    among,
    column_digits,
    head,
    measure,
    over,
    percent_within,
    probability,
    size,
    with_interval,
)
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.results.results import Results
from experiments.statistics.intervals import wide
from experiments.statistics.ranking import contest
from sim.measures.outcomes import about


def recovery(results: Results) -> Recovery:
    """Return how the arms fare in which something changes during the run."""
    arms = shaken(results.experiment)
    table = dips(results, arms)
    outcomes = list(dict.fromkeys(table["outcome"])) if len(table) else []
    baseline = results.experiment.baseline
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
        without=tuple(a.name for a in arms if table.empty or a.name not in set(table["name"])),
    )


@dataclass(frozen=True)
class Recovery(Part):
    """How arms fare after an event: the tables, and what they say.

    ``lasted`` is how many weeks lie between the first event and the last (0 for a single one);
    ``without`` are the arms of which no run is there.
    """

    dips: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame
    waiting: pd.DataFrame
    courses: pd.DataFrame
    baseline: str
    lasted: int
    without: tuple[str, ...] = ()

    place: ClassVar[Place] = "before"

    @property
    def outcomes(self) -> list[str]:
        """The outcomes that are followed, the main one first."""
        return list(dict.fromkeys(self.dips["outcome"])) if len(self.dips) else []

    @property
    def replicates(self) -> list[int]:
        """How many replicates there are, name by name."""
        return self.dips.groupby("name")["replicate"].nunique().tolist()

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
        if name not in self.measured(outcome, "recovered").index:
            return f"What the event does to {label} cannot be told: too little of it is measured."
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
            own = f"by {measure(size(row, 'mean'), unit)} at the worst of any quarter, from"
            own += f" {with_interval(self.measured(outcome, 'before').loc[first])}"
        else:
            text = f"{label[:1].upper()}{label[1:]} is back soonest"
            own = f"where it {self._back(outcome, first)}"
        equals = found.with_its_equals(first)
        if len(equals) == found.ranks["rank"].eq(1).sum() == len(found.ranks):
            return (
                f"{text.replace(' least', '').replace(' soonest', '')} alike with all arms, {own}."
            )
        if set(tied) == set(equals) or (len(values) < 2 and len(equals) == 1):
            return f"{text} with {among(equals, len(found.ranks), 'arms')}, {own}."
        who = among(tied, len(found.ranks), "arms")
        return f"{text} with one of {who} (95 % confidence), such as {first}, {own}."

    # -------------------------------------------------------------------------- tables and figures

    def tables(self) -> Iterator[Table]:
        """Give a table an outcome."""
        for outcome in self.outcomes:
            yield self._table(outcome)

    def _table(self, outcome: str) -> Table:
        timed = ("before", "depth", "weeks")
        parts = {what: self.measured(outcome, what) for what in (*timed, "recovered")}
        places = {what: column_digits(parts[what]) for what in timed}
        rows = []
        for name in map(str, parts["before"].index):
            told = {w: with_interval(parts[w].loc[name], decimals=places[w]) for w in timed}
            back = "–"
            if name in parts["recovered"].index:
                row: Row = parts["recovered"].loc[name]
                back = percent_within(row["mean"], row["low"], row["high"])
            depth, weeks = (self._q(name, outcome, what) for what in ("depth", "weeks"))
            rows.append([name, told["before"], told["depth"], depth, told["weeks"], back, weeks])
        rows += [[name, *["–"] * 6] for name in self.without]
        return Table(
            title=f"After the event: {head(outcome)}",
            note=self._note() if outcome == self.outcomes[0] else "The same, measured as above.",
            heads=["", "level", "worst", "q", "back after", "back in", "q"],
            rows=rows,
        )

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

    def figures(self) -> Iterator[Figure]:
        """Give the figures of the course around the event, and of depth and time."""
        if not self.outcomes:
            return
        arms = tuple(dict.fromkeys(self.dips.loc[self.dips["strategy"] == "", "name"]))
        label = about(self.outcomes[0]).label
        means = f"means with {over(self.replicates)}"
        while_ = f" (grey: the {self.lasted} weeks that it lasts)" if self.lasted else ""
        rows = self.waiting[self.waiting["outcome"] == self.outcomes[0]]
        yield Figure(
            kind="recovery",
            name="recovery",
            caption=(
                f"Left: {label} from a year before the event on{while_}, less its mean of that"
                f" year: {means}. Right: share of runs whose {label}, as a mean of {QUARTER} weeks,"
                " is not yet back at that level (Kaplan–Meier; what is not back at the end is"
                " censored)."
            ),
            tables={
                "courses": self.courses,
                "waiting": rows[rows["name"].isin(arms)],
                "event": pd.DataFrame({"from": [0], "to": [self.lasted]}),
            },
            names=arms,
        )
        measures = ("depth", "weeks")
        yield Figure(
            kind="depth",
            name="depth",
            caption=(
                f"How deep each outcome falls — its worst mean of {QUARTER} weeks after the event,"
                " less the mean of the year before — and how many weeks after the event it is back"
                f" at that level, counted up to the end of the run: {means}."
            ),
            tables={
                f"{outcome} {what}": self.measured(outcome, what).reindex(list(arms)).reset_index()
                for outcome in self.outcomes
                for what in measures
            },
            names=arms,
        )
