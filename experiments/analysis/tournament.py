"""A tournament of strategies: each alone among its like, and all of them in one population.

What is best for all is the strategy whose world pays best where everybody follows it; what is best
for one is the strategy that earns most among the others. The two orders are compared by Kendall's
rank correlation, replicate by replicate of the bootstrap. What a strategy earns for its trouble is
its payoff ÷ its acts of maintenance: it does not exist for those who maintain nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from experiments.analysis.formatting import (
    Row,
    cell,
    column_digits,
    figure,
    listed,
    one_column,
    over,
    places,
    share,
    with_interval,
)
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.analysis.subgroups import strategies
from experiments.config.experiment import Arm, Experiment
from experiments.results.results import Results
from experiments.statistics.intervals import FEWEST_FOR_BOOTSTRAP, LEVEL, SEED, summarise, wide
from experiments.statistics.ranking import Contest, contest

#: Worlds of one strategy each that make a tournament, with a mix of theirs.
FEWEST = 3
#: Fewer acts of maintenance a week than this are none: payoff per act does not exist.
NO_ACTS = 0.01
#: Bootstrap samples of the rank correlation.
TAU_RESAMPLES = 2_000
#: What the population is called in which everybody follows one strategy.
ALONE = "alone"


def entrants(experiment: Experiment) -> dict[str, str]:
    """Return strategy → the arm in which everybody follows it; arms must differ in nothing else."""
    first = experiment.arms[0]
    single = [arm for arm in experiment.arms if len(arm.strategies) == 1 and _alike(arm, first)]
    return {arm.strategies[0][0].name: arm.name for arm in single}


def mixes(experiment: Experiment) -> list[Arm]:
    """Return the arms in which two or more of the entrants live together."""
    alone, first = entrants(experiment), experiment.arms[0]
    return [
        arm
        for arm in experiment.arms
        if _alike(arm, first) and sum(s.name in alone for s, _ in arm.strategies) > 1
    ]


def _alike(arm: Arm, other: Arm) -> bool:
    return (arm.parameters, arm.events, arm.weeks) == (other.parameters, other.events, other.weeks)


def is_tournament(experiment: Experiment) -> bool:
    """Return whether strategies compete, alone and together, in worlds that are otherwise alike."""
    learns = any(arm.parameters.learn.rule != "off" for arm in experiment.arms)
    return len(entrants(experiment)) >= FEWEST and bool(mixes(experiment)) and not learns


def scores(results: Results) -> pd.DataFrame:
    """Return what strategies score: population, strategy, replicate, payoff, maintenance, per_act.

    ``population`` is "alone" or the name of a mixed arm; payoff and maintenance are means over the
    weeks after warm-up, per_act their ratio.
    """
    experiment, runs = results.experiment, results.runs
    alone = entrants(experiment)
    parts = [
        runs.loc[runs["arm"] == arm, ["replicate", "payoff", "maintenance"]].assign(
            population=ALONE, strategy=strategy
        )
        for strategy, arm in alone.items()
    ]
    names = [arm.name for arm in mixes(experiment)]
    told = {name: f"{name}, the arm" if name == ALONE else name for name in names}
    together = strategies(results)
    together = together[together["arm"].isin(names) & together["strategy"].isin(list(alone))]
    together = together.assign(population=together["arm"].astype(object).replace(told))
    columns = ["population", "strategy", "replicate", "payoff", "maintenance"]
    table = pd.concat([*parts, together], ignore_index=True)
    table = table[columns].astype({"population": object, "strategy": object})
    acts = table["maintenance"].where(table["maintenance"] > NO_ACTS)
    return table.assign(per_act=table["payoff"] / acts)


def standings(table: pd.DataFrame) -> pd.DataFrame:
    """Return the ranks of strategies in every population, and how stable they are.

    Parameters
    ----------
    table
        From :func:`scores`.

    Returns
    -------
    DataFrame
        A row a population and strategy, best first: rank (equals share theirs; NaN for one without
        payoff, which comes last), rank_low, rank_high (95 % of resamples), best and stable (shares
        of resamples in which it was first, and kept its rank), maybe_best; payoff, maintenance and
        per_act with their t-intervals in ``…_low`` and ``…_high``.
    """
    parts = []
    for population, rows in table.groupby("population", sort=False):
        values = wide(rows, "strategy", "payoff")
        order = contest(values, "payoff").ranks
        without = [name for name in values if name not in set(order["name"])]
        if without:
            order = order.merge(pd.DataFrame({"name": without}), on="name", how="outer", sort=False)
            order = order.sort_values("rank", kind="stable", ignore_index=True)
            order["maybe_best"] = order["maybe_best"].eq(True)
        order = order.rename(columns={"name": "strategy", "low": "rank_low", "high": "rank_high"})
        order.insert(0, "population", population)
        for column in ("payoff", "maintenance", "per_act"):
            found = summarise(rows, ["strategy"], [column]).set_index("strategy")
            ends = {"mean": column, "low": f"{column}_low", "high": f"{column}_high"}
            order = order.join(found[list(ends)].rename(columns=ends), on="strategy")
        parts.append(order.drop(columns="mean"))
    return pd.concat(parts, ignore_index=True)


def concordance(table: pd.DataFrame) -> pd.DataFrame:
    """Return how alike the orders alone and together are: a row a mixed population.

    Columns: population, tau (Kendall's of the mean payoffs), low, high (percentiles of replicates
    drawn again with replacement, the same ones in both), n. NaN for too few replicates.
    """
    rows = []
    alone = wide(table[table["population"] == ALONE], "strategy", "payoff")
    for population in dict.fromkeys(table["population"]):
        if population == ALONE:
            continue
        among = wide(table[table["population"] == population], "strategy", "payoff")
        a, b = alone.reindex(columns=list(among)).align(among, join="inner", axis=0)
        both = np.stack([a.to_numpy(), b.to_numpy()])
        both = both[:, np.isfinite(both).all(axis=(0, 2))]
        n = both.shape[1]
        row = {"population": population, "tau": float("nan"), "low": np.nan, "high": np.nan, "n": n}
        if n:
            row["tau"] = _tau(both.mean(axis=1))
        if n >= FEWEST_FOR_BOOTSTRAP:
            generator = np.random.default_rng(SEED)
            drawn = generator.integers(n, size=(TAU_RESAMPLES, n))
            again = [_tau(both[:, k].mean(axis=1)) for k in drawn]
            row["low"], row["high"] = np.quantile(again, [0.5 - LEVEL / 2, 0.5 + LEVEL / 2])
        rows.append(row)
    return pd.DataFrame(rows)


def _tau(two: np.ndarray) -> float:
    """Return Kendall's rank correlation of two rows without ties."""
    up = np.sign(two[:, :, None] - two[:, None, :])
    pairs = up[0] * up[1]
    return float(pairs.sum() / (two.shape[1] * (two.shape[1] - 1)))


