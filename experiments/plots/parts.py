"""The figures of further answers: what each practice buys, who spreads, recovers and wins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analysis.ablation import DISCOVERY, JUDGED
from experiments.analysis.advice import Practices
from experiments.analysis.comparison import Part
from experiments.analysis.evolution import Evolution
from experiments.analysis.formatting import Row, about, over
from experiments.analysis.recovery import QUARTER, Recovery
from experiments.analysis.tournament import ALONE, Tournament
from experiments.plots import style
from experiments.plots.comparison import intervals
from experiments.plots.fates import fates
from experiments.plots.picture import Picture
from experiments.plots.practices import ends, guide, key, pays
from experiments.plots.practices import shares as shares_of_worth
from experiments.plots.standings import standings
from experiments.plots.survival import waiting
from experiments.plots.trajectories import trajectories

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def of_part(part: Part) -> Iterator[Picture]:
    """Give the figures of a further answer."""
    if isinstance(part, Practices):
        yield from of_practices(part)
    elif isinstance(part, Evolution):
        yield from of_evolution(part)
    elif isinstance(part, Recovery) and part.outcomes:
        yield from of_recovery(part)
    elif isinstance(part, Tournament):
        yield _standings(part)


def of_practices(found: Practices) -> Iterator[Picture]:
    """Give the figures of what each practice buys, the signature first."""
    if len(found.effects):
        yield _guide(found)
    if len(found.worlds):
        yield _pays(found)
        if (found.worlds["q"] < DISCOVERY).any():
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
        f" 104 weeks (right): “{found.control}” minus the same worlds without the advice, which"
        " share their luck. Filled: against not doing it; open: against its placebos, the same acts"
        " at the same cost without effect, and done anywhere instead of where they are most needed."
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
            shares_of_worth(table, ax, label=style.axis_label(label, unit), names=ax is panels[0])
            ax.set_title(f"Shares in {label}", pad=4)
        style.one_key(figure)
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
        style.one_key(figure)
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
    told = found.worlds[found.worlds["q"] < DISCOVERY].rename(columns={"removal": "name"})

    def draw() -> Figure:
        outcomes = [outcome for outcome in JUDGED if (told["outcome"] == outcome).any()]
        tables = [told[told["outcome"] == outcome] for outcome in outcomes]
        heights = [1.5 + len(table) for table in tables]
        figure = style.new_figure(0.6 + 0.26 * sum(heights))
        panels = figure.subplots(len(tables), 1, squeeze=False, height_ratios=heights)[:, 0]
        for ax, outcome, table in zip(panels, outcomes, tables, strict=True):
            label, unit, _ = about(outcome)
            axis = style.axis_label(f"{label}, with minus without", unit)
            ends(table.sort_values("q", kind="stable"), ax, label=axis)
            ax.set_title(f"In {label}", pad=4)
        style.one_key(figure)
        return figure

    caption = (
        "What decides how much advice is worth: its mean effect in the third of the worlds in which"
        " a parameter is lowest (open) and highest (filled), for every piece of advice whose effect"
        " goes with a parameter (the one it goes with most; q < .05). Where the"
        " line is orange, the advice is right at one end and wrong at the other."
    )
    return Picture("where-advice-fails", caption, draw)


# ------------------------------------------------------------------------------- who spreads, wins


def of_evolution(found: Evolution) -> Iterator[Picture]:
    """Give the figures of strategies that spread."""
    look = style.looks(list(dict.fromkeys(found.fates["strategy"])))
    yield _shares_over_time(found, look)
    yield _fates(found, look)


def _shares_over_time(found: Evolution, look: Mapping[str, style.Look]) -> Picture:
    def draw() -> Figure:
        columns = 1 if len(found.arms) == 1 else 2
        lines = -(-len(found.arms) // columns)
        figure = style.new_figure(0.4 + 2.3 * lines)
        panels = figure.subplots(lines, columns, squeeze=False).ravel()
        for ax, arm in zip(panels, found.arms, strict=False):
            rows = found.shares[found.shares["arm"] == arm].rename(columns={"strategy": "name"})
            trajectories(rows, ax, label="agents (share)", look=look)
            ax.set_ylim(-0.02, 1.02)
            ax.set_title(arm, pad=6)
        for ax in panels[len(found.arms) :]:
            ax.set_visible(False)
        return figure

    caption = (
        "Shares of the population by strategy, from the start on: means with"
        f" {over(found.replicates)}."
    )
    return Picture("shares-over-time", caption, draw)


def _fates(found: Evolution, look: Mapping[str, style.Look]) -> Picture:
    def draw() -> Figure:
        heights = [float((found.fates["arm"] == arm).sum()) for arm in found.arms]
        figure = style.new_figure(0.7 * len(heights) + 0.27 * sum(heights) + 0.3)
        panels = figure.subplots(len(heights), 1, squeeze=False, height_ratios=heights)[:, 0]
        for ax, arm in zip(panels, found.arms, strict=True):
            rows = found.fates[found.fates["arm"] == arm].rename(columns={"strategy": "name"})
            rows = rows.sort_values("mean", ascending=False, kind="stable")
            told = [
                f"grew in {round(grew * n)} of {n}, took over in {round(all_ * n)}"
                for grew, all_, n in zip(rows["grew"], rows["took_over"], rows["n"], strict=True)
            ]
            fates(rows.assign(told=told), ax, look=look)
            ax.set_title(arm, pad=4)
            ax.set_xlabel("agents (share)" if ax is panels[-1] else "")
        return figure

    caption = (
        "What becomes of each strategy: its share of the population at the start (open), what"
        " mutation alone would make of it (upright line), and its share in the last measured week"
        f" (filled, means with {over(found.replicates)}); in how many replicates it grew, and in"
        " how many it took over, with 95 % of the population or more."
    )
    return Picture("fates", caption, draw)


def of_recovery(found: Recovery) -> Iterator[Picture]:
    """Give the figures of an event and what comes after it."""
    names = list(dict.fromkeys(found.dips.loc[found.dips["strategy"] == "", "name"]))
    look = style.looks(names)
    yield _courses(found, look)
    yield _depths(found, look)


def _courses(found: Recovery, look: Mapping[str, style.Look]) -> Picture:
    outcome = found.outcomes[0]
    label, unit, _ = about(outcome)

    def draw() -> Figure:
        figure = style.new_figure(3.3)
        left, right = figure.subplots(1, 2)
        axis = style.axis_label(f"{label}, less its level before", unit)
        trajectories(found.courses, left, label=axis, look=look)
        left.set_xlim(float(found.courses["week"].min()), None)
        left.axhline(0.0, color=style.INK, lw=0.8, zorder=0.5)
        left.axvspan(0, max(found.lasted, 0.5), color=style.FAINT, alpha=0.7, lw=0, zorder=0)
        left.set_xlabel("time since the event (weeks)")
        left.set_title(f"{label[:1].upper()}{label[1:]} around the event", pad=6)
        rows = found.waiting[found.waiting["name"].isin(list(look))]
        waiting(rows[rows["outcome"] == outcome], right, look=look)
        right.set_title("Not yet back", pad=6)
        return figure

    while_ = f" (grey: the {found.lasted} weeks that it lasts)" if found.lasted else ""
    caption = (
        f"Left: {label} from a year before the event on{while_}, less its mean of that year: means"
        f" with {over(found.replicates)}. Right: share of runs whose {label}, as a mean of"
        f" {QUARTER} weeks, is not yet back at that level (Kaplan–Meier; what is not back at the"
        " end is censored)."
    )
    return Picture("recovery", caption, draw)


def _depths(found: Recovery, look: Mapping[str, style.Look]) -> Picture:
    def draw() -> Figure:
        figure = style.new_figure(len(found.outcomes) * (0.95 + 0.23 * len(look)))
        panels = figure.subplots(len(found.outcomes), 2, squeeze=False)
        for (left, right), outcome in zip(panels, found.outcomes, strict=True):
            label, unit, _ = about(outcome)
            for ax, what, axis in (
                (left, "depth", style.axis_label(f"{label}: worst, less the level", unit)),
                (right, "weeks", "back after (weeks)"),
            ):
                rows = found.measured(outcome, what).reindex(list(look)).reset_index()
                intervals(rows, ax, label=axis, look=look)
            left.axvline(0.0, color=style.INK, lw=0.8, zorder=0.5)
            right.set_yticklabels([])
        return figure

    caption = (
        f"How deep each outcome falls — its worst mean of {QUARTER} weeks after the event, less the"
        " mean of the year before — and how many weeks after the event it is back at that level,"
        f" counted up to the end of the run: means with {over(found.replicates)}."
    )
    return Picture("depth", caption, draw)


def _standings(found: Tournament) -> Picture:
    look = style.looks(list(dict.fromkeys(found.scores["strategy"])))

    def draw() -> Figure:
        figure = style.new_figure(1.2 + 0.3 * len(look))
        left, right = figure.subplots(1, 2, width_ratios=[1.25, 1.0])
        rows = found.standings.rename(columns={"strategy": "name"})
        standings(rows, left, look=look)
        ends = {"per_act": "mean", "per_act_low": "low", "per_act_high": "high"}
        alone = found.of(ALONE).reset_index(names="name")[["name", *ends]].rename(columns=ends)
        intervals(alone, right, label="payoff per act of maintenance (utility/act)", look=look)
        right.set_title("For each act, alone", pad=18)
        return figure

    caption = (
        "Left: ranks by payoff where everybody follows the strategy (alone) and where all live in"
        " one population; thin lines are 95 % of the ranks in resamples of replicates. Right: what"
        f" an act of maintenance earns, alone: means with"
        f" {over(int(found.scores['replicate'].nunique()))}; strategies that maintain nothing have"
        " none."
    )
    return Picture("standings", caption, draw)
