"""The figures of populations that mix strategies: what each strategy has within them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from experiments.analysis.subgroups import strategies
from experiments.plots import style
from experiments.plots.comparison import intervals
from experiments.plots.response import lines
from experiments.report.context import Facts
from experiments.report.picture import Picture
from sim.measures.outcomes import about

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: Arms beside one another.
MOST_PANELS = 4


def of_mixes(facts: Facts) -> Picture:
    """Give the figure of strategies: in one population, by arm, or along one number."""
    if not facts.many:
        return _inside(facts)
    return _by_level(facts) if facts.level else _by_arm(facts)


def _inside(facts: Facts) -> Picture:
    table = facts.comparison.strategies.rename(columns={"strategy": "name"})
    order = table.query("outcome == 'payoff'").sort_values("mean", ascending=False)["name"]
    points = strategies(facts.results).rename(columns={"strategy": "name", "payoff": "mean"})

    def draw() -> Figure:
        figure = style.new_figure(1.1 + 0.3 * len(order))
        panels = figure.subplots(1, 2)
        for ax, outcome in zip(panels, ("payoff", "lifetime"), strict=True):
            label, unit, _ = about(outcome)
            rows = table.query("outcome == @outcome").set_index("name").loc[order]
            intervals(
                rows.reset_index(),
                ax,
                label=style.axis_label(label, unit),
                points=points if outcome == "payoff" else None,
                look=facts.strategy_look,
            )
            ax.set_title(f"{label.capitalize()} by strategy")
        panels[1].set_yticklabels([])
        return figure

    caption = (
        "Payoff after warm-up, and mean life of memberships up to 104 weeks by the strategy of"
        f" the member, in one population: means with {facts.replicates}."
    )
    return Picture("strategies", caption, draw)


def _by_arm(facts: Facts) -> Picture:
    table = facts.comparison.strategies.rename(columns={"strategy": "name"})
    table = table[table["outcome"].isin(("payoff", "lifetime"))]
    mixed = [arm for arm in facts.arms if arm in set(table["arm"])]
    arms = ([arm for arm in facts.shown if arm in mixed] or mixed)[:MOST_PANELS]
    first = table.query("arm == @arms[0] and outcome == 'payoff'")
    ranked = first.sort_values("mean", ascending=False)["name"]
    order = list(dict.fromkeys([*ranked, *table["name"]]))

    def draw() -> Figure:
        figure = style.new_figure(2 * (0.95 + 0.25 * len(order)))
        panels = figure.subplots(2, len(arms), sharex="row", squeeze=False)
        for line, outcome in zip(panels, ("payoff", "lifetime"), strict=True):
            label, unit, _ = about(outcome)
            for ax, arm in zip(line, arms, strict=True):
                rows = table.query("arm == @arm and outcome == @outcome").set_index("name")
                told = style.axis_label(label, unit)
                rows = rows.reindex(order).reset_index()
                intervals(rows, ax, label=told, look=facts.strategy_look)
                ax.set_title(facts.look[arm].label)
                if ax is not line[0]:
                    ax.set_yticklabels([])
        return figure

    caption = (
        "Payoff after warm-up (above) and mean life of memberships up to 104 weeks (below) by"
        " strategy, within the population of each arm; strategies in the order of payoff in"
        f" {arms[0]}: means with {facts.replicates}."
        + (f" Drawn are {len(arms)} of {len(mixed)} such arms." if len(arms) < len(mixed) else "")
    )
    return Picture("strategies", caption, draw)


def _by_level(facts: Facts) -> Picture:
    parameter = str(facts.level)
    level = {arm.name: arm.parameters[parameter] for arm in facts.experiment.arms}
    table = facts.comparison.strategies.rename(columns={"strategy": "name"})
    table = table.assign(level=table["arm"].astype(object).map(level)).sort_values("level")
    axis = style.axis_label(parameter, facts.experiment.declared[parameter].unit)

    def draw() -> Figure:
        figure = style.new_figure(2.9)
        panels = figure.subplots(1, 2)
        for ax, outcome in zip(panels, ("payoff", "lifetime"), strict=True):
            label, unit, _ = about(outcome)
            rows = table[table["outcome"] == outcome]
            lines(rows, ax, look=facts.strategy_look, key=ax is panels[0])
            ax.set_xlabel(axis)
            ax.set_ylabel(style.axis_label(label, unit))
        return figure

    caption = (
        "Payoff after warm-up and mean life of memberships up to 104 weeks by strategy, within"
        f" populations, against {parameter}: means with {facts.replicates}."
    )
    return Picture("strategies", caption, draw)
