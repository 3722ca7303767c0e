"""How the figures of answers are drawn: what practices buy, who spreads, recovers and wins."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from experiments.analysis.part import Figure, Kind
from experiments.plots import style
from experiments.plots.comparison import intervals
from experiments.plots.fates import fates
from experiments.plots.letters import shortened
from experiments.plots.practices import ends, guide, key, pays
from experiments.plots.practices import shares as shares_of_worth
from experiments.plots.response import lines
from experiments.plots.standings import standings
from experiments.plots.survival import waiting
from experiments.plots.trajectories import trajectories
from experiments.report.picture import Drawer
from sim.measures.outcomes import about

if TYPE_CHECKING:
    import matplotlib.figure


# -------------------------------------------------------------------------------- what advice buys


def _guide(given: Figure) -> matplotlib.figure.Figure:
    first = given.tables["payoff"]
    n = len(first[["part", "name"]].drop_duplicates()) + 1.05 * first["part"].nunique()
    figure = style.new_figure(1.25 + 0.235 * n)
    panels = figure.subplots(1, 2)
    for ax, (outcome, table) in zip(panels, given.tables.items(), strict=True):
        label, unit, _ = about(outcome)
        told = style.axis_label(f"{label}, with minus without", unit)
        decimals = 2 if outcome == "payoff" else 1
        guide(table, ax, label=told, decimals=decimals, names=ax is panels[0])
        ax.set_title(f"In {label}", pad=4)
    key(panels[0], list(dict.fromkeys(first["kind"])))
    return figure


def _shares(given: Figure) -> matplotlib.figure.Figure:
    figure = style.new_figure(2.9)
    panels = figure.subplots(1, 2)
    for ax, (outcome, table) in zip(panels, given.tables.items(), strict=True):
        label, unit, _ = about(outcome)
        shares_of_worth(table, ax, label=style.axis_label(label, unit), names=ax is panels[0])
        ax.set_title(f"Shares in {label}", pad=4)
    style.one_key(figure)
    return figure


def _worlds(given: Figure) -> matplotlib.figure.Figure:
    figure = style.new_figure(1.2 + 0.2 * len(given.tables["payoff"]))
    panels = figure.subplots(1, 2)
    for ax, (outcome, table) in zip(panels, given.tables.items(), strict=True):
        pays(table, ax)
        ax.set_title(f"In {about(outcome).label}", pad=4)
    panels[1].set_yticklabels([])
    style.one_key(figure)
    return figure


def _where_advice_fails(given: Figure) -> matplotlib.figure.Figure:
    heights = [1.5 + len(table) for table in given.tables.values()]
    figure = style.new_figure(0.6 + 0.26 * sum(heights))
    panels = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    for ax, (outcome, table) in zip(panels, given.tables.items(), strict=True):
        label, unit, _ = about(outcome)
        ends(table, ax, label=style.axis_label(f"{label}, with minus without", unit))
        ax.set_title(f"In {label}", pad=4)
    style.one_key(figure)
    return figure


def _portions(given: Figure) -> matplotlib.figure.Figure:
    practices = list(dict.fromkeys(next(iter(given.tables.values()))["practice"]))
    look = style.looks(given.names)
    figure = style.new_figure(0.7 + 1.75 * len(given.tables))
    grid = figure.subplots(
        len(given.tables), len(practices), squeeze=False, sharex=True, sharey="row"
    )
    for row, (outcome, table) in zip(grid, given.tables.items(), strict=True):
        label, unit, _ = about(outcome)
        for ax, practice in zip(row, practices, strict=True):
            lines(table[table["practice"] == practice], ax, look=look, key=False)
        row[0].set_ylabel(style.axis_label(label, unit))
    for ax, practice in zip(grid[0], practices, strict=True):
        ax.set_title(practice, pad=4, fontsize=8.5)
    figure.supxlabel("share of time (%)", fontsize=8.5)
    style.one_key(figure)
    return figure


# ------------------------------------------------------------------------------- who spreads, wins


def _shares_over_time(given: Figure) -> matplotlib.figure.Figure:
    columns = 1 if len(given.tables) == 1 else 2
    lines = -(-len(given.tables) // columns)
    figure = style.new_figure(0.4 + 2.3 * lines)
    panels = figure.subplots(lines, columns, squeeze=False).ravel()
    told = shortened(given.tables)
    for ax, (arm, table) in zip(panels, given.tables.items(), strict=False):
        trajectories(table, ax, label="agents (share)", look=style.looks(given.names))
        ax.set_ylim(-0.02, 1.02)
        ax.set_title(told[arm], pad=6)
    for ax in panels[len(given.tables) :]:
        ax.set_visible(False)
    return figure


def _fates(given: Figure) -> matplotlib.figure.Figure:
    heights = [float(len(table)) for table in given.tables.values()]
    figure = style.new_figure(0.7 * len(heights) + 0.27 * sum(heights) + 0.3)
    panels = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
    told = shortened(given.tables)
    for ax, (arm, table) in zip(panels, given.tables.items(), strict=True):
        fates(table, ax, look=style.looks(given.names))
        ax.set_title(told[arm], pad=4)
        ax.set_xlabel("agents (share)" if ax is panels[-1] else "")
    return figure


def _standings(given: Figure) -> matplotlib.figure.Figure:
    look = style.looks(given.names)
    figure = style.new_figure(1.2 + 0.3 * len(look))
    left, right = figure.subplots(1, 2, width_ratios=[1.25, 1.0])
    standings(given.tables["ranks"], left, look=look)
    told = "payoff per act of maintenance (utility/act)"
    intervals(given.tables["per act"], right, label=told, look=look)
    right.set_title("For each act, alone", pad=18)
    return figure


# --------------------------------------------------------------------------- an event and after it


def _recovery(given: Figure) -> matplotlib.figure.Figure:
    courses, look = given.tables["courses"], style.looks(given.names)
    label, unit, _ = about(str(courses["outcome"].iloc[0]))
    lasted = float(given.tables["event"]["to"].iloc[0])
    figure = style.new_figure(3.3)
    left, right = figure.subplots(1, 2)
    axis = style.axis_label(f"{label}, less its level before", unit)
    trajectories(courses, left, label=axis, look=look)
    left.set_xlim(float(courses["week"].min()), None)
    left.axhline(0.0, color=style.INK, lw=0.8, zorder=0.5)
    left.axvspan(0, max(lasted, 0.5), color=style.FAINT, alpha=0.7, lw=0, zorder=0)
    left.set_xlabel("time since the event (weeks)")
    left.set_title(f"{label[:1].upper()}{label[1:]} around the event", pad=6)
    waiting(given.tables["waiting"], right, look=look)
    right.set_title("Not yet back", pad=6)
    return figure


def _depth(given: Figure) -> matplotlib.figure.Figure:
    look, lines = style.looks(given.names), len(given.tables) // 2
    figure = style.new_figure(lines * (0.95 + 0.23 * len(look)))
    panels = figure.subplots(lines, 2, squeeze=False)
    for ax, (measured, table) in zip(panels.flat, given.tables.items(), strict=True):
        outcome, _, what = measured.rpartition(" ")
        label, unit, _ = about(outcome)
        depth = style.axis_label(f"{label}: worst, less the level", unit)
        intervals(table, ax, label=depth if what == "depth" else "back after (weeks)", look=look)
        if what == "depth":
            ax.axvline(0.0, color=style.INK, lw=0.8, zorder=0.5)
        else:
            ax.set_yticklabels([])
    return figure


#: Kind of figure → what draws it.
DRAWERS: Mapping[Kind, Drawer] = {
    "guide": _guide,
    "shares": _shares,
    "worlds": _worlds,
    "where advice fails": _where_advice_fails,
    "portions": _portions,
    "shares over time": _shares_over_time,
    "fates": _fates,
    "recovery": _recovery,
    "depth": _depth,
    "standings": _standings,
}
