"""The network of alliances at its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.plots.letters import shortened
from experiments.plots.style import FAINT, INK, SOFT, Look, axes_or_new, looks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Box = tuple[float, float, float, float]  # left, bottom, right, top, in inches

#: Up to this many agents are drawn at full size.
FEW = 18
#: Tension from which on a tie is drawn as red as it gets.
TENSE = 1.0


def network(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    ax: Axes | None = None,
    *,
    look: Mapping[str, Look] | None = None,
    legend: bool = True,
    frame: bool = False,
) -> Axes:
    """Draw agents and the ties between allies.

    Parameters
    ----------
    nodes
        Columns x, y (places), name ("" for none), strategy and allies (their number).
    edges
        Columns x0, y0, x1, y1, trust (mean of both sides) and tension.
    ax
        Axes to draw on, or None for a new figure.
    look
        How strategies are drawn; by default by their order.
    legend
        Whether to explain colours above, and sizes and lines below.
    frame
        Whether to draw a thin frame: beside another network one sees what belongs to which.
    """
    from matplotlib.collections import LineCollection

    ax = axes_or_new(ax, 6.4)
    look = look or looks(list(dict.fromkeys(nodes["strategy"])))
    agents = len(nodes)
    ends = edges[["x0", "y0", "x1", "y1"]].to_numpy(float).reshape(-1, 2, 2)
    order = np.argsort(edges["trust"].to_numpy(), kind="stable")  # the surest on top
    trust, tension = edges["trust"].to_numpy()[order], edges["tension"].to_numpy()[order]
    ax.add_collection(
        LineCollection(
            list(ends[order]),
            colors=[edge_colour(t, s, agents) for t, s in zip(trust, tension, strict=True)],
            linewidths=[edge_width(t, agents) for t in trust],
            zorder=1,
        )
    )
    ax.scatter(
        nodes["x"],
        nodes["y"],
        s=[node_area(k, agents) for k in nodes["allies"]],
        c=[look[name].colour for name in nodes["strategy"]],
        edgecolors="white",
        linewidths=0.8,
        zorder=2,
    )
    # frames beside one another are of one size, whatever the shape of what is in them
    ax.set_aspect("equal", adjustable="datalim" if frame else "box", anchor="N")
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set(visible=frame, color=FAINT)
    named = nodes["name"].astype(bool).any()
    ax.margins(0.14 if named else 0.09 if frame else 0.05)
    ax.autoscale_view()
    if legend:
        followed = set(nodes["strategy"])
        explain(ax, {name: drawn for name, drawn in look.items() if name in followed}, agents)
    if named:
        _write_names(ax, nodes, ends)
    return ax


def shrink(agents: int) -> float:
    """Return by how much areas shrink, so that many agents do not cover one another."""
    return min(max(FEW / max(agents, 1), 0.1), 1.0)


def edge_colour(trust: float, tension: float, agents: int) -> tuple[float, float, float]:
    """Return the colour of a tie: darker with trust, towards red with tension."""
    grey = 0.86 - (0.36 + 0.28 * shrink(agents)) * min(max((trust - 0.4) / 0.55, 0.0), 1.0)
    red = 0.85 * min(max(tension / TENSE, 0.0), 1.0)
    target = (0.80, 0.10, 0.12)
    return (
        grey + (target[0] - grey) * red,
        grey + (target[1] - grey) * red,
        grey + (target[2] - grey) * red,
    )


def edge_width(trust: float, agents: int) -> float:
    """Return the width of a tie in points."""
    width = 0.5 + 2.2 * min(max((trust - 0.4) / 0.55, 0.0), 1.0)
    return width * max(float(np.sqrt(shrink(agents))), 0.4)


def node_area(allies: float, agents: int) -> float:
    """Return the area of an agent in square points."""
    return (50 + 26 * allies) * shrink(agents)


def explain(where: Axes | Figure, look: Mapping[str, Look], agents: int) -> None:
    """Put legends to axes or a figure: strategies above; allies, trust and tension below."""
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    def dot(colour: str, area: float, label: str) -> Line2D:
        size = float(np.sqrt(area))
        return Line2D([], [], ls="", marker="o", ms=size, mfc=colour, mec="white", label=label)

    def line(trust: float, tension: float, label: str) -> Line2D:
        return Line2D(
            [],
            [],
            color=edge_colour(trust, tension, agents),
            lw=edge_width(trust, agents),
            label=label,
        )

    numbers = (1, 5) if agents <= FEW else (2, 12)
    handles = [
        dot(SOFT, node_area(k, agents), f"{k} {'ally' if k == 1 else 'allies'}") for k in numbers
    ]
    handles += [
        line(0.5, 0, "trust .5"),
        line(0.95, 0, "trust .95"),
        line(0.8, TENSE, f"tension ≥ {TENSE:g}"),
    ]
    above: dict[str, Any] = {"loc": "outside upper center"}
    below: dict[str, Any] = {"loc": "outside lower center"}
    if not isinstance(where, Figure):
        above = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, 0.0)}
    spacing: dict[str, Any] = {"ncols": 5, "handletextpad": 0.5, "columnspacing": 1.4}
    if len(look) > 1:
        dots = [dot(drawn.colour, 60, drawn.label) for drawn in look.values()]
        # of axes the next legend would take the place of this one, were it not added by itself
        where.add_artist(where.legend(handles=dots, **spacing, **above))
    where.legend(handles=handles, **spacing, **below)


# --------------------------------------------------------------------------------- names that fit


def _write_names(ax: Axes, nodes: pd.DataFrame, ends: np.ndarray) -> None:
    """Write each name where it covers least: no node, no other name, few lines."""
    from matplotlib.patheffects import withStroke

    ax.figure.draw_without_rendering()  # type: ignore[union-attr]  # settles the size of the axes
    corners = ax.transData.transform([(0.0, 0.0), (1.0, 0.0)])
    scale = float(corners[1, 0] - corners[0, 0]) / ax.figure.dpi  # inches a unit of the drawing
    size = 8.0 if len(nodes) <= 60 else 5.5
    centres = nodes[["x", "y"]].to_numpy(float) * scale
    radii = np.sqrt([node_area(k, len(nodes)) for k in nodes["allies"]]) / 2 / 72
    taken: list[Box] = []
    told = shortened(map(str, nodes["name"]))
    for k in np.argsort(-nodes["allies"].to_numpy(), kind="stable"):
        name = told[str(nodes["name"].iloc[k])]
        if not name:
            continue
        candidates = list(_boxes(centres[k], radii[k], len(name), size / 72))
        costs = [_cost(box, k, centres, radii, ends * scale, taken) for box in candidates]
        best = candidates[int(np.argmin(costs))]
        taken.append(best)
        ax.text(
            (best[0] + best[2]) / 2 / scale,
            (best[1] + best[3]) / 2 / scale,
            name,
            ha="center",
            va="center",
            fontsize=size,
            color=INK,
            zorder=3,
            path_effects=[withStroke(linewidth=2.2, foreground="white")],
        )


def _boxes(centre: np.ndarray, radius: float, letters: int, size: float) -> Iterator[Box]:
    """Give boxes around a node in which its name could stand, the most natural first."""
    width, height = 0.56 * size * letters, 1.05 * size
    for away in (0.02, 0.09, 0.2):
        for angle in np.pi * np.array([0.0, 1.0, 0.5, 1.5, 0.25, 1.75, 0.75, 1.25]):
            x = centre[0] + np.cos(angle) * (radius + away + width / 2)
            y = centre[1] + np.sin(angle) * (radius + away + height / 2)
            yield x - width / 2, y - height / 2, x + width / 2, y + height / 2


def _cost(
    box: Box, own: int, centres: np.ndarray, radii: np.ndarray, ends: np.ndarray, taken: list[Box]
) -> float:
    """Return how much a name in a box would cover: names, nodes, then lines; near is better."""
    left, bottom, right, top = box
    near = np.clip(centres, (left, bottom), (right, top))
    reach = np.hypot(*(centres - near).T)
    nodes = np.count_nonzero((reach < radii + 0.01) & (np.arange(len(radii)) != own))
    names = sum(
        left < b[2] + 0.02 and b[0] < right + 0.02 and bottom < b[3] and b[1] < top for b in taken
    )
    along = np.linspace(0, 1, 24)[None, :, None]
    dots = ends[:, None, 0] * (1 - along) + ends[:, None, 1] * along
    inside = (dots > (left, bottom)) & (dots < (right, top))
    lines = np.count_nonzero(np.any(np.all(inside, axis=2), axis=1))
    middle = np.array([(left + right) / 2, (bottom + top) / 2])
    return (
        100.0 * names + 40.0 * nodes + 1.0 * lines + 0.8 * float(np.hypot(*(middle - centres[own])))
    )
