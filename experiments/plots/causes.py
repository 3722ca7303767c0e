"""Why memberships end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots.letters import shortened
from experiments.plots.style import INK, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

#: Reason → its colour (Okabe & Ito) and what it is called in the figure.
REASONS = {
    "low satisfaction": ("#0072b2", "low satisfaction"),
    "better alternatives": ("#56b4e9", "better alternatives"),
    "tension": ("#d55e00", "tension"),
    "distrust": ("#e69f00", "distrust"),
    "chance": ("#9aa2ab", "chance"),
    "dissolved": ("#dfe3e7", "the others left"),
}


def causes(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw the shares of reasons for which memberships ended as one bar a name.

    Parameters
    ----------
    table
        Columns name, reason and share, names in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    """
    names = list(dict.fromkeys(table["name"]))
    told = shortened(names)
    ax = axes_or_new(ax, 1.2 + 0.28 * len(names))
    known = [reason for reason in REASONS if reason in set(table["reason"])]
    rest = sorted(set(table["reason"]) - set(known))
    left = dict.fromkeys(names, 0.0)
    for reason in [*known, *rest]:
        colour, called = REASONS.get(reason, ("#f0f0f0", reason))
        rows = table[table["reason"] == reason].set_index("name")["share"]
        widths = [float(rows.get(name, 0.0)) for name in names]
        starts = list(left.values())
        ax.barh(
            range(len(names)), widths, 0.72, left=starts, color=colour, ec="white", lw=0.8,
            label=called,
        )  # fmt: skip
        dark = colour in ("#0072b2", "#d55e00")
        for place, (start, width) in enumerate(zip(starts, widths, strict=True)):
            if width >= 0.06:
                text = f"{100 * width:.0f} %"
                ax.text(
                    start + width / 2, place, text, ha="center", va="center", fontsize=7,
                    color="white" if dark else INK,
                )  # fmt: skip
        left = {n: start + width for n, start, width in zip(names, starts, widths, strict=True)}
    ax.set_yticks(range(len(names)), list(told.values()))
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(0, 1)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("share of ended memberships")
    room = max(map(len, told.values()), default=0) <= 20
    ax.legend(
        loc="lower left", bbox_to_anchor=(0, 1.01), ncols=6 if room else 3, handlelength=1.0,
        columnspacing=1.2, borderaxespad=0,
    )  # fmt: skip
    return ax
