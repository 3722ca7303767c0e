"""Published results and the model in one figure: exact curves, and the model's points on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from experiments.plots import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def thresholds(points: pd.DataFrame, curves: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw what TFT and ALLD earn among TFT, by the chance that the game goes on.

    Parameters
    ----------
    points
        ``w``, ``TFT v TFT`` and ``ALLD v TFT`` in utility a round, as the model has them.
    curves
        The same columns by theory, and ``crossing``, the w where they cross, in every row.
    """
    ax = style.axes_or_new(ax)
    for colour, name, words in (
        (style.COLOURS[0], "TFT v TFT", "TFT among TFT"),
        (style.COLOURS[1], "ALLD v TFT", "ALLD among TFT"),
    ):
        ax.plot(curves["w"], curves[name], color=colour)
        ax.plot(points["w"], points[name], "o", color=colour, label=words)
    crossing = float(curves["crossing"].iloc[0])
    ax.axvline(crossing, color=style.SOFT, lw=0.9, dashes=(3, 2))
    ax.annotate(
        f"w = c/b = {crossing:.3g}", (crossing, ax.get_ylim()[1]), xytext=(4, -10),
        textcoords="offset points", color=style.SOFT, fontsize=8,
    )  # fmt: skip
    ax.set_xlabel("w, the chance that the game goes on for another round")
    ax.set_ylabel("payoff (utility a round)")
    ax.set_title("Reciprocity resists defection from w = c/b")
    ax.legend(title="points: the model; lines: theory", title_fontsize=8)
    return ax


def network(points: pd.DataFrame, curves: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw N·ρ of one cooperator by b/c.

    Parameters
    ----------
    points
        ``ratio``, ``measured`` and its standard ``error``.
    curves
        ``ratio`` and ``exact``.
    """
    ax = style.axes_or_new(ax)
    ax.axhline(1.0, color=style.SOFT, lw=0.9, dashes=(3, 2))
    ax.plot(curves["ratio"], curves["exact"], color=style.COLOURS[0], label="exact")
    ax.errorbar(
        points["ratio"], points["measured"], yerr=3.0 * points["error"], fmt="o",
        color=style.COLOURS[1], capsize=3, lw=1.2, label="the model, ± 3 standard errors",
    )  # fmt: skip
    ax.annotate(
        "no selection", (curves["ratio"].max(), 1.0), xytext=(0, -10), ha="right",
        textcoords="offset points", color=style.SOFT, fontsize=8,
    )  # fmt: skip
    ax.set_xlabel("b/c, what help is worth ÷ what it costs")
    ax.set_ylabel("N·ρ of one cooperator")
    ax.set_title("Chance to take over a cycle, relative to a neutral newcomer")
    ax.legend()
    return ax


DRAWINGS: dict[str, Callable[[pd.DataFrame, pd.DataFrame], Axes]] = {
    "thresholds": thresholds,
    "network": network,
}


def figure(name: str, points: pd.DataFrame, curves: pd.DataFrame) -> Figure:
    """Return the figure of a published result in the one style."""
    from matplotlib import rc_context

    with rc_context(style.RC):
        drawn = DRAWINGS[name](points, curves).figure
        return drawn  # type: ignore[return-value]
