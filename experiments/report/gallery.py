"""Chooses the figures that an experiment calls for, makes their tables and has them drawn.

One arm: its network, its weeks, its lifetimes. Several: what they differ in. Levels of one number:
response curves. A mix in one population: by strategy. Agents with names: who rises.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analysis.formatting import listed, one_column
from experiments.analysis.subgroups import AGENT_COLUMNS
from experiments.plots import style
from experiments.plots.causes import causes
from experiments.plots.comparison import differences, intervals
from experiments.plots.network import explain, network
from experiments.plots.response import response
from experiments.plots.survival import hazard, survival
from experiments.plots.trajectories import trajectories
from experiments.report.context import Facts, in_blocks, network_tables
from experiments.report.drawers import picture_of
from experiments.report.mixes import of_mixes
from experiments.report.picture import Picture
from experiments.statistics.intervals import summarise
from experiments.statistics.survival import ages_within, endings
from experiments.statistics.survival import hazard as hazard_table
from experiments.statistics.survival import survival as survival_table
from sim.measures.outcomes import about

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HORIZON = 208
#: More outcomes than this, beside the main one, are not drawn.
MOST_PANELS = 6
#: Weeks are averaged in about so many blocks: single weeks are too restless to be read.
BLOCKS = 20


class Gallery(Facts):
    """The figures of an experiment's results."""

    # -------------------------------------------------------------------------------- the choice

    def pictures(self) -> Iterator[Picture]:
        """Give the figures that are apt, the most telling first."""
        for part in self.comparison.parts:
            yield from map(picture_of, part.figures())
        if not self.comparison.of_arms:
            return
        if self.comparison.over_points:
            yield from self.over_time()
            return
        if self.many and self.level:
            yield self._response()
        if self.many:
            yield self._comparison()
            if len(self.comparison.outcomes) > 1:
                yield self._differences()
        if len(self.comparison.agents):
            yield self._agents()
        if len(self.comparison.strategies):
            yield of_mixes(self)
        if self.with_networks:
            yield self._networks()
        yield from self.over_time()

    @property
    def told_apart(self) -> tuple[str, dict[str, style.Look]]:
        """What weeks and lives are told apart by, and its looks: arm, or strategy in one mix."""
        inside = len(self.comparison.strategies) > 0 and not self.many
        return ("strategy", self.strategy_look) if inside else ("arm", self.look)

    def over_time(self) -> Iterator[Picture]:
        """Give the figures of weeks and of lives, which a design has as well, over its points."""
        yield self._weeks()
        if len(self.results.lives):
            yield self._lifetimes()
        if len(self.results.lives.of(self.living).reasons):
            yield self._causes()

    # ------------------------------------------------------------------------------ arms compared

    def _values(self, outcome: str) -> pd.DataFrame:
        """Return the means of an outcome, a row an arm, in order of the main outcome."""
        rows = self.comparison.summary.query("outcome == @outcome").rename(columns={"arm": "name"})
        order = list(self.comparison.ranks["arm"]) if self.many else list(rows["name"])
        return rows.set_index("name").loc[order].reset_index()

    def _gaps(self, outcome: str) -> pd.DataFrame:
        rows = self.comparison.table.query("outcome == @outcome").rename(columns={"arm": "name"})
        known = self._values(outcome).set_index("name")["mean"].get(self.comparison.baseline)
        none = 0.0 if known == known and known is not None else float("nan")
        zero = {"name": self.comparison.baseline, "difference": none, "low": none, "high": none}
        rows = pd.concat([rows[list(zero)], pd.DataFrame([zero])])
        return rows.set_index("name").loc[list(self.comparison.ranks["arm"])].reset_index()

    def _points(self, outcome: str) -> pd.DataFrame:
        return self.results.runs[["arm", outcome]].set_axis(["name", "mean"], axis=1)

    def _comparison(self) -> Picture:
        main, baseline = self.comparison.main, self.comparison.baseline
        label, unit, _ = about(main)

        def draw() -> Figure:
            figure = style.new_figure(1.1 + 0.27 * len(self.arms))
            left, right = figure.subplots(1, 2)
            told = style.axis_label(label, unit)
            intervals(
                self._values(main), left, label=told, points=self._points(main), look=self.look
            )
            told = style.axis_label(f"{label}, difference to {self.look[baseline].label}", unit)
            differences(self._gaps(main), right, label=told, look=self.look)
            left.set_title(f"{label.capitalize()} of each arm")
            right.set_title("Paired differences")
            right.set_yticklabels([])
            return figure

        caption = (
            f"{label.capitalize()} by arm. Left: means with {self.replicates}; the small points are"
            f" the replicates. Right: differences to {baseline} within replicates, which share"
            f" their luck. An interval clear of the line at zero is a difference.{self.unranked}"
        )
        return Picture("comparison", caption, draw)

    def _differences(self) -> Picture:
        outcomes, baseline = self.comparison.outcomes[1 : 1 + MOST_PANELS], self.comparison.baseline
        rest = len(self.comparison.outcomes) - 1
        runs = self.results.runs
        gone = [about(outcome).label for outcome in outcomes if runs[outcome].isna().all()]
        none = f" In no run there is {listed(gone)}." if gone else ""
        which = "the" if len(outcomes) == rest else f"six of the {rest}"

        def draw() -> Figure:
            columns = 2 if len(outcomes) in (2, 4) else min(len(outcomes), 3)
            rows = -(-len(outcomes) // columns)
            figure = style.new_figure((0.95 + 0.22 * len(self.arms)) * rows)
            panels = figure.subplots(rows, columns, squeeze=False)
            for ax, outcome in zip(panels.flat, outcomes, strict=False):
                label, unit, _ = about(outcome)
                told = style.axis_label(f"difference to {self.look[baseline].label}", unit)
                differences(self._gaps(outcome), ax, label=told, look=self.look)
                ax.set_title(label.capitalize())
                if ax not in panels[:, 0]:
                    ax.set_yticklabels([])
            for ax in panels.flat[len(outcomes) :]:
                ax.set_axis_off()
            return figure

        caption = (
            f"Differences to {baseline} in {which} other outcomes, within replicates, arms in the"
            f" order of {about(self.comparison.main).label}; whiskers are"
            f" {self.replicates}.{none}{self.unranked}"
        )
        return Picture("differences", caption, draw)

    def _response(self) -> Picture:
        parameter = str(self.level)
        declared = self.results.experiment.declared[parameter]
        outcomes = self.comparison.outcomes[:3]
        runs = self.results.runs

        def draw() -> Figure:
            figure = style.new_figure(2.7, style.WIDTH * (0.6 if len(outcomes) == 1 else 1))
            panels = figure.subplots(1, len(outcomes), squeeze=False)[0]
            for k, (ax, outcome) in enumerate(zip(panels, outcomes, strict=True)):
                label, unit, _ = about(outcome)
                table = summarise(runs, [parameter], [outcome]).rename(columns={parameter: "level"})
                response(
                    table.sort_values("level"),
                    ax,
                    label=style.axis_label(label, unit),
                    level=style.axis_label(parameter, declared.unit),
                    points=runs[[parameter, outcome]].set_axis(["level", "mean"], axis=1),
                    colour=style.COLOURS[k],
                )
                ax.set_title(label.capitalize())
            return figure

        said = listed([about(outcome).label for outcome in outcomes])
        caption = (
            f"{said[0].upper()}{said[1:]} against {parameter} ({declared.meaning}): means with"
            f" {self.replicates}; the small points are the replicates."
        )
        return Picture("response", caption, draw)

    # ---------------------------------------------------------------------- inside one population

    def _agents(self) -> Picture:
        arm = self.comparison.agents["arm"].iloc[0]
        table = self.comparison.agents.query("arm == @arm")
        look = {
            name: drawn._replace(colour=style.COLOURS[0], marker="o")
            for name, drawn in style.looks(list(table["name"])).items()
        }
        columns = [c for c in AGENT_COLUMNS.values() if c != "alliances"]
        labels = {
            "allies": ("Allies at the end", "agents"),
            "trust_received": ("Trust received", "probability"),
            "votes_won": ("Votes won", "share of decisions"),
        }

        def draw() -> Figure:
            figure = style.new_figure(0.9 + 0.19 * len(table))
            panels = figure.subplots(1, len(columns))
            for ax, column in zip(panels, columns, strict=True):
                title, unit = labels[column]
                rows = one_column(table, column, "name")
                intervals(rows, ax, label=style.axis_label(title.lower(), unit), look=look)
                ax.set_title(title)
                if ax is not panels[0]:
                    ax.set_yticklabels([])
            return figure

        where = f" in {arm}, the first of {len(self.arms)} arms," if self.many else ""
        caption = (
            f"How the {len(table)} named agents end{where}, most allies first: final number of"
            " allies, and mean trust of allies in them and share of decisions won over the weeks"
            f" after warm-up; means with {self.replicates}."
        )
        return Picture("agents", caption, draw)

    # --------------------------------------------------------------------- networks, weeks, lives

    def _networks(self) -> Picture:
        arms = self.with_networks
        mixed, followed = len(self.comparison.strategies) > 0, list(self.strategy_look)

        def draw() -> Figure:
            tables = [network_tables(self.results, arm) for arm in arms]
            across = max(np.ptp(nodes["y"]) / max(np.ptp(nodes["x"]), 1e-9) for nodes, _ in tables)
            width = style.WIDTH / len(arms)
            height = width * min(max(across, 0.5), 1.0)
            figure = style.new_figure(height + (1.2 if len(arms) > 1 else 0.9))
            panels = np.atleast_1d(figure.subplots(1, len(arms)))
            for ax, arm, (nodes, edges) in zip(panels, arms, tables, strict=True):
                own = {name: self.look[arm]._replace(label=name) for name in followed}
                look = self.strategy_look if mixed else own
                network(nodes, edges, ax, look=look, legend=len(arms) == 1, frame=len(arms) > 1)
                if len(arms) > 1:
                    ax.set_title(f"{self.look[arm].label}: {len(edges)} pairs of allies")
            if len(arms) > 1:
                agents = max(len(nodes) for nodes, _ in tables)
                explain(figure, self.strategy_look if mixed else {}, agents)
            return figure

        places = self.comparison.ranks.set_index("arm")["rank"]
        which = "of allies"
        if len(arms) > 1:
            apart = places[arms[0]] != places[arms[1]]
            ends = (" (best)", " (last)") if apart else ("", f", level in {self.main_label}")
            which = f"of {arms[0]}{ends[0]} and of {arms[1]}{ends[1]}"
        elif self.many:
            which = f"of {arms[0]}"
        caption = (
            f"The network {which} at the end of the first replicate. A dot is an agent, larger with"
            " more allies, coloured by strategy; a line joins allies, darker and wider with the"
            " trust between them, redder with tension."
        )
        return Picture("network", caption, draw)

    def _weeks(self) -> Picture:
        by, look = self.told_apart
        inside = by == "strategy"
        table = "by_strategy" if inside else "series"
        main, there = self.comparison.main, self.results.columns(table)
        first = main if main in there and main != "trust" else "payoff"
        columns = [first, "trust_received" if inside else "trust"]
        block = max(1, self.experiment.weeks // BLOCKS)

        def draw() -> Figure:
            weekly = self.results.pieces(table, ["arm", by, "replicate", "week", *columns])
            shown = (piece[piece["arm"].isin(self.shown)] for piece in weekly)
            blocks = in_blocks(shown, by, columns, block)
            figure = style.new_figure(2.9)
            for ax, column in zip(figure.subplots(1, 2), columns, strict=True):
                label, unit, _ = about(column)
                trajectories(
                    blocks[blocks["outcome"] == column],
                    ax,
                    label=style.axis_label(label, unit),
                    look=look,
                    warmup=self.experiment.warmup,
                )
                ax.set_title(label.capitalize())
            return figure

        said = listed([about(column).label for column in columns])
        caption = (
            f"{said.capitalize()} over time, averaged over {block} weeks: means with bands,"
            f" {self.replicates}.{self.which}"
        )
        return Picture("weeks", caption, draw)

    def _named(self, table: Callable[..., pd.DataFrame], *more: Any) -> pd.DataFrame:
        """Return a table of lives by the name they are drawn under."""
        by, _ = self.told_apart
        return table(self.results.lives.of(self.living), [by], *more).rename(columns={by: "name"})

    def _lifetimes(self) -> Picture:
        def draw() -> Figure:
            figure = style.new_figure(3.2)
            left, right = figure.subplots(1, 2)
            horizon = min(HORIZON, self.experiment.weeks)
            _, look = self.told_apart
            survival(self._named(survival_table, horizon), left, look=look)
            hazard(self._named(hazard_table, ages_within(horizon)), right, look=look)
            left.set_title("Survival of memberships")
            right.set_title("Hazard by age")
            return figure

        caption = (
            "Left: share of memberships that have lasted so long (Kaplan–Meier; absorbed and"
            " running ones are censored). Right: weekly hazard of ending by age, on a log scale."
            f" Bands and whiskers are {self.replicates}, runs taken as clusters."
            f"{self.without_lives}"
        )
        return Picture("lifetimes", caption, draw)

    def _causes(self) -> Picture:
        def draw() -> Figure:
            table = self._named(endings)
            order = self._order(list(dict.fromkeys(table["name"])))
            table = table.set_index("name").loc[order].reset_index()
            figure = style.new_figure(1.1 + 0.27 * len(order))
            causes(table, figure.add_subplot())
            return figure

        caption = (
            "Why memberships ended: what weighed most against staying when a member left or was"
            " expelled, or that the others had left. Means over replicates."
            f"{self.without_lives}"
        )
        return Picture("causes", caption, draw)

    def _order(self, names: Sequence[str]) -> list[str]:
        if not self.many:
            return list(names)
        order = dict.fromkeys([*self.comparison.ranks["arm"], *names])
        return [arm for arm in order if arm in names]
