"""An outcome against the level of one number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import COLOURS, FAINT, axes_or_new

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
