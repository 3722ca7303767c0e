"""The answer of an experiment with a design: tables, sentences, pictures, and a page's tables.

Which of them there are follows from the design: indices for morris and saltelli; else curves along
every parameter, surfaces over two, and, for several arms, the map of which wins where.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

import experiments.analysis.response as respond
import experiments.analysis.sensitivity as sensitivity
from experiments.analysis.comparison import Comparison, compare
from experiments.analysis.formatting import about, column_digits, with_interval
from experiments.config.design import Design
from experiments.config.samplers import SAMPLERS
from experiments.plots import style
from experiments.plots.indices import indices
from experiments.plots.response import lines
from experiments.plots.surface import surface, winner_map
from experiments.report.gallery import Picture
from experiments.results.results import Results
from sim.inputs.parameters import parameter_declarations

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Parameters that curves are drawn of, and outcomes that surfaces are drawn of.
MOST_CURVES, MOST_SURFACES = 6, 3
#: Rows of a table on the page or in the terminal.
MOST_ROWS = 60


@dataclass(frozen=True)
class Designed(Comparison):
    """A comparison of arms, averaged over the points, and what the design adds to it."""

    lines: tuple[str, ...] = ()

    def text_table(self) -> str:
        """Return the tables as plain lines for a terminal, those of the design first."""
        more = ["", super().text_table()] if len(self.table) else []
        return "\n".join([*self.lines, *more])


@dataclass(frozen=True)
class Answer:
    """What the runs of a design say; every table is made when it is first asked for."""

    results: Results

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
        """The runs that were done."""
        runs = self.results.runs
        return runs[runs["status"] == "done"]

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

    # ------------------------------------------------------------------------------------- in words

    def comparison(self) -> Designed:
        """Return the comparison of the arms over all points, with what the design says."""
        plain = compare(respond.averaged(self.results), self.results.experiment)
        values = {field.name: getattr(plain, field.name) for field in fields(Comparison)}
        more = plain.sentences if len(self.arms) > 1 else ()
        if more:
            more = ("Averaged over all points:", *more)
        found = Designed(**values, lines=tuple(self.lines()))
        return replace(found, sentences=(*self.sentences(), *more))

    def sentences(self) -> Iterator[str]:
        """Give the answer, made from the tables."""
        if self.of_indices:
            for (outcome, arm), part in self.indices.groupby(["outcome", "arm"], sort=False):
                luck = _only(self.noise, str(arm), str(outcome))["noise"].iloc[0]
                named = str(arm) if len(self.arms) > 1 else ""
                yield sensitivity.sentence(part, float(luck), str(outcome), named)
            return
        if len(self.winners):
            yield respond.sentence_of_winners(self.winners, self.outcomes[0])
        else:
            yield from respond.sentences_of_curves(self.curves, self.outcomes[0])

    def lines(self) -> Iterator[str]:
        """Give the tables as plain lines."""
        for table in self.tables():
            rows = [table["heads"], *table["rows"][:MOST_ROWS]]
            widths = [max(len(row[k]) for row in rows) for k in range(len(table["heads"]))]
            yield f"{table['title']}. {table['note']}"
            for row in rows:
                cells = [c.ljust(w) for c, w in zip(row, widths, strict=True)]
                yield "  ".join(cells).rstrip()
            if len(table["rows"]) > MOST_ROWS:
                yield f"… and {len(table['rows']) - MOST_ROWS} more rows: see the CSV files"
            yield ""

    # -------------------------------------------------------------------------------- for the page

    def tables(self) -> Iterator[dict[str, Any]]:
        """Give the tables of the page."""
        if self.of_indices:
            for outcome in self.outcomes:
                yield from self._index_tables(outcome)
            return
        if len(self.winners):
            yield self._winner_table()
        yield self._response_table()

    def _index_tables(self, outcome: str) -> Iterator[dict[str, Any]]:
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
            yield {
                "title": f"What moves {about(outcome).label}" + self._of(arm),
                "note": f"{note}. Effects of the whole range of each parameter.",
                "heads": ["parameter", *[names[index] for index in shown]],
                "rows": rows,
            }

    def _winner_table(self) -> dict[str, Any]:
        decimals = column_digits(self.winners, "lead")
        rows = [
            [
                *[self._level(row[name]) for name in self.design.names],
                row["best"],
                row["second"],
                with_interval(pd.Series(row), "lead", decimals=decimals),
                row["maybe"],
            ]
            for row in self.winners.to_dict("records")
        ]
        return {
            "title": f"Which is best where, by {about(self.outcomes[0]).label}",
            "note": "Lead: paired difference to the second with its 95 % interval.",
            "heads": [*self.design.names, "best", "second", "lead", "could be best"],
            "rows": rows,
        }

    def _response_table(self) -> dict[str, Any]:
        places = {o: column_digits(part) for o, part in self.responses.groupby("outcome")}
        rows = []
        for (arm, _), part in self.responses.groupby(["arm", "point"], sort=False):
            values = part.set_index("outcome")
            first = part.iloc[0]
            cells = [with_interval(values.loc[o], decimals=places[o]) for o in self.outcomes]
            there = [self._level(first[name]) for name in self.design.names]
            rows.append([str(arm), *there, *cells][len(self.arms) == 1 :])
        heads = ["arm", *self.design.names, *[about(o).label for o in self.outcomes]]
        return {
            "title": "Outcomes at every point",
            "note": "Means with 95 % t-intervals over replicates.",
            "heads": heads[len(self.arms) == 1 :],
            "rows": rows if len(rows) <= MOST_ROWS * 4 else rows[: MOST_ROWS * 4],
        }

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

    def _level(self, value: Any) -> str:
        if isinstance(value, bool | str):
            return str(value)
        return f"{value:.4g}"

    def _axis(self, name: str) -> str:
        return style.axis_label(name, parameter_declarations()[name].unit)

    # ------------------------------------------------------------------------------------ pictures

    def pictures(self) -> Iterator[Picture]:
        """Give the figures, the most telling first."""
        if self.of_indices:
            for outcome in self.outcomes:
                yield self._indices(outcome)
            return
        plane = self.design.sampler == "grid" and len(self.design.vary) == 2
        if plane and len(self.winners):
            yield self._map()
        for outcome in self.outcomes[:MOST_SURFACES]:
            yield self._curves(outcome)
        if plane:
            for outcome in self.outcomes[:MOST_SURFACES]:
                yield self._surfaces(outcome)

    def _indices(self, outcome: str) -> Picture:
        label, unit, _ = about(outcome)
        morris = self.design.sampler == "morris"
        what = (
            style.axis_label("μ*, mean size of the effect", unit) if morris else "total share S_T"
        )
        beside = ("beside", "σ, how much the effect varies" if morris else "alone, S₁")

        def draw() -> Figure:
            count = min(len(self.design.vary), 20)
            drawn = style.new_figure(len(self.arms) * (1.0 + 0.21 * count))
            for ax, arm in zip(
                drawn.subplots(len(self.arms), squeeze=False)[:, 0], self.arms, strict=True
            ):
                mine = _only(self.indices, arm, outcome)
                indices(self.ordered(mine), ax, label=what, beside=beside)
                ax.set_title(f"What moves {label}{self._of(arm)}")
                ax.legend(loc="lower right")
            return drawn

        told = (
            "how far the whole range of a parameter moves it on average (bars, with 95 % bootstrap"
            " intervals), and how much that depends on where the others are (open marks)."
            if morris
            else "the share of its variance that would be left if all else were known (bars, with"
            " 95 % bootstrap intervals), and what each parameter explains alone (open marks)."
        )
        return Picture(f"indices-{outcome}", f"{label[:1].upper()}{label[1:]}: {told}", draw)

    def _map(self) -> Picture:
        y, x = self.design.names
        label = about(self.outcomes[0]).label

        def draw() -> Figure:
            drawn = style.new_figure(1.3 + 0.52 * len(self.design.vary[0].levels))
            ax = drawn.add_subplot()
            labels, look = (self._axis(x), self._axis(y)), style.looks(self.arms)
            winner_map(self.winners, ax, x=x, y=y, labels=labels, look=look)
            ax.set_title(f"Which is best, by {label}")
            return drawn

        caption = (
            f"Which arm has the best {label} where, and its lead over the second. Hatched and pale:"
            " others cannot be ruled out as the best (paired t-tests, together at 95 %)."
        )
        return Picture("map", caption, draw)

    def _curves(self, outcome: str) -> Picture:
        label, unit, _ = about(outcome)
        names = self.design.names[:MOST_CURVES]
        found = self.curves[self.curves["outcome"] == outcome]
        # One of two parameters makes the lines where one arm leaves the colours free for it.
        crossed = self.design.sampler == "grid" and len(names) == 2 and len(self.arms) == 1

        def draw() -> Figure:
            columns = min(len(names), 3)
            rows = -(-len(names) // columns)
            drawn = style.new_figure(0.5 + 2.4 * rows)
            axes = drawn.subplots(rows, columns, squeeze=False, sharey=True).ravel()
            for k, (name, ax) in enumerate(zip(names, axes, strict=False)):
                if crossed:
                    other = names[1 - k]
                    table = self.responses[self.responses["outcome"] == outcome]
                    table = table.rename(columns={name: "level", other: "name"})
                    heads = [f"{self._level(level)}" for level in self.design.vary[1 - k].levels]
                    table = table.assign(name=table["name"].map(self._level))
                    look, title = style.looks(heads, ordered=True), other
                else:
                    table = found[found["parameter"] == name].rename(columns={"arm": "name"})
                    look, title = style.looks(self.arms), ""
                lines(table, ax, look=look, title=title, key=crossed)
                ax.set_xlabel(self._axis(name))
                ax.set_ylabel(style.axis_label(label, unit) if k % columns == 0 else "")
            for ax in axes[len(names) :]:
                ax.set_visible(False)
            if len(self.arms) > 1:  # one key for all panels
                style.one_key(drawn, below=True)
            drawn.suptitle(
                f"{label[:1].upper()}{label[1:]} along what is varied", x=0.01, ha="left",
                fontsize=9.5, fontweight="bold",
            )  # fmt: skip
            return drawn

        sampled = bool(SAMPLERS[self.design.sampler].points)
        over = "points in slices of the range" if sampled else "replicates"
        caption = f"{label[:1].upper()}{label[1:]} along each parameter"
        caption += ", a line a level of the other" if crossed else ", averaged over the others"
        caption += f". Bands: 95 % intervals over {over}."
        return Picture(f"response-{outcome}", caption, draw)

    def _surfaces(self, outcome: str) -> Picture:
        y, x = self.design.names
        label, unit, _ = about(outcome)
        table = self.responses[self.responses["outcome"] == outcome]
        limits = (float(table["mean"].min()), float(table["mean"].max()))

        def draw() -> Figure:
            columns = min(len(self.arms), 2 if len(self.arms) < 5 else 3)
            rows = -(-len(self.arms) // columns)
            height = 0.9 + 0.42 * len(self.design.vary[0].levels)
            drawn = style.new_figure(rows * height, style.WIDTH if columns > 1 else 5.4)
            axes = drawn.subplots(rows, columns, squeeze=False).ravel()
            for arm, ax in zip(self.arms, axes, strict=False):
                mine = table[table["arm"] == arm]
                labels = (self._axis(x), self._axis(y))
                cells = surface(mine, ax, x=x, y=y, labels=labels, limits=limits)
                ax.set_title(f"{label[:1].upper()}{label[1:]}{self._of(arm)}")
            for ax in axes[len(self.arms) :]:
                ax.set_visible(False)
            drawn.colorbar(cells, ax=list(axes), label=style.axis_label(label, unit), shrink=0.8)
            return drawn

        caption = f"{label[:1].upper()}{label[1:]} over {x} and {y}: means over replicates."
        return Picture(f"surface-{outcome}", caption, draw)


def _only(table: pd.DataFrame, arm: str, outcome: str) -> pd.DataFrame:
    """Return the rows of an arm and outcome."""
    return table[(table["arm"] == arm) & (table["outcome"] == outcome)]
