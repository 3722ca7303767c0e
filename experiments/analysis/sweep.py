"""The answer of an experiment with a design, as sentences, tables and data of figures.

Which of them there are follows from the design: indices for morris and saltelli; else curves along
every parameter, surfaces over two, and, for several arms, the map of which wins where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import pandas as pd

import experiments.analysis.maps as maps
import experiments.analysis.response as respond
import experiments.analysis.sensitivity as sensitivity
from experiments.analysis.formatting import column_digits, levels_apart, with_interval
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.config.design import Design
from experiments.config.samplers import SAMPLERS
from experiments.results.results import Results
from sim.measures.outcomes import about

#: Parameters that curves are drawn of, and outcomes that surfaces are drawn of.
MOST_CURVES, MOST_SURFACES = 6, 3
#: Parameters whose indices are drawn.
MOST_BARS = 20
#: Rows of the table of all points; its file has them all.
MOST_ROWS = 240


@dataclass(frozen=True)
class Sweep(Part):
    """What the runs of a design say; every table is made when it is first asked for."""

    results: Results

    place: ClassVar[Place] = "before"

    @cached_property
    def design(self) -> Design:
        """What was varied."""
        design = self.results.experiment.design
        assert design is not None
        return design

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """What is looked at, the main outcome first."""
        return self.results.experiment.analysis.outcomes

    @cached_property
    def runs(self) -> pd.DataFrame:
        """The runs; those that failed have no outcomes."""
        return self.results.runs

    @cached_property
    def told(self) -> dict[str, dict[Any, str]]:
        """How the levels of every parameter are told."""
        return {name: levels_apart(self.runs[name].tolist()) for name in self.design.names}

    def _shortly(self) -> dict[str, dict[Any, str]]:
        """Return how levels are told beside axes, where there is little room."""
        return {name: levels_apart(known, figures=3) for name, known in self.told.items()}

    @cached_property
    def arms(self) -> list[str]:
        """The arms, in order."""
        return [arm.name for arm in self.results.experiment.arms]

    @cached_property
    def of_indices(self) -> bool:
        """Whether the design is made for sensitivity indices."""
        return SAMPLERS[self.design.sampler].indices

    @cached_property
    def responses(self) -> pd.DataFrame:
        """Every outcome at every point."""
        return respond.responses(self.runs, self.design, self.outcomes)

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Every outcome along every parameter."""
        return respond.curves(self.runs, self.design, self.outcomes)

    @cached_property
    def winners(self) -> pd.DataFrame:
        """Which arm is best where; empty for one arm."""
        if len(self.arms) == 1 or self.of_indices:
            return pd.DataFrame()
        return respond.winners(self.runs, self.design, self.outcomes[0])

    @cached_property
    def noise(self) -> pd.DataFrame:
        """How much of the variance between points is luck."""
        return respond.noise(self.runs, self.outcomes)

    @cached_property
    def indices(self) -> pd.DataFrame:
        """Sensitivity indices; empty for other designs."""
        if not self.of_indices:
            return pd.DataFrame()
        return sensitivity.indices(self.runs, self.results.experiment, self.outcomes)

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        tables = {"noise": self.noise, "indices": self.indices, "winners": self.winners}
        if not self.of_indices:
            tables |= {"responses": self.responses, "curves": self.curves}
        return {name: table for name, table in tables.items() if len(table)}

    # ------------------------------------------------------------------------------------- in words

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer, made from the tables."""
        if self.of_indices:
            return tuple(self._of_what_moves())
        if len(self.winners):
            found, main = self.winners, self.outcomes[0]
            said = respond.sentence_of_winners(found, main, self.design.size)
            levels = maps.sentence_of_levels(found, main, self.arms, self.told)
            return (said, levels) if levels else (said,)
        return tuple(respond.sentences_of_curves(self.curves, self.design, self.outcomes[0]))

    def _of_what_moves(self) -> Iterator[str]:
        for (outcome, arm), part in self.indices.groupby(["outcome", "arm"], sort=False):
            luck = _only(self.noise, str(arm), str(outcome))["noise"].iloc[0]
            named = str(arm) if len(self.arms) > 1 else ""
            yield sensitivity.sentence(part, float(luck), str(outcome), named)

    # -------------------------------------------------------------------------------------- tables

    def tables(self) -> Iterator[Table]:
        """Give the tables: of indices, or of what is best where and of every point."""
        if self.of_indices:
            for outcome in self.outcomes:
                yield from self._index_tables(outcome)
            return
        if len(self.winners):
            yield maps.winner_table(self.winners, self.outcomes[0], self.told, self.design.size)
        yield self._response_table()

    def _index_tables(self, outcome: str) -> Iterator[Table]:
        names = {
            "mu_star": "μ* (95 % interval)", "mu": "μ", "sigma": "σ",
            "first": "alone: S₁ (95 % interval)", "total": "with all others: S_T (95 % interval)",
        }  # fmt: skip
        for arm in self.arms:
            mine = _only(self.indices, arm, outcome)
            order = self.ordered(mine)["parameter"]
            shown = [index for index in names if index in set(mine["index"])]
            rows = []
            for parameter in order:
                row = mine[mine["parameter"] == parameter].set_index("index")
                cells = [with_interval(row.loc[index], "value", decimals=3) for index in shown]
                rows.append([parameter, *cells])
            n, missing = int(mine["n"].iloc[0]), int(mine["missing"].iloc[0])
            counted = "trajectories" if self.design.sampler == "morris" else "base points"
            note = f"From {n} {counted}" + (f"; {missing} with missing values" if missing else "")
            yield Table(
                title=f"What moves {about(outcome).label}" + self._of(arm),
                note=f"{note}. Effects of the whole range of each parameter.",
                heads=["parameter", *[names[index] for index in shown]],
                rows=rows,
            )

    def _response_table(self) -> Table:
        places = {o: column_digits(part) for o, part in self.responses.groupby("outcome")}
        rows = []
        for (arm, _), part in self.responses.groupby(["arm", "point"], sort=False):
            values = part.set_index("outcome")
            first = part.iloc[0]
            cells = [with_interval(values.loc[o], decimals=places[o]) for o in self.outcomes]
            there = [self.told[name][first[name]] for name in self.design.names]
            rows.append([str(arm), *there, *cells][len(self.arms) == 1 :])
        heads = ["arm", *self.design.names, *[about(o).label for o in self.outcomes]]
        more = len(rows) - MOST_ROWS
        note = "Means with 95 % t-intervals over replicates."
        cut = (
            f" The first {MOST_ROWS} of {len(rows)} rows: responses.csv has all."
            if more > 0
            else ""
        )
        return Table(
            title="Outcomes at every point",
            note=note + cut,
            foot=(cut.strip(),),
            heads=heads[len(self.arms) == 1 :],
            rows=rows[:MOST_ROWS],
        )

    def ordered(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of the main index, the largest first, with the other index beside."""
        main = sensitivity.main_index(table)
        other = table[table["index"] == ("sigma" if main == "mu_star" else "first")]
        rows = table[table["index"] == main].sort_values(
            "value", ascending=False, kind="stable", na_position="last"
        )
        beside = other[["parameter", "value"]].rename(columns={"value": "beside"})
        return rows.merge(beside, on="parameter", how="left")

    def _of(self, arm: str) -> str:
        return f": {arm}" if len(self.arms) > 1 else ""

    # ------------------------------------------------------------------------------------- figures

    def figures(self) -> Iterator[Figure]:
        """Give the figures, the most telling first."""
        if self.of_indices:
            for outcome in self.outcomes:
                yield self._indices(outcome)
            return
        plane = self.design.sampler == "grid" and len(self.design.vary) == 2
        if plane and len(self.winners):
            yield maps.winner_map(
                self.winners, self.outcomes[0], self.arms, self.design.names, self._shortly(),
                self._units,
            )  # fmt: skip
        for outcome in self.outcomes[:MOST_SURFACES]:
            yield self._crossed(outcome) if plane and len(self.arms) == 1 else self._curves(outcome)
        if plane:
            for outcome in self.outcomes[:MOST_SURFACES]:
                yield self._surfaces(outcome)

    def _indices(self, outcome: str) -> Figure:
        told = (
            "how far the whole range of a parameter moves it on average (bars, with 95 % bootstrap"
            " intervals), and how much that depends on where the others are (open marks)."
            if self.design.sampler == "morris"
            else "the share of its variance that would be left if all else were known (bars, with"
            " 95 % bootstrap intervals), and what each parameter explains alone (open marks)."
        )
        n = len(self.design.names)
        cut = f" The {MOST_BARS} largest of {n}: indices.csv has all." if n > MOST_BARS else ""
        return Figure(
            kind="indices",
            name=f"indices-{outcome}",
            caption=f"{_begun(outcome)}: {told}" + cut,
            tables={
                arm: self.ordered(_only(self.indices, arm, outcome)).head(MOST_BARS)
                for arm in self.arms
            },
        )

    def _curves(self, outcome: str) -> Figure:
        rows = self.curves[self.curves["outcome"] == outcome].rename(columns={"arm": "name"})
        over = (
            "points in slices of the range"
            if SAMPLERS[self.design.sampler].points
            else "replicates"
        )
        names, more = self.design.names, len(self.design.names) - MOST_CURVES
        cut = f" The first {MOST_CURVES} of {len(names)} parameters: curves.csv has all."
        cut = self._first_of_outcomes(outcome) + (cut if more > 0 else "")
        return Figure(
            kind="curves",
            name=f"response-{outcome}",
            caption=(
                f"{_begun(outcome)} along each parameter, averaged over the others. Bands: 95 %"
                f" intervals over {over}." + cut
            ),
            tables={name: rows[rows["parameter"] == name] for name in names[:MOST_CURVES]},
            names=self.arms,
            levels={
                str(name): levels_apart(part["level"].tolist(), figures=3)
                for name, part in rows.groupby("parameter", sort=False)
            },
            units=self._units,
        )

    def _crossed(self, outcome: str) -> Figure:
        """Return curves along either of two parameters, a line a level of the other."""
        rows = self.responses[self.responses["outcome"] == outcome]
        y, x = self.design.names
        return Figure(
            kind="crossed curves",
            name=f"response-{outcome}",
            caption=(
                f"{_begun(outcome)} along each parameter, a line a level of the other. Bands: 95 %"
                " intervals over replicates." + self._first_of_outcomes(outcome)
            ),
            tables={
                one: rows.assign(name=rows[other].map(self.told[other])).rename(
                    columns={one: "level"}
                )
                for one, other in ((y, x), (x, y))
            },
            across=self.design.names,
            levels=self._shortly(),
            units=self._units,
        )

    def _surfaces(self, outcome: str) -> Figure:
        y, x = self.design.names
        rows = self.responses[self.responses["outcome"] == outcome]
        return Figure(
            kind="surfaces",
            name=f"surface-{outcome}",
            caption=f"{_begun(outcome)} over {x} and {y}: means over replicates.",
            tables={arm: rows[rows["arm"] == arm] for arm in self.arms},
            across=self.design.names,
            levels=self._shortly(),
            units=self._units,
        )

    @property
    def _units(self) -> dict[str, str]:
        declared = self.results.experiment.declared
        return {name: declared[name].unit for name in self.design.names}

    def _first_of_outcomes(self, outcome: str) -> str:
        """Say below the first of the figures that further outcomes are not drawn, if there are."""
        if outcome != self.outcomes[0] or len(self.outcomes) <= MOST_SURFACES:
            return ""
        return f" Drawn are the first {MOST_SURFACES} of {len(self.outcomes)} outcomes."


def _begun(outcome: str) -> str:
    """Return the label of an outcome as it begins a sentence."""
    label = about(outcome).label
    return f"{label[:1].upper()}{label[1:]}"


def _only(table: pd.DataFrame, arm: str, outcome: str) -> pd.DataFrame:
    """Return the rows of an arm and outcome."""
    return table[(table["arm"] == arm) & (table["outcome"] == outcome)]
