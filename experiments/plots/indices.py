"""Sensitivity indices: a bar a parameter with its interval, the largest on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import COLOURS, FAINT, INK, SOFT, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def indices(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    beside: tuple[str, str] = ("value", ""),
) -> Axes:
    """Draw an index of every parameter, with another beside it as an open mark.

    Parameters
    ----------
    table
        Columns parameter, value, low and high, and that of the other index; in the order to be
        drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What the bars are.
    beside
        The column of the other index, and what it is called; without a name there is none.
    """
    ax = axes_or_new(ax, 0.9 + 0.22 * len(table))
    place = range(len(table))
    ax.barh(place, table["value"], height=0.62, color=COLOURS[0], alpha=0.85, label=label)
    ax.hlines(place, table["low"], table["high"], color=INK, lw=1.1)
    column, name = beside
    if name:
        ax.plot(table[column], place, ls="", marker="D", ms=4.2, mfc="white", mec=COLOURS[1],
                mew=1.2, label=name)  # fmt: skip
    ax.set_yticks(place, list(table["parameter"]))
    ax.set_ylim(len(table) - 0.4, -0.6)
    ax.axvline(0.0, color=SOFT, lw=0.7)
    ax.grid(axis="x", color=FAINT, lw=0.6)
    ax.set_xlabel(label)
    return ax
