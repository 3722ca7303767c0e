"""Outcomes over the weeks of a run."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import isfinite
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.letters import shortened
from experiments.plots.style import FAINT, SOFT, Look, axes_or_new, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: More names than this are written short beside the ends of their lines, in so many letters.
MANY, MOST_LETTERS = 6, 22


def trajectories(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    look: Mapping[str, Look] | None = None,
    warmup: float | None = None,
    named: bool = True,
) -> Axes:
    """Draw means over replicates week by week, with their bands.

    Parameters
    ----------
    table
        Columns name, week, mean, low and high.
    ax
        Axes to draw on, or None for a new figure.
    label
        What is measured, with its unit.
    look
        How names are drawn; by default by their order.
    warmup
        The week after which averages are taken, marked.
    named
        Whether the names are written at the ends of the lines.
    """
    ax = axes_or_new(ax)
    names = list(dict.fromkeys(table["name"]))
    look = look or looks(names)
    for name in names:
        rows = table[table["name"] == name]
        ax.fill_between(
            rows["week"], rows["low"], rows["high"], color=look[name].colour, alpha=0.15, lw=0
        )
        alone = "o" if rows["mean"].count() == 1 else None  # one point makes no line
        (line,) = ax.plot(
            rows["week"], rows["mean"], color=look[name].colour, lw=1.4, marker=alone, ms=4
        )
        line.set_dashes(look[name].dashes) if look[name].dashes else None
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0)
    ax.set_xlim(0, 1.02 * float(table["week"].max()))
    ax.set_xlabel("week")
    ax.set_ylabel(label)
    if warmup:
        ax.axvline(warmup, color=SOFT, lw=0.8, ls=(0, (3, 3)), zorder=0.5)
        ax.annotate(
            "averages from here",
            (warmup, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(3, 1),
            textcoords="offset points",
            va="bottom",
            fontsize=7,
            color=SOFT,
        )
    if named and len(names) > 1:
        last = table.dropna(subset="mean").groupby("name")["mean"].last()  # as far as it goes
        name_ends(ax, {name: float(last[name]) for name in names if name in last}, look)
    return ax


def name_ends(ax: Axes, ends: Mapping[str, float], look: Mapping[str, Look]) -> None:
    """Write names to the right of the axes beside the ends of their lines, none over another.

    Parameters
    ----------
    ax
        Axes with the lines already drawn.
    ends
        Name → height of the line's end; a line without one (NaN) is named at the bottom. Of lines
        that end alike the first is named lowest.
    look
        How names are drawn.
    """
    low, high = ax.get_ylim()
    inches = ax.get_position().height * ax.figure.get_figheight()  # type: ignore[union-attr]
    apart = (high - low) * 0.135 / max(inches, 0.5)  # a line of text is 0.135 inches high
    known = {name: end if isfinite(end) else low for name, end in ends.items()}
    order = sorted(known, key=known.__getitem__)
    heights = [known[name] for name in order]
    told = (
        shortened(order, MOST_LETTERS) if len(order) > MANY else {n: look[n].label for n in order}
    )
    for step in range(10_000):  # push neighbours apart, half the missing each, and stay inside
        gaps = [above - below for below, above in pairwise(heights)]
        if step >= 200 and min(gaps, default=apart) > 0.95 * apart:
            break
        heights[0], heights[-1] = max(heights[0], low), min(heights[-1], high)
        for k in range(len(heights) - 1):
            missing = apart - (heights[k + 1] - heights[k])
            if missing > 0:
                heights[k] -= missing / 2
                heights[k + 1] += missing / 2
    for name, height in zip(order, heights, strict=True):
        ax.annotate(
            told[name],
            (1.0, height),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=7.5,
            color=look[name].ink,
            annotation_clip=False,
        )
