"""How much of one's time a practice is worth: outcomes against the share of time it is given.

Everybody in a world spends time alike. A curve is of one practice, alone beside scouting and work
or within a strategy that does all else as well, and work has whatever time is left. The best share
of a curve is the one with the highest mean; shares that cannot be told from it, over paired
replicates, are named with it (:func:`experiments.statistics.ranking.maybe_best`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, ClassVar

import pandas as pd

from experiments.analysis.formatting import (
    column_digits,
    counted,
    digits,
    figure,
    listed,
    over,
    span,
    with_interval,
)
from experiments.analysis.missing import lacking
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.config.portions import in_percent, portions_of
from experiments.results.results import Results
from experiments.statistics.intervals import summarise, wide
from experiments.statistics.ranking import maybe_best, paired
from sim.measures.outcomes import about

#: Outcomes that are drawn.
MOST_DRAWN = 3
#: What a curve is called in which a practice is alone.
ALONE = "alone"
#: Columns of gains → what they are.
GAIN = {"gain": "mean", "gain_low": "low", "gain_high": "high"}


def portions(results: Results) -> Portions:
    """Return how outcomes respond to the share of time that each practice has."""
    experiment = results.experiment
    ((strategy, _),) = experiment.arm(experiment.baseline).strategies
    outcomes = experiment.analysis.outcomes
    rows: list[dict[str, Any]] = []
    lacks: dict[tuple[str, str, str], tuple[int, int]] = {}
    done = results.runs[results.runs["status"] == "done"]
    arms = {outcome: wide(results.runs, "arm", outcome) for outcome in outcomes}
    summary = summarise(results.runs, ["arm"], outcomes)
    points: dict[tuple[str, str], dict[str, Any]] = {
        (str(row["arm"]), str(row["outcome"])): {str(name): row[name] for name in row}
        for row in summary.to_dict("records")
    }
    there = list(portions_of(strategy, experiment.analysis.portions, experiment.baseline))
    within = f"in {strategy.name}"
    for practice in dict.fromkeys(portion.practice for portion in there):
        for where in (ALONE, within):
            alone = where == ALONE
            curve = [p for p in there if p.practice == practice and p.alone == alone]
            names = [p.arm for p in curve]
            of_curve = done[done["arm"].isin(names)]
            for outcome in outcomes:
                gone, of = lacking(of_curve[outcome], of_curve["arm"])
                lacks[practice, where, outcome] = gone, of
                values = arms[outcome][names]
                values.columns = pd.Index([p.share for p in curve])
                still = _best(values, outcome) if not gone else dict.fromkeys(values, NONE_IS_BEST)
                for portion in curve:
                    gain = paired(values[portion.share], values[0.0])
                    rows.append(
                        {
                            "practice": practice,
                            "where": where,
                            "share": portion.share,
                            **points[portion.arm, outcome],
                            "gain": gain["difference"],
                            "gain_low": gain["low"],
                            "gain_high": gain["high"],
                            **still[portion.share],
                        }
                    )
    sizes = done.groupby("arm")["replicate"].nunique().tolist()
    return Portions(pd.DataFrame(rows), outcomes, strategy.name, sizes, lacks)


#: Of a share that nothing is told of.
NONE_IS_BEST = {"best": False, "maybe": False}


def _best(values: pd.DataFrame, outcome: str) -> dict[float, dict[str, bool]]:
    """Return which share is best in an outcome, and which may be; none where there is no value."""
    there = values.dropna(axis=1, how="all") * (-1.0 if about(outcome).better < 0 else 1.0)
    still = maybe_best(there)
    best = there.mean().idxmax() if there.shape[1] else None
    return {
        float(str(share)): {"best": share == best, "maybe": bool(still.get(share, False))}
        for share in values
    }


@dataclass(frozen=True)
class Portions(Part):
    """Outcomes against the share of time of every practice, alone and within a strategy.

    Attributes
    ----------
    table
        A row a practice, where (alone or within the strategy), share and outcome: n, missing, mean,
        sd, low, high; gain over no time for it, with its interval; whether it is the best share of
        its curve, and whether it may be.
    outcomes
        What is looked at, the main outcome first.
    strategy
        What everybody does where a practice is varied within a strategy.
    sizes
        How many replicates each arm has.
    lacks
        Practice, where and outcome → in how many runs of that curve the outcome is missing, if in
        too many, and of how many: then the curve has no best share.
    """

    table: pd.DataFrame
    outcomes: Sequence[str]
    strategy: str
    sizes: Sequence[int]
    lacks: Mapping[tuple[str, str, str], tuple[int, int]] = field(default_factory=dict)

    place: ClassVar[Place] = "instead"

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the table by the name of its file."""
        return {"portions": self.table}

    @property
    def curves(self) -> list[str]:
        """How the two kinds of curves are called."""
        return list(dict.fromkeys(self.table["where"]))

    # ------------------------------------------------------------------------------------ in words

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer, made from the table: of the main outcome."""
        outcome = self.outcomes[0]
        said = [self._best_in(outcome, where) for where in self.curves]
        return (*said, self._where_it_holds())

    def _best_in(self, outcome: str, where: str) -> str:
        end = "lowest" if about(outcome).better < 0 else "highest"
        how = "Alone, beside work and scouting" if where == ALONE else (
            f"Within {self.strategy}, with work making up"
        )  # fmt: skip
        told = [
            f"{row['practice']} {in_percent(row['share'])} ({self._others(row)}{_gain(row)})"
            for row in self._tops(outcome, where)
        ]
        label = about(outcome).label
        said = []
        if told:
            said = [f"{how}, {label} is {end} with these shares of time: {listed(told)}."]
        gone = [
            (practice, lost, runs)
            for (practice, at, of), (lost, runs) in self.lacks.items()
            if (at, of) == (where, outcome) and lost
        ]
        if not told and all(lost == runs for _, lost, runs in gone):
            return f"{how}, there is no {label}."
        if gone:
            few = [f"{practice} (in {lost} of {runs} runs)" for practice, lost, runs in gone]
            begin = "No share" if told else f"{how}, no share"
            said.append(f"{begin} is told best where {label} is missing too often: {listed(few)}.")
        return " ".join(said)

    def _tops(self, outcome: str, where: str) -> list[dict[str, Any]]:
        """Return the best share of every curve, in the order of the practices."""
        rows = self.table.query("best and outcome == @outcome and where == @where")
        return [{str(name): row[name] for name in row} for row in rows.to_dict("records")]

    def _others(self, row: dict[str, Any]) -> str:
        """Say which shares cannot be told from the best one, before its gain."""
        shares = self._maybe(row)
        if len(shares) < 2:
            return ""
        return f"or {_range(shares)}; "

    def _maybe(self, row: dict[str, Any]) -> list[float]:
        same = self.table[["practice", "where", "outcome"]].eq(
            pd.Series({name: row[name] for name in ("practice", "where", "outcome")})
        )
        return self.table.loc[same.all(axis=1) & self.table["maybe"], "share"].tolist()

    def _where_it_holds(self) -> str:
        few = "" if min(self.sizes, default=0) > 2 else " There are too few to tell shares apart."
        return (
            "In brackets: the lowest and the highest share that cannot be ruled out as the best,"
            " and the gain over no time for it with its 95 % interval. That holds in this world,"
            f" where everybody spends time alike, with {counted(self.sizes)} replicates.{few}"
        )

    # -------------------------------------------------------------------------------------- tables

    def tables(self) -> Iterator[Table]:
        """Give the best shares, in every outcome, and then all points."""
        for outcome in self.outcomes:
            yield self._best_table(outcome)
        yield self._every_point()

    def _best_table(self, outcome: str) -> Table:
        label = about(outcome).label
        rows = [row for where in self.curves for row in self._tops(outcome, where)]
        decimals = column_digits(_gains(pd.DataFrame(rows))) if rows else 2
        return Table(
            title=f"Which share of time is best, by {label}",
            note=(
                "A share could be best if it cannot be ruled out over paired replicates (t-tests,"
                " together at 95 %). Gain: over no time for the practice."
            ),
            heads=["practice", "where", "best share", "could be best", label, "gain"],
            rows=[
                [
                    row["practice"],
                    row["where"],
                    in_percent(row["share"]),
                    listed([in_percent(share) for share in self._maybe(row)]),
                    with_interval(row),
                    with_interval(_gain_of(row), decimals=decimals),
                ]
                for row in rows
            ],
        )

    def _every_point(self) -> Table:
        places = {o: column_digits(part) for o, part in self.table.groupby("outcome")}
        rows = []
        keys = ["practice", "where", "share"]
        for names, part in self.table.groupby(keys, sort=False):
            practice, where, share = names
            values = part.set_index("outcome")
            cells = [with_interval(values.loc[o], decimals=places[o]) for o in self.outcomes]
            rows.append([str(practice), str(where), in_percent(float(str(share))), *cells])
        return Table(
            title="Outcomes at every share of time",
            note=f"Means with {over(self.sizes)}.",
            heads=["practice", "where", "share", *[about(o).label for o in self.outcomes]],
            rows=rows,
        )

    # ------------------------------------------------------------------------------------- figures

    def figures(self) -> Iterator[Figure]:
        """Give the one figure: a row an outcome, a panel a practice, a line a kind of curve."""
        drawn = self.outcomes[:MOST_DRAWN]
        told = listed([about(outcome).label for outcome in drawn])
        rows = self.table.rename(columns={"where": "name"})
        rows = rows.assign(level=100.0 * rows["share"])
        yield Figure(
            kind="portions",
            name="portions",
            caption=(
                f"{told[:1].upper()}{told[1:]} against the share of time that everybody gives to a"
                " practice: alone beside scouting and work, and within"
                f" {self.strategy} with work making up. Bands: {over(self.sizes)}."
            ),
            tables={outcome: rows[rows["outcome"] == outcome] for outcome in drawn},
            names=self.curves,
        )


def _gains(rows: pd.DataFrame) -> pd.DataFrame:
    """Return gains as what has a mean and an interval."""
    return rows[list(GAIN)].rename(columns=GAIN)


def _gain_of(row: dict[str, Any]) -> dict[str, float]:
    """Return one gain as what has a mean and an interval."""
    return {name: row[own] for own, name in GAIN.items()}


def _gain(row: dict[str, Any]) -> str:
    """Say what a share gains over none: "+0.27, 0.24–0.30"."""
    gain = _gain_of(row)
    if not row["share"]:
        return "no gain"
    decimals = digits((gain["high"] - gain["low"]) / 2, gain["mean"])
    said = f"{'+' if gain['mean'] > 0 else ''}{figure(gain['mean'], decimals)}"
    return f"{said}, {span(gain['low'], gain['high'], decimals)}" if isfinite(gain["low"]) else said


def _range(shares: Sequence[float]) -> str:
    return f"{figure(100.0 * min(shares), 0)}–{figure(100.0 * max(shares), 0)} %"
