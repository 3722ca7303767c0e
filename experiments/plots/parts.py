"""The figures of further answers: what each practice buys, and the others that have their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.compare import Part
from experiments.plots import style
from experiments.plots.picture import Picture
from experiments.plots.practices import guide, key, pays, shares
from experiments.practices import Practices
from experiments.wording import Row, about, over

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def of_part(part: Part) -> Iterator[Picture]:
    """Give the figures of a further answer."""
    if isinstance(part, Practices):
        yield from of_practices(part)


def of_practices(found: Practices) -> Iterator[Picture]:
    """Give the figures of what each practice buys, the signature first."""
    if len(found.effects):
        yield _guide(found)
    if len(found.worlds):
        yield _pays(found)
    if len(found.shapley):
        yield _shares(found)


def guide_table(found: Practices, outcome: str) -> pd.DataFrame:
    """Return the effects in one outcome as the figure draws them: a row a mark."""
    rows = []
    by_kind = {kind: found.removed(outcome, kind) for kind in ("removal", "null", "blind")}
    seen: set[str] = set()
    for part, line, removal in found.guide():
        name = line if line == removal else f"{line} · {removal}"
        kinds = ["removal"] if removal in seen else list(by_kind)
        there = [kind for kind in kinds if removal in by_kind[kind].index]
        seen.add(removal)
        for kind in there:
            effect: Row = by_kind[kind].loc[removal]
            clear = int(effect["low"] > 0) - int(effect["high"] < 0)
            numbers = {column: effect[column] for column in ("difference", "low", "high")}
            words = {"part": part, "name": name.replace("_", " "), "kind": kind}
            rows.append({**words, **numbers, "clear": clear, "several": len(there) > 1})
    return pd.DataFrame(rows)


def _guide(found: Practices) -> Picture:
    def draw() -> Figure:
        tables = {outcome: guide_table(found, outcome) for outcome in ("payoff", "lifetime")}
        first = tables["payoff"]
        n = len(first[["part", "name"]].drop_duplicates()) + 1.05 * first["part"].nunique()
        figure = style.new_figure(1.25 + 0.235 * n)
        panels = figure.subplots(1, 2)
        for ax, (outcome, table) in zip(panels, tables.items(), strict=True):
            label, unit, _ = about(outcome)
            told = style.axis_label(f"{label}, with minus without", unit)
            decimals = 2 if outcome == "payoff" else 1
            guide(table, ax, label=told, decimals=decimals, names=ax is panels[0])
            ax.set_title(f"In {label}", pad=4)
        key(panels[0], list(dict.fromkeys(first["kind"])))
        return figure

    caption = (
        "What every line of the guide buys, in payoff (left) and in the life of memberships up to"
        f" 104 weeks (right): {found.control} minus the same worlds without the advice, which share"
        f" their luck. Filled: against not doing it; open: against its placebos, the same acts at"
        " the same cost without effect, and done anywhere instead of where they are most needed."
        f" Whiskers are {over(found.size, found.unit)}; grey is not clear of zero. The numbers are"
        " those of the filled marks."
    )
    return Picture("guide", caption, draw)


def _shares(found: Practices) -> Picture:
    def draw() -> Figure:
        rows = found.shapley.rename(columns={"practice": "name"})
        figure = style.new_figure(2.9)
        panels = figure.subplots(1, 2)
        for ax, outcome in zip(panels, ("payoff", "lifetime"), strict=True):
            label, unit, _ = about(outcome)
            table = rows[rows["outcome"] == outcome]
            shares(table, ax, label=style.axis_label(label, unit), names=ax is panels[0])
            ax.set_title(f"Shares in {label}", pad=4)
        handles, labels = panels[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper right", ncols=3, fontsize=7.5)
        return figure

    caption = (
        "How much of what maintenance buys is each practice's: Shapley's values over all coalitions"
        f" of practices with {over(found.size, found.unit)}. The marks say what the practice adds"
        " where nothing else is done (alone) and where all else is (last of all)."
    )
    return Picture("shares", caption, draw)


def _pays(found: Practices) -> Picture:
    def draw() -> Figure:
        rows = found.worlds.rename(columns={"removal": "name"})
        table = rows[rows["outcome"] == "payoff"].sort_values("pays", ascending=False)
        figure = style.new_figure(1.0 + 0.2 * len(table))
        panels = figure.subplots(1, 2)
        for ax, outcome in zip(panels, ("payoff", "lifetime"), strict=True):
            part = rows[rows["outcome"] == outcome].set_index("name")
            pays(part.reindex(table["name"]).reset_index(), ax)
            ax.set_title(f"In {about(outcome).label}", pad=14)
        panels[1].set_yticklabels([])
        return figure

    n = int(np.nanmax(found.worlds["worlds"]))
    caption = (
        f"In which share of {n} plausible worlds each piece of advice pays (Wilson's 95 %"
        " intervals) and in which it reverses, that is, costs beyond the noise of replicates."
    )
    return Picture("worlds", caption, draw)
