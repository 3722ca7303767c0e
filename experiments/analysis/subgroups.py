"""One population from within: how its strategies do, and how its named agents end."""

from __future__ import annotations

import pandas as pd

from experiments.results.results import Results
from experiments.statistics.intervals import summarise
from experiments.statistics.survival import restricted_means

#: What is told of each strategy in a mixed population; columns of ``Results.by_strategy``.
STRATEGY_COLUMNS = ("payoff", "allies", "memberships", "trust_received", "maintenance", "share")


def strategies(results: Results) -> pd.DataFrame:
    """Return the means over the weeks after warm-up, a row an arm, replicate and strategy.

    Only arms whose population mixes strategies have rows.
    """
    arms = results.experiment.arms
    several = [arm.name for arm in arms if len(arm.strategies) > 1]
    if not several:
        return pd.DataFrame()
    columns = ["arm", "replicate", "week", "strategy", *STRATEGY_COLUMNS]
    weekly = results.read("by_strategy", columns, arms=several)
    many = weekly.groupby("arm", observed=True)["strategy"].nunique()
    mixed = [arm for arm in dict.fromkeys(weekly["arm"]) if many[arm] > 1]
    warmup = {arm.name: arm.warmup for arm in arms}
    after = weekly["week"] > weekly["arm"].astype(object).map(warmup).astype(float)
    kept = weekly[after & weekly["arm"].isin(mixed)]
    groups = kept.groupby(["arm", "strategy", "replicate"], sort=False, observed=True)
    return groups[list(STRATEGY_COLUMNS)].mean().reset_index()


def by_strategies(results: Results, mixed: pd.DataFrame) -> pd.DataFrame:
    """Summarise :func:`strategies` over replicates, and add the lifetime of memberships."""
    if mixed.empty:
        return mixed
    table = summarise(mixed, ["arm", "strategy"], STRATEGY_COLUMNS)
    names = ["arm", "strategy"]
    means = restricted_means(results.lives.of(mixed["arm"].unique()), names)
    every = table[names].drop_duplicates().astype(object)  # those without lives as well
    means = every.merge(means.astype(dict.fromkeys(names, object)), on=names, how="left")
    return pd.concat([table, means.assign(outcome="lifetime")], ignore_index=True)


#: What is told of agents that have names: columns of ``Results.agents`` and what they are called.
AGENT_COLUMNS = {
    "n_allies": "allies",
    "n_memberships": "alliances",
    "trust_received": "trust_received",
    "votes_won": "votes_won",
}


def named_agents(agents: pd.DataFrame) -> pd.DataFrame:
    """Return how the named agents end, most allies first; empty where agents have no names.

    Returns
    -------
    DataFrame
        A row an arm and name: the means over replicates of final allies and alliances, and of
        trust received and the share of votes won over the weeks after warm-up, each with its
        95 % t-interval in columns ``…_low`` and ``…_high``.
    """
    if agents.empty:
        return pd.DataFrame()
    long = summarise(agents, ["arm", "name"], list(AGENT_COLUMNS.values()))
    ends = {"mean": "", "low": "_low", "high": "_high"}
    parts = [
        long.pivot(index=["arm", "name"], columns="outcome", values=number).add_suffix(end)
        for number, end in ends.items()
    ]
    table = pd.concat(parts, axis=1)
    columns = [f"{name}{end}" for name in AGENT_COLUMNS.values() for end in ends.values()]
    order = ["allies", "trust_received", "name"]
    table = table[columns].reset_index().sort_values(order, ascending=[False, False, True])
    arms = list(dict.fromkeys(agents["arm"]))
    return table.sort_values(
        "arm", key=lambda arm: arm.map(arms.index), kind="stable", ignore_index=True
    )


def at_the_end(results: Results) -> pd.DataFrame:
    """Return how agents with names end in every run; no row where none has a name."""
    columns = ["arm", "replicate", "name", *AGENT_COLUMNS]
    if "name" not in results.columns("agents"):
        return pd.DataFrame(columns=columns)
    agents = results.read("agents", columns)
    names = agents["name"].astype("string").fillna("")
    agents = agents.assign(name=names).rename(columns=AGENT_COLUMNS)
    return agents if names.ne("").any() else agents.iloc[:0]
