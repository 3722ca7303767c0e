"""How long it takes: survival curves, the hazard of ending by age, runs not yet back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import FAINT, Look, axes_or_new, looks
from experiments.plots.trajectories import name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: In weeks; lives of two and more have a number every year along their axis.
YEAR = 52


def survival(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    look: Mapping[str, Look] | None = None,
    named: bool = True,
) -> Axes:
    """Draw Kaplan–Meier curves as steps, with their bands.

    Parameters
    ----------
    table
        Columns name, week, survival, low and high.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn; by default by their order.
    named
        Whether the names are written at the ends of the curves.
    """
    from matplotlib.ticker import MaxNLocator

    ax = axes_or_new(ax)
    look = look or looks(list(dict.fromkeys(table["name"])))
    for name, rows in table.groupby("name", sort=False):
        colour = look[str(name)].colour
        week, low, high = rows["week"], rows["low"], rows["high"]
        ax.fill_between(week, low, high, step="post", color=colour, alpha=0.18, lw=0)
    ax.set_ylim(0, 1)  # before names are written, which keep their distance in it
    _steps(ax, table, "survival", look, named)
    last = int(table["week"].max())
    if last < 2 * YEAR:
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
    else:
        ax.set_xticks(range(0, last + 1, YEAR))
    ax.set_xlabel("age of the membership (weeks)")
    ax.set_ylabel("still members (share)")
    return ax


def waiting(
    table: pd.DataFrame, ax: Axes | None = None, *, look: Mapping[str, Look] | None = None
) -> Axes:
    """Draw the share of runs that have not recovered by a week as steps.

    Parameters
    ----------
    table
        Columns name, week (after the event) and share.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn; by default by their order.
    """
    ax = axes_or_new(ax)
    ax.set_ylim(-0.02, 1.02)
    _steps(ax, table, "share", look or looks(list(dict.fromkeys(table["name"]))), True)
    ax.set_xlabel("time since the event (weeks)")
    ax.set_ylabel("runs not yet back (share)")
    return ax


def _steps(
    ax: Axes, table: pd.DataFrame, column: str, look: Mapping[str, Look], named: bool
) -> None:
    """Draw a falling curve for every name as steps, and write the names at their ends."""
    names = list(dict.fromkeys(table["name"]))
    for name in names:
        rows, drawn = table[table["name"] == name], look[name]
        (line,) = ax.step(rows["week"], rows[column], where="post", color=drawn.colour, lw=1.4)
        line.set_dashes(drawn.dashes) if drawn.dashes else None
    ax.set_xlim(0, float(table["week"].max()))
    ax.grid(color=FAINT, lw=0.6)
    if named and len(names) > 1:
        last = table.groupby("name")[column].last()  # as far as it is known
        # of curves that end alike, most of them at zero, the one with more below it stands above
        areas = table.groupby("name")[column].sum()
        order = sorted(names, key=lambda name: float(areas[name]))
        name_ends(ax, {name: float(last[name]) for name in order}, look)


def hazard(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    look: Mapping[str, Look] | None = None,
    named: bool = False,
) -> Axes:
    """Draw the weekly hazard by age on a scale of ratios, with intervals; none where none ended.

    Parameters
    ----------
    table
        Columns name, from, to, hazard, low and high.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn; by default by their order.
    named
        Whether the names stand in a legend.
    """
    from matplotlib.ticker import LogLocator, NullLocator

    ax = axes_or_new(ax)
    names = list(dict.fromkeys(table["name"]))
    look = look or looks(names)
    bins = list(dict.fromkeys(zip(table["from"], table["to"], strict=True)))
    step = min(0.09, 0.6 / max(len(names), 1))
    for number, name in enumerate(names):
        rows, drawn = table[(table["name"] == name) & (table["hazard"] > 0)], look[name]
        aside = (number - (len(names) - 1) / 2) * step
        places = [bins.index(ages) + aside for ages in zip(rows["from"], rows["to"], strict=True)]
        ax.plot(places, rows["hazard"], color=drawn.colour, lw=0.8, alpha=0.6)
        ax.vlines(places, rows["low"], rows["high"], color=drawn.colour, lw=1.5)
        ax.plot(
            places, rows["hazard"], ls="", marker=drawn.marker, ms=4, color=drawn.colour,
            mec="white", mew=0.5, label=drawn.label,
        )  # fmt: skip
    ax.set_yscale("log")
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 3.0, 5.0)))
    ax.yaxis.set_major_formatter("{x:g}")
    ax.yaxis.set_minor_locator(NullLocator())
    if not (table["hazard"] > 0).any():
        ax.set_yticks([])  # a scale without anything on it
    weeks = [f"{start}–{stop - 1}" if stop - start > 1 else f"{start}" for start, stop in bins]
    ax.set_xticks(range(len(bins)), weeks, fontsize=7)
    ax.grid(axis="y", which="both", color=FAINT, lw=0.5)
    ax.set_xlabel("age of the membership (weeks)")
    ax.set_ylabel("hazard of ending (1/week)")
    if named and len(names) > 1:
        ax.legend(ncols=2)
    return ax
