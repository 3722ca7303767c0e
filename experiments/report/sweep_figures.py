"""How the figures of designs are drawn: indices, curves, surfaces, and who wins where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.maps import are_levels
from experiments.analysis.part import Figure, Kind
from experiments.analysis.sensitivity import main_index
from experiments.plots import style
from experiments.plots.indices import indices
from experiments.plots.letters import shortened
from experiments.plots.response import lines
from experiments.plots.surface import surface, winner_map
from experiments.report.picture import Drawer
from sim.measures.outcomes import about

if TYPE_CHECKING:
    import matplotlib.figure


def _indices(given: Figure) -> matplotlib.figure.Figure:
    every = pd.concat(given.tables.values())
    label, unit, _ = about(_outcome(every))
    morris = main_index(every) == "mu_star"
    what = style.axis_label("μ*, mean size of the effect", unit) if morris else "total share S_T"
    beside = ("beside", "σ, how much the effect varies" if morris else "alone, S₁")
    count = max(len(table) for table in given.tables.values())
    drawn = style.new_figure(len(given.tables) * (1.0 + 0.21 * count))
    panels = drawn.subplots(len(given.tables), squeeze=False)[:, 0]
    for ax, (arm, table) in zip(panels, given.tables.items(), strict=True):
        indices(table, ax, label=what, beside=beside)
        ax.set_title(f"What moves {label}{_of(arm, given)}")
        ax.legend(loc="lower right")
    return drawn


def _map(given: Figure) -> matplotlib.figure.Figure:
    (y, x), winners = given.across, given.tables["winners"]
    drawn = style.new_figure(1.3 + 0.52 * winners[y].nunique())
    ax = drawn.add_subplot()
    labels, look = (_axis(x, given), _axis(y, given)), _looks(given)
    winner_map(winners, ax, x=x, y=y, labels=labels, look=look, told=given.levels)
    ax.set_title(f"Which is best, by {about(_outcome(winners)).label}")
    return drawn


def _curves(given: Figure) -> matplotlib.figure.Figure:
    """Draw a panel a parameter, a line an arm."""
    looks = dict.fromkeys(given.tables, _looks(given))
    drawn = _along(given, looks, dict.fromkeys(given.tables, ""), key=False)
    if len(given.names) > 1:  # one key for all panels
        style.one_key(drawn, below=True)
    return _headed(drawn, given)


def _crossed(given: Figure) -> matplotlib.figure.Figure:
    """Draw a panel for either parameter, a line a level of the other."""
    levels = {name: list(dict.fromkeys(table["name"])) for name, table in given.tables.items()}
    looks = {name: style.looks(own, ordered=True) for name, own in levels.items()}
    others = dict(zip(given.across, reversed(given.across), strict=True))
    return _headed(_along(given, looks, others, key=True), given)


def _along(
    given: Figure,
    looks: Mapping[str, Mapping[str, style.Look]],
    titles: Mapping[str, str],
    key: bool,
) -> matplotlib.figure.Figure:
    """Draw an outcome along every parameter, a panel each."""
    columns = min(len(given.tables), 3)
    rows = -(-len(given.tables) // columns)
    drawn = style.new_figure(0.5 + 2.4 * rows)
    panels = drawn.subplots(rows, columns, squeeze=False, sharey=True).ravel()
    label, unit, _ = about(_outcome(pd.concat(given.tables.values())))
    for k, (ax, (name, table)) in enumerate(zip(panels, given.tables.items(), strict=False)):
        lines(table, ax, look=looks[name], title=titles[name], key=key, told=given.levels[name])
        ax.set_xlabel(_axis(name, given))
        ax.set_ylabel(style.axis_label(label, unit) if k % columns == 0 else "")
    for ax in panels[len(given.tables) :]:
        ax.set_visible(False)
    return drawn


def _headed(drawn: matplotlib.figure.Figure, given: Figure) -> matplotlib.figure.Figure:
    label = about(_outcome(pd.concat(given.tables.values()))).label
    drawn.suptitle(
        f"{label[:1].upper()}{label[1:]} along what is varied", x=0.01, ha="left",
        fontsize=9.5, fontweight="bold",
    )  # fmt: skip
    return drawn


def _surfaces(given: Figure) -> matplotlib.figure.Figure:
    (y, x), every = given.across, pd.concat(given.tables.values())
    label, unit, _ = about(_outcome(every))
    limits = (float(every["mean"].min()), float(every["mean"].max()))
    arms = len(given.tables)
    columns = min(arms, 2 if arms < 5 else 3)
    rows = -(-arms // columns)
    height = 0.9 + 0.42 * every[y].nunique()
    drawn = style.new_figure(rows * height, style.WIDTH if columns > 1 else 5.4)
    panels = drawn.subplots(rows, columns, squeeze=False).ravel()
    for ax, (arm, table) in zip(panels, given.tables.items(), strict=False):
        surface(
            table,
            ax,
            x=x,
            y=y,
            labels=(_axis(x, given), _axis(y, given)),
            limits=limits,
            told=given.levels,
        )
        ax.set_title(f"{label[:1].upper()}{label[1:]}{_of(arm, given)}")
    for ax in panels[arms:]:
        ax.set_visible(False)
    scale = panels[arms - 1].collections[0]
    drawn.colorbar(scale, ax=list(panels), label=style.axis_label(label, unit), shrink=0.8)
    return drawn


def _looks(given: Figure) -> dict[str, style.Look]:
    """Return how arms are drawn: from light to dark where they are levels of one number."""
    return style.looks(given.names, ordered=are_levels(given.names))


def _outcome(table: pd.DataFrame) -> str:
    """Return the outcome that a table is of."""
    return str(table["outcome"].iloc[0])


def _of(arm: str, given: Figure) -> str:
    """Return which arm a panel is of, where there are several."""
    return f": {shortened(given.tables)[arm]}" if len(given.tables) > 1 else ""


def _axis(name: str, given: Figure) -> str:
    return style.axis_label(name, given.units.get(name, ""))


#: Kind of figure → what draws it.
DRAWERS: Mapping[Kind, Drawer] = {
    "indices": _indices,
    "map": _map,
    "curves": _curves,
    "crossed curves": _crossed,
    "surfaces": _surfaces,
}
