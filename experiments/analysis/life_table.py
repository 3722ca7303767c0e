"""The life table of an experiment: how long memberships last, and whether arms differ in it.

By arm; in a single population that mixes strategies, by the strategy of the member.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from experiments.analysis.formatting import (
    column_digits,
    figure,
    listed,
    places,
    probability,
    with_interval,
)
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.analysis.sentences import too_few
from experiments.results.results import Results
from experiments.statistics.intervals import DISCOVERY, false_discovery
from experiments.statistics.survival import ages_within, hazard, log_rank, restricted_means
from sim.measures.survival import HORIZON


def life_table(results: Results) -> LifeTable:
    """Return the life table of the memberships that ever were."""
    experiment = results.experiment
    one = len(experiment.arms) == 1
    mixed = one and len(experiment.arms[0].strategies) > 1
    by = "strategy" if mixed else "arm"
    lives = results.lives
    mix = {strategy.name: part for strategy, part in experiment.arms[0].strategies}
    names = list(mix) if mixed else [arm.name for arm in experiment.arms]
    baseline = max(mix, key=mix.__getitem__) if mixed else experiment.baseline
    horizon = min(HORIZON, *(arm.weeks for arm in experiment.arms))
    means = restricted_means(lives, [by], horizon).rename(columns={by: "name"})
    rates = hazard(lives, [by], ages_within(experiment.weeks)).rename(columns={by: "name"})
    ratios = log_rank(lives, baseline, by).rename(columns={by: "name"})
    ratios = ratios.assign(q=false_discovery(ratios["p"].to_numpy(float)))
    table = means.merge(ratios[["name", "ratio", "p", "q"]], on="name", how="left")
    replicates = lives.whose["replicate"].nunique()
    return LifeTable(_with_all(table, names), rates, baseline, by, replicates, horizon)


def _with_all(table: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Return the table of lives with a row for every name: of some there is no life."""
    without = [name for name in names if name not in set(table["name"])]
    if not without:
        return table
    rows = pd.DataFrame({"name": without, "lives": 0}).reindex(columns=table.columns)
    return pd.concat([table.astype({"name": object}), rows.astype(table.dtypes.drop("name"))],
                     ignore_index=True)  # fmt: skip


@dataclass(frozen=True)
class LifeTable(Part):
    """How long memberships last: the tables, and what they say.

    Attributes
    ----------
    lifetimes
        A row a name: mean, low and high of the life up to the horizon, lives; ``ratio``, the
        hazard ratio to the baseline, and p and q of the log-rank test.
    hazards
        A row a name and age: from, to, hazard, low, high, endings.
    baseline, by
        The name that others are compared with, and whether names are arms or strategies.
    replicates
        How many replicates have lives.
    horizon
        Of the mean lives, in weeks: 104, or as many as every arm has.
    """

    lifetimes: pd.DataFrame
    hazards: pd.DataFrame
    baseline: str
    by: str
    replicates: int
    horizon: int = HORIZON

    place: ClassVar[Place] = "after"

    @property
    def alive(self) -> pd.Series:
        """Whether there are lives of a name."""
        return self.lifetimes["lives"] > 0

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        tables = {"lifetimes": self.lifetimes, "hazards": self.hazards}
        return {name: table for name, table in tables.items() if len(table)}

    @property
    def sentences(self) -> tuple[str, ...]:
        """In which arms memberships end sooner than in the baseline, and in which later.

        None with fewer replicates than can tell: lives of a run share its luck.
        """
        rows = self.lifetimes[(self.lifetimes["name"] != self.baseline) & self.alive]
        told = rows[rows["q"] < DISCOVERY]
        if told.empty or len(self.lifetimes) < 2 or too_few(self.replicates):
            return ()
        said = []
        for word, part in (
            ("sooner", told[told["ratio"] > 1].sort_values("ratio", ascending=False)),
            ("later", told[told["ratio"] < 1].sort_values("ratio")),
        ):
            names = [f"{r['name']} ({figure(r['ratio'], 2)} times)" for _, r in part.iterrows()]
            said += [f"{word} in {listed(names)}"] if names else []
        rest = len(rows) - len(told)
        text = f"Memberships end {' and '.join(said)} than in {self.baseline} (hazard ratios,"
        text += f" log-rank tests, false discovery rate {100 * DISCOVERY:.0f} %)"
        return (f"{text}; {rest} cannot be told from it." if rest else f"{text}.",)

    @property
    def _p(self) -> str:
        """What p is of."""
        if self.replicates > 1:
            return "of flipped signs of replicates"
        return "of the lives of one run as if each had luck of its own"

    @property
    def _few(self) -> str:
        """What cannot be told of p with so few replicates; "" if it can."""
        if self.replicates == 1:
            return "q is too small with one replicate, whose luck lives share: use 6 or more"
        return too_few(self.replicates)

    def tables(self) -> Iterator[Table]:
        """Give the tables of lives and of hazards."""
        if self.lifetimes.empty:
            return
        yield self._lifetimes()
        yield self._hazards()

    def _lifetimes(self) -> Table:
        many, decimals = len(self.lifetimes) > 1, column_digits(self.lifetimes)
        without = int((~self.alive).sum())
        rows = []
        for _, row in self.lifetimes.iterrows():
            cells = [f"{row['lives']:,}", with_interval(row, decimals=decimals)]
            if many:
                own = row["name"] == self.baseline
                cells += (
                    ["baseline", ""] if own else [figure(row["ratio"], 2), probability(row["q"])]
                )
            rows.append([row["name"], *cells])
        gone = f" {without} of {len(rows)} have no membership to tell of." if without else ""
        note = (
            f"Mean life of memberships up to {self.horizon} weeks, by Kaplan and Meier: those that"
            " were absorbed or still run are censored. 95 % intervals, runs taken as clusters."
        )
        if many:
            note += (
                f" Hazard ratio: to {self.baseline}, by the log-rank test, stratified by replicate;"
                f" q: its p, {self._p}, adjusted for all these comparisons."
            )
            note += f" {self._few}." if self._few else ""
        return Table(
            title=f"How long memberships last, by {self.by}",
            note=note + gone,
            heads=["", "lives", "weeks", *(["hazard ratio", "q"] if many else [])],
            rows=rows,
            foot=(gone.strip(), self._few if many else ""),
        )

    def _hazards(self) -> Table:
        ages = self.hazards[["from", "to"]].drop_duplicates().to_numpy().tolist()
        decimals = column_digits(self.hazards, "hazard")
        rates = {(row["name"], row["from"]): row for _, row in self.hazards.iterrows()}
        rows = []
        for name in self.lifetimes["name"]:
            own = [rates.get((name, age)) for age, _ in ages]
            rows.append(
                [
                    name,
                    *("–" if rate is None else with_interval(rate, "hazard", decimals=decimals)
                      for rate in own),
                ]
            )  # fmt: skip
        return Table(
            title=f"Hazard by age, by {self.by}",
            note=(
                "Weekly chance that a membership of this age ends, with 95 % intervals, runs taken"
                " as clusters. Who joins and leaves in the same week was at risk at age 0."
            ),
            heads=["", *[f"weeks {places(start, stop - 1)}" for start, stop in ages]],
            rows=rows,
            wide=True,
        )

    def figures(self) -> Iterator[Figure]:
        """Give none: lives are drawn of every experiment, beside its weeks."""
        return iter(())
