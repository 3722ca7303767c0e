"""An outcome against the level of one number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.plots.style import COLOURS, FAINT, Look, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def response(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    level: str,
    points: pd.DataFrame | None = None,
    colour: str = COLOURS[0],
) -> Axes:
    """Draw a response curve with its band, and the single replicates.

    Parameters
    ----------
    table
        Columns level, mean, low and high.
    ax
        Axes to draw on, or None for a new figure.
    label, level
        What is measured and what is varied, with their units.
    points
        Columns level and mean: one a replicate.
    colour
        Of the curve.
    """
    ax = axes_or_new(ax, 2.8)
    if points is not None:
        ax.scatter(points["level"], points["mean"], s=6, color=colour, alpha=0.3, linewidths=0)
    ax.fill_between(table["level"], table["low"], table["high"], color=colour, alpha=0.18, lw=0)
    ax.plot(table["level"], table["mean"], marker="o", ms=4.5, color=colour, mec="white")
    ax.vlines(table["level"], table["low"], table["high"], color=colour, lw=1.6)
    if len(table) <= 10:
        ax.set_xticks(list(table["level"]))
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0.06, y=0.1)
    ax.set_xlabel(level)
    ax.set_ylabel(label)
    return ax


def lines(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    look: Mapping[str, Look],
    title: str = "",
    key: bool = True,
    told: Mapping[Any, str] | None = None,
) -> Axes:
    """Draw a response curve with its band for every name.

    Parameters
    ----------
    table
        Columns name, level, mean, low and high; levels that are words are drawn in their order.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn, in the order of the key.
    title
        What the names are: the title of the key.
    key
        Whether there is a key; there is none for one name.
    told
        How levels are told, different ones differently; by default in two or three figures.
    """
    ax = axes_or_new(ax, 2.8)
    levels = list(dict.fromkeys(table["level"]))
    words = any(isinstance(level, str | bool) for level in levels)
    for name, style in look.items():
        mine = table[table["name"] == name]
        x = (
            [levels.index(level) for level in mine["level"]]
            if words
            else mine["level"].astype(float)
        )
        low, high = mine["low"].astype(float), mine["high"].astype(float)
        ax.fill_between(x, low, high, color=style.colour, alpha=0.16, lw=0)
        ax.plot(x, mine["mean"].astype(float), color=style.colour, marker=style.marker, ms=4.0,
                mec="white", mew=0.6, label=style.label)  # fmt: skip
    if words:
        ax.set_xticks(range(len(levels)), [str(level) or "none" for level in levels])
    elif len(levels) > 2 and min(levels) > 0 and max(levels) / min(levels) > 10:
        ax.set_xscale("log")
        ax.set_xticks(levels, _ticks(levels, 2, told), minor=False)
        ax.set_xticks([], minor=True)
    elif len(levels) <= 6:
        ax.set_xticks(levels, _ticks(levels, 3, told))
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0.06, y=0.1)
    if key and len(look) > 1:
        ax.legend(
            title=title or None, title_fontsize=8, fontsize=7.5, ncols=min(len(look), 5),
            loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2, columnspacing=1.0,
            handlelength=1.4, alignment="left",
        )  # fmt: skip
    return ax


def _ticks(levels: Sequence[Any], figures: int, told: Mapping[Any, str] | None) -> list[str]:
    """Return levels in few figures; where two would look the same, as they are told."""
    short = [f"{level:.{figures}g}" for level in levels]
    return short if len(set(short)) == len(short) or not told else [told[v] for v in levels]
