"""What every line of the guide buys: the picture of an ablation, and of Shapley's shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.plots.style import COLOURS, FAINT, INK, SOFT, axes_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

GAIN, LOSS, NOTHING = COLOURS[0], COLOURS[1], "#9aa2ab"
#: Kind of effect → its marker, how far below the middle of its row, and what it is called.
KINDS = {
    "removal": ("o", -0.16, "against not doing it"),
    "null": ("D", 0.12, "against doing it without effect"),
    "blind": ("^", 0.32, "against doing it anywhere"),
}


def guide(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    label: str,
    decimals: int = 2,
    names: bool = True,
) -> Axes:
    """Draw the effects of advice, a row a piece of it, under the headings of the guide.

    Parameters
    ----------
    table
        Columns part, name, kind, difference, low, high and clear (−1, 0 or 1: on which side of
        zero it is, if on any) and several (whether its name has more kinds), in the order to be
        drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What the difference is of, with its unit.
    decimals
        Of the numbers at the right.
    names
        Whether rows and headings are written out.
    """
    rows = table[["part", "name"]].drop_duplicates().reset_index(drop=True)
    place: dict[tuple[str, str], float] = {}
    headings: dict[str, float] = {}
    next_ = 0.0
    for part, name in rows.itertuples(index=False):
        if part not in headings:
            headings[part] = next_ + 0.1
            next_ += 1.05
        place[part, name] = next_
        next_ += 1.0
    ax = axes_or_new(ax, 1.0 + 0.2 * next_)
    marks: list[dict[str, Any]] = [dict(row) for _, row in table.iterrows()]
    for row in marks:
        whole = row["kind"] == "removal"
        marker, below, _ = KINDS[row["kind"]]
        y = place[row["part"], row["name"]] + (below if row["several"] else 0.0)
        colour = {1: GAIN, -1: LOSS}.get(row["clear"], NOTHING)
        ax.plot([row["low"], row["high"]], [y, y], color=colour, lw=1.5 if whole else 0.9)
        ax.plot(
            row["difference"], y, marker=marker, ms=4.4 if whole else 3.4, color=colour,
            mfc=colour if whole else "white", mec="white" if whole else colour, mew=0.7,
        )  # fmt: skip
    ax.axvline(0.0, color=INK, lw=0.9, zorder=0.5)
    for y in place.values():
        ax.axhline(y + 0.5, color=FAINT, lw=0.5, zorder=0.2)
    removals = table[table["kind"] == "removal"].set_index(["part", "name"])["difference"]
    for named, y in place.items():
        value = float(removals.get(named, float("nan")))
        text = "–" if value != value else f"{value:+.{decimals}f}".replace("-", "−")
        text = text[1:] if value == value and not text.strip("+−0.") else text
        ax.annotate(
            text, (1.0, y), xycoords=("axes fraction", "data"), xytext=(4, 0), ha="left",
            textcoords="offset points", va="center", fontsize=6.6, color=INK if value == value else
            SOFT, annotation_clip=False,
        )  # fmt: skip
    told = [name if names else "" for _, name in place]
    ax.set_yticks(list(place.values()), told, fontsize=7.2)
    ax.set_ylim(next_ - 0.4, -0.3)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.05)
    if table["difference"].isna().all():
        ax.set_xlim(-1.0, 1.0)
    ax.set_xlabel(label)
    if names:
        for part, y in headings.items():
            ax.annotate(
                part, (0.0, y), xycoords=("axes fraction", "data"), xytext=(-4, 0), ha="right",
                textcoords="offset points", va="center", fontsize=8, fontweight="bold",
                annotation_clip=False,
            )  # fmt: skip
    return ax


def key(ax: Axes, kinds: Sequence[str]) -> None:
    """Explain markers and colours in a legend above the axes."""
    from matplotlib.lines import Line2D

    marks = [
        Line2D([], [], color=INK, marker=KINDS[k][0], ms=4.4 if k == "removal" else 3.6, lw=0,
               mfc=INK if k == "removal" else "white", label=KINDS[k][2])
        for k in kinds
    ]  # fmt: skip
    sides = [
        Line2D([], [], color=colour, lw=2.4, label=text)
        for colour, text in ((GAIN, "pays"), (NOTHING, "not clear of zero"), (LOSS, "costs"))
    ]
    ax.figure.legend(
        handles=[*marks, *sides], loc="outside upper center", ncols=3, columnspacing=1.6,
        handletextpad=0.6, fontsize=7.5,
    )  # fmt: skip


def shares(table: pd.DataFrame, ax: Axes | None = None, *, label: str, names: bool = True) -> Axes:
    """Draw Shapley's values as bars with their intervals, and what each adds alone and last.

    Parameters
    ----------
    table
        Columns name, value, low, high, alone and last, in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What is shared out, with its unit.
    names
        Whether rows are named.
    """
    ax = axes_or_new(ax, 1.0 + 0.3 * len(table))
    y = range(len(table))
    ax.barh(y, table["value"], 0.56, color=COLOURS[5], alpha=0.55, label="Shapley's value")
    for k, (low, high) in enumerate(zip(table["low"], table["high"], strict=True)):
        ax.plot([low, high], [k, k], color=COLOURS[0], lw=1.6, marker="|", ms=6)
    ax.plot(table["alone"], y, ls="", marker="<", ms=4.5, color=COLOURS[1], label="alone")
    ax.plot(table["last"], y, ls="", marker=">", ms=4.5, color=COLOURS[2], label="last of all")
    ax.axvline(0.0, color=INK, lw=0.9)
    _rows(ax, [name if names else "" for name in table["name"]])
    ax.set_xlabel(label)
    return ax


def pays(table: pd.DataFrame, ax: Axes | None = None) -> Axes:
    """Draw in which share of worlds advice pays, surely pays, and reverses, a row a piece of it.

    Parameters
    ----------
    table
        Columns name, pays, low, high, surely and reversed, in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    """
    ax = axes_or_new(ax, 0.9 + 0.2 * len(table))
    y = list(range(len(table)))
    turned = table["reversed"].fillna(0.0)
    ax.barh(y, table["surely"].fillna(0.0), 0.62, color=GAIN, alpha=0.45, label="surely pays")
    ax.barh(y, -turned, 0.62, color=LOSS, alpha=0.8, label="surely costs")
    for k, (low, high) in enumerate(zip(table["low"], table["high"], strict=True)):
        ax.plot([low, high], [k, k], color=INK, lw=1.0, marker="|", ms=4)
    ax.plot(table["pays"], y, ls="", marker="o", ms=3.6, color=INK, mec="white", mew=0.5,
            label="pays, with luck in it")  # fmt: skip
    ax.axvline(0.5, color=SOFT, lw=0.8, ls=(0, (2, 2)))
    ax.axvline(0.0, color=INK, lw=0.9)
    _rows(ax, list(table["name"]))
    ax.set_xlim(min(-0.05, -float(turned.max()) - 0.02), 1.02)
    ax.xaxis.set_major_formatter(lambda x, _: f"{abs(x):g}")  # both ways it is a share
    ax.set_xlabel("share of worlds")
    return ax


def ends(table: pd.DataFrame, ax: Axes | None = None, *, label: str) -> Axes:
    """Draw the effect of advice where a parameter is low and where it is high, a row a piece of it.

    Parameters
    ----------
    table
        Columns name, by (the parameter), at_low and at_high, in the order to be drawn.
    ax
        Axes to draw on, or None for a new figure.
    label
        What the effect is of, with its unit.
    """
    ax = axes_or_new(ax, 0.9 + 0.24 * len(table))
    y = list(range(len(table)))
    for k, (low, high) in enumerate(zip(table["at_low"], table["at_high"], strict=True)):
        turns = min(low, high) < 0 < max(low, high)
        ax.plot([low, high], [k, k], color=LOSS if turns else FAINT, lw=2.2, zorder=1)
    for column, marker, face, told in (
        ("at_low", "o", "white", "in the third of worlds where it is lowest"),
        ("at_high", "o", GAIN, "in the third where it is highest"),
    ):
        ax.plot(table[column], y, ls="", marker=marker, ms=5, mfc=face, mec=GAIN, label=told)
    ax.axvline(0.0, color=INK, lw=0.9)
    names = zip(table["name"], table["by"], strict=True)
    _rows(ax, [f"{name} by {by}" for name, by in names])
    ax.margins(x=0.08)
    ax.set_xlabel(label)
    return ax


def _rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a figure, the first on top."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
