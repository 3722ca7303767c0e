"""Names side by side: their values, or their differences to a baseline, with intervals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import FAINT, INK, SOFT, Look, axes_or_new, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def intervals(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    points: pd.DataFrame | None = None,
    look: Mapping[str, Look] | None = None,
    value: str = "mean",
) -> Axes:
    """Draw one line a name, the first on top: its value, its interval, its single replicates.

    Parameters
    ----------
    table
        Columns name, ``value``, low and high; in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What is measured, with its unit.
    points
        Columns name and ``value``: one a replicate, drawn small behind the interval.
    look
        How names are drawn; by default by their order.
    """
    ax = axes_or_new(ax, 0.9 + 0.27 * len(table))
    look = look or looks(list(table["name"]))
    place = {name: k for k, name in enumerate(table["name"])}
    if points is not None:
        shown = points[points["name"].isin(list(place))]
        ax.scatter(
            shown[value],
            [place[name] + 0.24 for name in shown["name"]],
            s=7,
            c=[look[name].colour for name in shown["name"]],
            alpha=0.45,
            linewidths=0,
        )
    columns = (table[column] for column in ("name", value, "low", "high"))
    for name, middle, low, high in zip(*columns, strict=True):
        colour = look[name].colour
        # with ends higher than the marker, so that an interval narrower than it is seen as well
        ax.plot(
            [low, high],
            [place[name]] * 2,
            color=colour,
            lw=1.6,
            solid_capstyle="butt",
            marker="|",
            ms=8.0,
            mew=1.0,
        )
        ax.plot(
            middle,
            place[name],
            marker=look[name].marker,
            ms=4.6,
            color=colour,
            mec="white",
            mew=0.6,
        )
    ax.set_yticks(list(place.values()), [look[name].label for name in place])
    ax.set_ylim(len(place) - 0.4, -0.6)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.margins(x=0.06)
    ax.set_xlabel(label)
    return ax


def differences(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    look: Mapping[str, Look] | None = None,
) -> Axes:
    """Draw paired differences with their intervals, and the line of no difference.

    Parameters
    ----------
    table
        Columns name, difference, low and high; in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What the difference is of, and to what, with its unit.
    look
        How names are drawn; by default by their order.
    """
    ax = intervals(table, ax, label=label, look=look, value="difference")
    ax.axvline(0.0, color=INK, lw=0.9, zorder=0.5)
    ax.annotate(
        "no difference",
        (0.0, 1.0),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        fontsize=7,
        color=SOFT,
    )
    return ax
