"""What becomes of strategies: their shares at the start and at the end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.style import FAINT, INK, SOFT, Look, axes_or_new, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def fates(
    table: pd.DataFrame, ax: Axes | None = None, *, look: Mapping[str, Look] | None = None
) -> Axes:
    """Draw the share of each name at the start (open), by chance, and at the end (filled).

    Parameters
    ----------
    table
        Columns name, start, by_chance, mean, low, high and told (words at the right), in the order
        to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn; by default by their order.
    """
    ax = axes_or_new(ax, 0.9 + 0.3 * len(table))
    look = look or looks(list(table["name"]))
    columns = (table[c] for c in ("name", "start", "by_chance", "mean", "low", "high", "told"))
    for k, (name, start, chance, mean, low, high, told) in enumerate(zip(*columns, strict=True)):
        colour, marker = look[name].colour, look[name].marker
        ax.plot([start, mean], [k, k], color=FAINT, lw=3.0, solid_capstyle="butt", zorder=1)
        ax.plot([low, high], [k, k], color=colour, lw=1.6, marker="|", ms=7, zorder=2)
        ax.plot([chance] * 2, [k - 0.28, k + 0.28], color=INK, lw=1.1, zorder=2)
        ax.plot(start, k, ls="", marker=marker, ms=5, mfc="white", mec=SOFT, mew=1.0, zorder=3)
        ax.plot(mean, k, ls="", marker=marker, ms=5, color=colour, mec="white", mew=0.5, zorder=3)
        ax.annotate(
            told, (1.0, k), xycoords=("axes fraction", "data"), xytext=(6, 0), va="center",
            textcoords="offset points", fontsize=7, color=SOFT, annotation_clip=False,
        )  # fmt: skip
    ax.set_yticks(range(len(table)), [look[name].label for name in table["name"]])
    ax.set_ylim(len(table) - 0.5, -0.5)
    ax.set_xlim(-0.02, 1.02)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.6)
    ax.set_xlabel("agents (share)")
    return ax
