"""What an experiment has to be drawn: its arms and how they look, its level, its networks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.analysis.comparison import Comparison
from experiments.analysis.formatting import over
from experiments.config.experiment import Experiment
from experiments.plots import style
from experiments.results.results import Results
from experiments.statistics.intervals import summarise
from sim.inputs.parameters import parameter_declarations
from sim.measures.arrays import trust_of
from sim.measures.networks import coordinates, matrix

#: More names than this are not told apart in one figure: the best and the baseline are drawn.
MOST_NAMES = 12


@dataclass(frozen=True)
class Facts:
    """What an experiment has, and how its names look in all figures."""

    results: Results
    comparison: Comparison

    @property
    def experiment(self) -> Experiment:
        """What was asked."""
        return self.results.experiment

    @cached_property
    def arms(self) -> list[str]:
        """All arms, in the order of the experiment."""
        return [arm.name for arm in self.experiment.arms]

    @cached_property
    def level(self) -> str | None:
        """The one numeric parameter in which arms differ, every arm in its own value; or none."""
        declared = parameter_declarations()
        varied = [name for name in self.results.runs if name in declared]
        first, *rest = self.experiment.arms
        one = len(varied) == 1 and "number" in declared[varied[0]].type
        one = one and all(arm.strategies == first.strategies for arm in rest)
        one = one and self.results.runs[varied[0]].nunique() == len(self.arms) > 2
        return varied[0] if one else None

    @cached_property
    def shown(self) -> list[str]:
        """The arms in figures that tell them apart by colour: the best, and the baseline."""
        if len(self.arms) <= MOST_NAMES:
            return self.arms
        best = [*self.comparison.ranks["arm"].head(MOST_NAMES - 1), self.comparison.baseline]
        return [arm for arm in self.arms if arm in best]

    @cached_property
    def look(self) -> dict[str, style.Look]:
        """How arms are drawn."""
        levels = len(self.arms) > MOST_NAMES or self.level is not None
        return style.looks(self.arms, ordered=levels)

    @cached_property
    def strategy_look(self) -> dict[str, style.Look]:
        """How strategies are drawn."""
        mixes = [mix for arm in self.experiment.arms for mix in arm.strategies]
        return style.looks(list(dict.fromkeys(strategy.name for strategy, _ in mixes)))

    @property
    def many(self) -> bool:
        """Whether there are arms to compare."""
        return len(self.arms) > 1

    @property
    def replicates(self) -> str:
        """What bands and whiskers are, in words."""
        n = self.comparison.replicates
        return over(n) if n > 1 else f"{over(n)}, no intervals"


def network_tables(results: Results, arm: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nodes and edges of an arm's network at the end of replicate 0, with places."""
    named = ["name"] if "name" in results.columns("agents") else []
    columns = ["id", "strategy", "n_allies", *named]
    agents = results.read("agents", columns, arms=[arm], replicate=0)
    evidence = ["kept", "broken", "heard_kept", "heard_broken"]
    columns = ["agent", "other", *evidence, "tension"]
    ties = results.read("ties", columns, arms=[arm], replicate=0)
    row = pd.Series(agents.index, index=agents["id"])
    own, other = row.loc[ties["agent"]].to_numpy(), row.loc[ties["other"]].to_numpy()
    places = coordinates(matrix(own, other, len(agents)))
    names = agents.get("name", "")
    nodes = pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "strategy": agents["strategy"]})
    nodes = nodes.assign(name=names, allies=agents["n_allies"])
    trust = trust_of(ties[evidence].to_records())
    sides = pd.DataFrame({"a": np.minimum(own, other), "b": np.maximum(own, other)})
    sides = sides.assign(trust=trust, tension=ties["tension"].to_numpy())
    pairs = sides.groupby(["a", "b"], as_index=False).mean()
    a, b = pairs["a"].to_numpy(), pairs["b"].to_numpy()
    ends = {"x0": places[a, 0], "y0": places[a, 1], "x1": places[b, 0], "y1": places[b, 1]}
    return nodes, pd.DataFrame({**ends, "trust": pairs["trust"], "tension": pairs["tension"]})


def in_blocks(
    weekly: Iterable[pd.DataFrame], by: str, columns: Sequence[str], block: int
) -> pd.DataFrame:
    """Return means and intervals of weekly outcomes over blocks of weeks, each at its middle.

    Parameters
    ----------
    weekly
        Tables with columns ``by``, replicate, week and the outcomes.
    by
        The column of names.
    columns
        The outcomes.
    block
        Weeks in a block; the last may have fewer.
    """
    keys, values = [by, "replicate", "block"], ["week", *columns]
    parts = []
    for table in weekly:
        number = (table["week"] - 1).clip(lower=0) // block
        named = table.assign(block=number).astype({by: "object"})
        blocks = named.groupby(keys, sort=False)[values]
        parts.append(pd.concat([blocks.sum(), blocks.count()], axis=1, keys=["sum", "count"]))
    total = pd.concat(parts).groupby(level=keys, sort=False).sum()
    means = (total["sum"] / total["count"]).reset_index().rename(columns={by: "name"})
    middle = means.groupby("block")["week"].transform("mean")
    return summarise(means.assign(week=middle), ["name", "week"], columns)
