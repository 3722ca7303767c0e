"""Ranks of the same names in several populations, joined by lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.letters import shortened
from experiments.plots.style import FAINT, Look, axes_or_new, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Letters of the name of a population.
MOST_ACROSS = 24


def standings(
    table: pd.DataFrame, ax: Axes | None = None, *, look: Mapping[str, Look] | None = None
) -> Axes:
    """Draw the rank of every name in every population, the first on top, with its interval.

    Parameters
    ----------
    table
        Columns population, name, rank, rank_low and rank_high; populations in the order to be
        drawn, from left to right.
    ax
        Axes to draw on, or None for a new figure.
    look
        How names are drawn; by default by their order.
    """
    names = list(dict.fromkeys(table["name"]))
    ax = axes_or_new(ax, 0.9 + 0.26 * len(names))
    look = look or looks(names)
    populations = list(dict.fromkeys(table["population"]))
    step = min(0.03, 0.2 / len(names))  # whiskers side by side
    for number, name in enumerate(names):
        rows, drawn = table[table["name"] == name], look[name]
        aside = (number - (len(names) - 1) / 2) * step
        places = [populations.index(population) for population in rows["population"]]
        ax.plot(places, rows["rank"], color=drawn.colour, lw=1.6, alpha=0.75)
        ax.plot(
            places, rows["rank"], ls="", marker=drawn.marker, ms=6, color=drawn.colour,
            mec="white", mew=0.6, zorder=3,
        )  # fmt: skip
        middles = [place + aside for place in places]
        ax.vlines(
            middles, rows["rank_low"], rows["rank_high"], color=drawn.colour, lw=1.0, alpha=0.8
        )
        for side, place in (("right", 0), ("left", len(populations) - 1)):
            rank = rows.loc[rows["population"] == populations[place], "rank"]
            if len(rank) and (place or side == "right"):
                ax.annotate(
                    drawn.label, (place, float(rank.iloc[0])), va="center", ha=side, fontsize=7.8,
                    xytext=(-18 if side == "right" else 18, 0), textcoords="offset points",
                    color=drawn.ink, annotation_clip=False,
                )  # fmt: skip
    ax.set_xticks(range(len(populations)), list(shortened(populations, MOST_ACROSS).values()))
    ax.xaxis.tick_top()
    ax.set_xlim(-0.75, len(populations) - 0.25)
    ax.set_ylim(len(names) + 0.5, 0.5)
    ax.set_yticks(range(1, len(names) + 1))
    ax.tick_params(length=0)
    ax.grid(axis="x", color=FAINT, lw=0.8)
    ax.spines[:].set_visible(False)
    ax.set_ylabel("rank by payoff (place)")
    return ax