def tournament(results: Results) -> Tournament:
    """Return the tournament that an experiment is."""
    table = scores(results)
    return Tournament(
        scores=table,
        standings=standings(table),
        concordance=concordance(table),
        contests={
            str(population): contest(wide(rows, "strategy", "payoff"), "payoff")
            for population, rows in table.groupby("population", sort=False)
        },
    )


@dataclass(frozen=True)
class Tournament(Part):
    """Who wins, alone and together: the tables, and what they say."""

    scores: pd.DataFrame
    standings: pd.DataFrame
    concordance: pd.DataFrame
    contests: dict[str, Contest]

    place: ClassVar[Place] = "before"

    @property
    def populations(self) -> list[str]:
        """The populations in which strategies are ranked: alone, then the mixed ones."""
        return list(dict.fromkeys(self.standings["population"]))

    @property
    def replicates(self) -> list[int]:
        """How many replicates there are of every strategy in every population."""
        there = self.scores.dropna(subset=["payoff"]).groupby(["population", "strategy"])
        return there["replicate"].nunique().tolist()

    def of(self, population: str) -> pd.DataFrame:
        """Return the standings in one population, a row a strategy, the best first."""
        return self.standings[self.standings["population"] == population].set_index("strategy")

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        return {"tournament": self.standings, "concordance": self.concordance}

    # ------------------------------------------------------------------------------------ in words

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer: who wins alone, who together, and whether it is the same order."""
        said = [self._winner(population) for population in self.populations]
        said += [self._order(row) for _, row in self.concordance.iterrows()]
        return tuple(filter(None, (*said, self._per_act())))

    def _winner(self, population: str) -> str:
        rows = self.of(population).dropna(subset=["rank"])
        where = "Alone among its like" if population == ALONE else f"In {population}"
        if len(rows) < 2:
            return f"{where} there is nobody to compare: {len(rows)} strategies have a payoff."
        tied = rows.index[rows["maybe_best"].astype(bool)].tolist()
        first = rows.iloc[0]
        own = cell(first, "payoff")
        level = rows.index[rows["rank"] == 1].tolist()
        if len(level) == len(rows):
            return f"{where} all earn the same, {own}: {listed(level)}."
        if len(level) > 1 and not set(tied) - set(level):
            return f"{where} {listed(level)} share the first place, with a payoff of {own}."
        if not np.isfinite(first["best"]):
            return f"{where} {rows.index[0]} is first, with {own}; more replicates can tell more."
        last = rows.index[-1]
        end = f"{last} is last, with {cell(rows.iloc[-1], 'payoff')}"
        if len(tied) == 1:
            return (
                f"{where} {rows.index[0]} wins, with a payoff of {own}, first in"
                f" {share(first['best'])} of resamples; {end}."
            )
        return f"{where} the winner is among {listed(tied)}, led by {tied[0]} with {own}; {end}."

    def _order(self, row: Row) -> str:
        if not np.isfinite(row["low"]):
            return ""
        tau = with_interval({"mean": row["tau"], "low": row["low"], "high": row["high"]})
        if row["low"] > 0:
            how = "What is good for all is by and large what does well among others"
        elif row["high"] < 0:
            how = "What is good for all does badly among others"
        else:
            how = "What is good for all tells little of what does well among others"
        return f"{how}: the rank correlation of alone and {row['population']} is {tau}."

    def _per_act(self) -> str:
        rows = self.of(ALONE).dropna(subset=["per_act"]).sort_values("per_act", ascending=False)
        if len(rows) < 2:
            return ""
        ends = [
            f"{name} {cell(rows.loc[name], 'per_act')}" for name in (rows.index[0], rows.index[-1])
        ]
        return (
            "For each act of maintenance, alone among its like, most is earned by"
            f" {ends[0]} and least by {ends[1]}."
        )

    # -------------------------------------------------------------------------- tables and figures

    def tables(self) -> Iterator[Table]:
        """Give a table a population."""
        for population in self.populations:
            yield self._table(population)

    def _table(self, population: str) -> Table:
        standing = self.of(population)
        columns = ("payoff", "maintenance", "per_act")
        decimals = {c: column_digits(one_column(standing, c)) for c in columns}
        rows = []
        for name in map(str, standing.index):
            row: Row = standing.loc[name]
            between = places(row["rank_low"], row["rank_high"])
            cells = [cell(row, c, decimals[c]) for c in columns]
            ranks = [figure(row["rank"], 0), between, share(row["best"]), share(row["stable"])]
            rows.append([name, *ranks, *cells])
        where = "each alone among its like" if population == ALONE else population
        return Table(
            title=f"Tournament: {where}",
            note=(
                "Payoff after warm-up, utility a week, and acts of maintenance"
                f" ({over(self.replicates)}). Ranks by payoff: 95 % of ranks, share first and share"
                " of the same rank when replicates are drawn again with replacement. Payoff per act"
                " does not exist for those who maintain nothing."
            ),
            heads=["", "rank", "95 %", "first in", "same in", "payoff", "acts/week", "per act"],
            rows=rows,
        )

    def figures(self) -> Iterator[Figure]:
        """Give the figure of ranks, and of what an act earns."""
        alone = self.of(ALONE).reset_index(names="name")
        ranked = self.standings.dropna(subset=["rank"])
        gone = len(self.standings) - len(ranked)
        yield Figure(
            kind="standings",
            name="standings",
            caption=(
                "Left: ranks by payoff where everybody follows the strategy (alone) and where all"
                " live in one population; thin lines are 95 % of the ranks in resamples of"
                " replicates. Right: what an act of maintenance earns, alone: means with"
                f" {over(self.replicates)}; strategies that maintain nothing have none."
                + (
                    f" {gone} without a payoff in any run {'is' if gone == 1 else 'are'} not drawn."
                    * (gone > 0)
                )
            ),
            tables={
                "ranks": ranked.rename(columns={"strategy": "name"}),
                "per act": one_column(alone, "per_act", "name"),
            },
            names=tuple(dict.fromkeys(self.scores["strategy"])),
        )
