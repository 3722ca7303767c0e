"""Two parameters as a plane: an outcome over it, or which name wins where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.plots.style import INK, Look, axes_or_new, luminance

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def surface(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    x: str,
    y: str,
    labels: tuple[str, str],
    limits: tuple[float, float] | None = None,
    told: Mapping[str, Mapping[Any, str]] | None = None,
) -> Axes:
    """Draw a grid of values as coloured cells, the first collection of the axes, with numbers.

    Parameters
    ----------
    table
        Columns ``x``, ``y`` and mean: a row a cell.
    ax
        Axes to draw on, or None for a new figure.
    x, y
        Columns of the two parameters.
    labels
        Names of the axes.
    limits
        Values of the ends of the colour scale.
    told
        Column → how its levels are told, different ones differently; by default in three figures.
    """
    ax = axes_or_new(ax, 3.4)
    cells = table.pivot(index=y, columns=x, values="mean").sort_index(axis=0).sort_index(axis=1)
    low, high = limits or (np.nanmin(cells.to_numpy()), np.nanmax(cells.to_numpy()))
    drawn = ax.pcolormesh(
        np.arange(cells.shape[1] + 1) - 0.5, np.arange(cells.shape[0] + 1) - 0.5,
        cells.to_numpy(), cmap="viridis", vmin=low, vmax=high, edgecolors="white", linewidth=1.0,
    )  # fmt: skip
    decimals = _decimals(high - low)
    for (row, column), value in np.ndenumerate(cells.to_numpy()):
        if np.isfinite(value) and cells.size <= 100:
            red, green, blue = drawn.cmap(drawn.norm(value))[:3]
            ink = INK if luminance((red, green, blue)) > 0.3 else "white"
            text = f"{value:.{decimals}f}".replace("-", "−")
            ax.text(column, row, text, ha="center", va="center", fontsize=7, color=ink)
    _ticks(ax, cells, labels, told or {})
    return ax


def winner_map(
    table: pd.DataFrame,
    ax: Axes | None = None,
    *,
    x: str,
    y: str,
    labels: tuple[str, str],
    look: Mapping[str, Look],
    told: Mapping[str, Mapping[Any, str]] | None = None,
) -> Axes:
    """Draw which name wins in which cell; pale and hatched where another may be the best.

    Parameters
    ----------
    table
        Columns ``x``, ``y``, best, clear and told (what is written in it): a row a cell.
    ax
        Axes to draw on, or None for a new figure.
    x, y
        Columns of the two parameters.
    labels
        Names of the axes.
    look
        How names are drawn.
    told
        As of :func:`surface`.
    """
    from matplotlib.colors import to_rgb
    from matplotlib.patches import Patch, Rectangle

    ax = axes_or_new(ax, 3.8)
    columns, rows = sorted(table[x].unique()), sorted(table[y].unique())
    for cell in table.to_dict("records"):
        place = (columns.index(cell[x]), rows.index(cell[y]))
        colour = look[cell["best"]].colour
        corner = (place[0] - 0.5, place[1] - 0.5)
        style: dict[str, Any] = {"facecolor": colour, "edgecolor": "white", "lw": 1.5}
        if not cell["clear"]:
            style |= {"alpha": 0.4, "hatch": "///"}
        ax.add_patch(Rectangle(corner, 1.0, 1.0, **style))
        dark = cell["clear"] and luminance(to_rgb(colour)) <= 0.3
        ax.text(*place, cell["told"], ha="center", va="center", fontsize=7.5,
                color="white" if dark else INK)  # fmt: skip
    ax.set_xlim(-0.5, len(columns) - 0.5)
    ax.set_ylim(-0.5, len(rows) - 0.5)
    frame = table.assign(n=1).pivot_table(index=y, columns=x, values="n", sort=True)
    _ticks(ax, frame, labels, told or {})
    names = [name for name in look if name in set(table["best"])]
    patches = [Patch(facecolor=look[name].colour, label=look[name].label) for name in names]
    if not table["clear"].all():
        pale = Patch(facecolor="#c8ccd2", hatch="///", edgecolor="white", label="cannot be told")
        patches.append(pale)
    ax.legend(handles=patches, loc="center left", bbox_to_anchor=(1.01, 0.5))
    return ax


def _decimals(spread: float) -> int:
    """Return decimals that show a hundredth of a spread."""
    return int(np.clip(2 - np.floor(np.log10(spread)), 0, 4)) if spread > 0 else 2


def _ticks(
    ax: Axes,
    cells: pd.DataFrame,
    labels: Sequence[str],
    told: Mapping[str, Mapping[Any, str]],
) -> None:
    across, upright = told.get(str(cells.columns.name), {}), told.get(str(cells.index.name), {})
    ax.set_xticks(range(cells.shape[1]), [across.get(v) or _level(v) for v in cells.columns])
    ax.set_yticks(range(cells.shape[0]), [upright.get(v) or _level(v) for v in cells.index])
    ax.tick_params(length=0)
    for side in ("left", "bottom"):
        ax.spines[side].set_visible(False)
    ax.set_xlabel(labels[0])
    ax.set_ylabel(labels[1])


def _level(value: Any) -> str:
    return f"{value:.3g}" if isinstance(value, int | float) else str(value)
