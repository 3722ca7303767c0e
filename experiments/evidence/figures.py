"""Patterns beside their bands: value and interval, the null, the world without practices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from experiments.evidence.assessment import Ageing, Assessment
from experiments.evidence.fit import Fitted
from experiments.evidence.reference import PACTS, PATTERNS
from experiments.plots.style import COLOURS, FAINT, INK, SOFT, axes_or_new, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BAND, NULL, BARE, OUTSIDE = "#dbe7f3", COLOURS[6], COLOURS[4], COLOURS[1]
#: A row's band lies between 0 and 1 on its axis, and so much beside it is drawn.
MARGIN = 0.75


def patterns(worlds: dict[str, Sequence[Assessment]]) -> Figure:
    """Draw a panel a world: every pattern on a scale on which its band is the same width.

    Parameters
    ----------
    worlds
        Name → rows, from :mod:`experiments.evidence.assessment`.
    """
    from matplotlib import rc_context

    from experiments.plots.style import RC

    longest = max(len(rows) for rows in worlds.values())
    width = 3.4 + 2.9 * len(worlds)
    with rc_context(RC):
        figure = new_figure(1.1 + 0.29 * longest, width)
        axes = figure.subplots(1, len(worlds), squeeze=False, sharey=True)[0]
        for ax, (name, rows) in zip(axes, worlds.items(), strict=True):
            _panel(ax, rows)
            ax.set_title(name)
        _legend(figure, axes[0], any(np.isfinite(r.off) for rows in worlds.values() for r in rows))
    return figure


def _panel(ax: Axes, rows: Sequence[Assessment]) -> None:
    for place, row in enumerate(rows):
        low, high = PATTERNS[row.pattern].band
        shown = f"{low:g} – {high:g}" if np.isfinite(high) else f"over {low:g}"
        ax.barh(place, 1.0 if np.isfinite(high) else 1.0 + MARGIN, height=0.74, color=BAND, lw=0)
        shown = shown.replace("-", "−")
        ax.text(1.0 + MARGIN + 0.06, place, shown, va="center", fontsize=7, color=SOFT)
        colour = INK if row.verdict != "outside" else OUTSIDE
        ends = [_placed(end, row.pattern) for end in (row.low, row.high)]
        if np.isfinite(ends).all():
            ax.plot(ends, [place] * 2, color=colour, lw=1.8, solid_capstyle="butt", zorder=4)
        for value, marker, ink, size in (
            (row.null, "x", NULL, 4.5),
            (row.off, "D", BARE, 3.6),
            (row.value, "o", colour, 5.0),
        ):
            _mark(ax, _placed(value, row.pattern), place, marker, ink, size)
    ax.set_yticks(range(len(rows)), [PATTERNS[row.pattern].title for row in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.set_xlim(-MARGIN - 0.05, 1.0 + MARGIN + 0.05)
    ax.set_xticks([0.0, 1.0], ["lower end", "upper end"])
    ax.tick_params(length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.6)


def _mark(ax: Axes, at: float, place: int, marker: str, ink: str, size: float) -> None:
    """Draw a value; an arrow at the edge stands for one that lies beyond it."""
    if not np.isfinite(at):
        return
    if at < -MARGIN or at > 1.0 + MARGIN:
        edge, marker = (-MARGIN, "<") if at < -MARGIN else (1.0 + MARGIN, ">")
        ax.plot(edge, place, marker, color=ink, ms=size, zorder=5, mew=0.8, mfc="none")
        return
    edge_ink, width = (ink, 1.0) if marker == "x" else ("white", 0.6)
    ax.plot(at, place, marker, color=ink, ms=size, zorder=5, mec=edge_ink, mew=width)


def _placed(value: float, pattern: str) -> float:
    """Return where a value lies between the ends of its band (0 and 1); one end open: ½ is twice.

    A band without upper end is drawn as wide as it is high above zero.
    """
    low, high = PATTERNS[pattern].band
    if not np.isfinite(high):
        high = 2.0 * low
    return (value - low) / (high - low)


def _legend(figure: Figure, ax: Axes, bare: bool) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    def dot(marker: str, ink: str, size: float) -> Line2D:
        return Line2D([], [], marker=marker, color=ink, ls="", ms=size)

    entries = [
        (Patch(color=BAND), "band"),
        (dot("o", INK, 5), "value, 95 %, inside"),
        (dot("o", OUTSIDE, 5), "outside"),
        (dot("x", NULL, 4.5), "null: whom is chance"),
    ]
    if bare:
        entries.append((dot("D", BARE, 3.6), "no practices"))
    handles, labels = zip(*entries, strict=True)
    figure.legend(handles, labels, loc="outside lower center", ncols=len(entries))


def agreements(worlds: dict[str, Sequence[Ageing]], ax: Axes | None = None) -> Axes:
    """Draw the yearly hazard of agreements by age beside that of ATOP's pacts.

    Parameters
    ----------
    worlds
        Name → hazards, from :func:`experiments.evidence.assessment.of_agreements`.
    ax
        Axes to draw on, or None for a new figure.
    """
    ax = axes_or_new(ax, 3.2)
    for number, (period, hazards) in enumerate(PACTS.items()):
        bins = [age for age in hazards if age[1] <= 20]
        ax.plot(
            [sum(age) / 2 for age in bins],
            [hazards[age][0] for age in bins],
            color=SOFT,
            marker="sD"[number],
            ms=4,
            lw=1.2,
            dashes=((), (4, 2))[number],
            label=f"ATOP's pacts, {period}",
        )
    for number, (name, ages) in enumerate(worlds.items()):
        middle = np.array([(age.start + age.stop) / 2 for age in ages])
        value = np.array([age.hazard for age in ages])
        low, high = (np.array([getattr(age, end) for age in ages]) for end in ("low", "high"))
        known = np.isfinite(value)
        ax.plot(middle[known], value[known], color=COLOURS[number], marker="o", label=name)
        ax.fill_between(middle, low, high, color=COLOURS[number], alpha=0.15, lw=0)
    ax.set(xlabel="age of the agreement (years)", ylabel="hazard (per year)", ylim=(0.0, None))
    ax.grid(axis="y", color=FAINT, lw=0.6)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    return ax


def fitted(found: Fitted, ax: Axes | None = None) -> Axes:
    """Draw a panel's patterns beside those of the worlds fitted to it, each in units of the panel.

    Parameters
    ----------
    found
        The fit.
    ax
        Axes to draw on, or None for a new figure.
    """
    ax = axes_or_new(ax, 1.0 + 0.3 * len(found.used))
    low, middle, high = found.shown()
    missed = found.missed()
    for place, name in enumerate(found.used):
        half = max(high[place] - low[place], 1e-12) / 2
        seen = (found.observed[name] - middle[place]) / half
        mark = "o" if abs(seen) <= 4.0 else "<>"[int(seen > 0.0)]  # an arrow: further out
        ends = (np.array([low[place], high[place]]) - middle[place]) / half
        ax.plot(ends, [place] * 2, color=COLOURS[0], lw=5, alpha=0.35, solid_capstyle="butt")
        ax.plot(0.0, place, "|", color=COLOURS[0], ms=10, mew=2)
        ink = OUTSIDE if name in missed else INK
        ax.plot(np.clip(seen, -4.0, 4.0), place, mark, color=ink, ms=6, mec="white")
        ax.text(
            4.4,
            place,
            f"{found.observed[name]:.3g} ({middle[place]:.3g})".replace("-", "−"),
            va="center",
            fontsize=7,
            color=SOFT,
        )
    ax.set_yticks(range(len(found.used)), [PATTERNS[name].title for name in found.used])
    ax.set(xlim=(-4.2, 4.2), ylim=(len(found.used) - 0.4, -0.6))
    ax.set_xlabel("● panel, beside fitted worlds (95 % is −1 to 1); right: panel (fitted)")
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    ax.grid(axis="x", color=FAINT, lw=0.6)
    return ax
