"""How many are not yet back, week after week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import FAINT, Look, axes_or_new, looks
from experiments.plots.trajectories import name_ends

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def waiting(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    look: Mapping[str, Look] | None = None,
    named: bool = True,
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
    named
        Whether the names are written at the ends of the curves.
    """
    ax = axes_or_new(ax)
    names = list(dict.fromkeys(table["name"]))
    look = look or looks(names)
    for name in names:
        rows = table[table["name"] == name]
        (line,) = ax.step(
            rows["week"], rows["share"], where="post", color=look[name].colour, lw=1.5
        )
        line.set_dashes(look[name].dashes) if look[name].dashes else None
    ax.set_ylim(-0.02, 1.02)
    ax.set_xlim(0, float(table["week"].max()))
    ax.grid(color=FAINT, lw=0.6)
    ax.set_xlabel("time since the event (weeks)")
    ax.set_ylabel("runs not yet back (share)")
    if named and len(names) > 1:
        last = table.groupby("name")["share"].last()
        areas = table.groupby("name")["share"].sum()
        order = sorted(names, key=lambda name: float(areas[name]))
        name_ends(ax, {name: float(last[name]) for name in order}, look)
    return ax
