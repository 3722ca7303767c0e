"""The figures of further answers: what each practice buys, and the others that have their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from experiments.ablate import DISCOVERY, JUDGED
from experiments.compare import Part
from experiments.plots import style
from experiments.plots.picture import Picture
from experiments.plots.practices import ends, guide, key, pays, shares
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
        if (found.worlds["p"] < DISCOVERY).any():
            yield _ends(found)
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
        tables = {outcome: guide_table(found, outcome) for outcome in JUDGED}
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
        for ax, outcome in zip(panels, JUDGED, strict=True):
            label, unit, _ = about(outcome)
            table = rows[rows["outcome"] == outcome]
            shares(table, ax, label=style.axis_label(label, unit), names=ax is panels[0])
            ax.set_title(f"Shares in {label}", pad=4)
        _one_key(figure)
        return figure

    caption = (
        "How much of what maintenance buys is each practice's: Shapley's values over all coalitions"
        f" of practices with {over(found.size, found.unit)}. The marks say what the practice adds"
        " where nothing else is done (alone) and where all else is (last of all)."
    )
    return Picture("shares", caption, draw)


def _pays(found: Practices) -> Picture:
    rows = found.worlds.rename(columns={"removal": "name"})
    order = rows[rows["outcome"] == "payoff"].sort_values("pays", ascending=False)["name"]

    def draw() -> Figure:
        figure = style.new_figure(1.2 + 0.2 * len(order))
        panels = figure.subplots(1, 2)
        for ax, outcome in zip(panels, JUDGED, strict=True):
            part = rows[rows["outcome"] == outcome].set_index("name")
            pays(part.reindex(order).reset_index(), ax)
            ax.set_title(f"In {about(outcome).label}", pad=4)
        panels[1].set_yticklabels([])
        _one_key(figure)
        return figure

    n = int(found.worlds["worlds"].max())
    caption = (
        f"In which share of {n} plausible worlds each piece of advice pays: dots, with Wilson's"
        " 95 % intervals; luck puts advice of little effect near a half. Bars to the right: where"
        " it pays beyond the noise of replicates; to the left: where it costs beyond it, so that"
        " the advice reverses."
    )
    return Picture("worlds", caption, draw)


def _ends(found: Practices) -> Picture:
    told = found.worlds[found.worlds["p"] < DISCOVERY].rename(columns={"removal": "name"})

    def draw() -> Figure:
        tables = {outcome: told[told["outcome"] == outcome] for outcome in JUDGED}
        heights = [max(len(table), 1) for table in tables.values()]
        figure = style.new_figure(1.6 + 0.24 * sum(heights))
        panels = figure.subplots(2, 1, height_ratios=[1.5 + n for n in heights])
        for ax, (outcome, table) in zip(panels, tables.items(), strict=True):
            label, unit, _ = about(outcome)
            axis = style.axis_label(f"{label}, with minus without", unit)
            ends(table.sort_values("p", kind="stable"), ax, label=axis)
            ax.set_title(f"In {label}", pad=4)
        _one_key(figure)
        return figure

    caption = (
        "What decides how much advice is worth: its mean effect in the third of the worlds in which"
        " a parameter is lowest (open) and highest (filled), for every piece of advice whose effect"
        " goes with a parameter (the one it goes with most; p < .05 after Bonferroni). Where the"
        " line is orange, the advice is right at one end and wrong at the other."
    )
    return Picture("where-advice-fails", caption, draw)


def _one_key(figure: Figure) -> None:
    """Explain all panels by one key above them."""
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper right", ncols=3, fontsize=7.5)
