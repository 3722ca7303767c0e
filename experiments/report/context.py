"""What an experiment has to be drawn: its arms and how they look, its level, its networks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from experiments.analysis.comparison import Comparison
from experiments.analysis.formatting import among, over
from experiments.config.experiment import Experiment
from experiments.plots import style
from experiments.results.results import Results
from experiments.statistics.intervals import summarise
from sim.measures.arrays import trust_of
from sim.measures.networks import coordinates, matrix
from sim.measures.outcomes import about

#: More names than this are not told apart in one figure: the best and the baseline are drawn.
MOST_NAMES = 12
#: Columns of what is known of another; older rules did not keep what was heard apart.
EVIDENCE = ["kept", "broken", "heard_kept", "heard_broken"]


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
        declared = self.experiment.declared
        varied = [name for name in self.results.runs if name in declared]
        first, *rest = self.experiment.arms
        one = len(varied) == 1 and "number" in declared[varied[0]].type
        one = one and all(arm.strategies == first.strategies for arm in rest)
        one = one and self.results.runs[varied[0]].nunique() == len(self.arms) > 2
        return varied[0] if one else None

    @cached_property
    def shown(self) -> list[str]:
        """The arms in figures that tell them apart by colour: the best, and the baseline.

        Arms of which there is no run have nothing to be drawn.
        """
        there = [arm for arm in self.arms if self.comparison.done[arm]]
        if len(there) <= MOST_NAMES:
            return there
        best = dict.fromkeys([self.comparison.baseline, *self.comparison.ranks["arm"], *there])
        return [arm for arm in there if arm in list(best)[:MOST_NAMES]]

    @property
    def which(self) -> str:
        """What is said of the arms that are not among those shown; "" if all are."""
        without = [arm for arm in self.arms if not self.comparison.done[arm]]
        said = []
        if len(self.shown) + len(without) < len(self.arms):
            best = f"the best and {self.comparison.baseline}, the baseline"
            said.append(f"Drawn are {len(self.shown)} of {len(self.arms)} arms: {best}.")
        if without:
            said.append(f"There is no run of {among(without, len(self.arms), 'arms')}.")
        return "".join(f" {sentence}" for sentence in said)

    @cached_property
    def look(self) -> dict[str, style.Look]:
        """How arms are drawn; of very many, those shown have a colour of their own."""
        if len(self.arms) <= MOST_NAMES:
            return style.looks(self.arms, ordered=self.level is not None)
        told = style.looks(self.arms)
        own = style.looks(self.shown)
        grey = {arm: look._replace(colour=style.GREY) for arm, look in told.items()}
        return {arm: own.get(arm, grey[arm])._replace(label=told[arm].label) for arm in self.arms}

    @cached_property
    def strategy_look(self) -> dict[str, style.Look]:
        """How strategies are drawn."""
        mixes = [mix for arm in self.experiment.arms for mix in arm.strategies]
        return style.looks(list(dict.fromkeys(strategy.name for strategy, _ in mixes)))

    @property
    def unranked(self) -> str:
        """What is said of arms that have no rank, and are not drawn among those that have one."""
        ranked = set(self.comparison.ranks["arm"])
        gone = [arm for arm in self.arms if arm not in ranked]
        label = about(self.comparison.main).label
        told = among(gone, len(self.arms), "arms")
        return f" Without {label} in any run, and not drawn: {told}." if gone else ""

    @property
    def with_networks(self) -> list[str]:
        """The arms whose networks are drawn: the best and the last with a first replicate."""
        runs = self.results.runs
        there = runs[(runs["replicate"] == 0) & (runs["status"] == "done")]["arm"]
        order = list(self.comparison.ranks["arm"]) if self.many else self.arms
        drawn = [arm for arm in order if arm in set(there)]
        return list(dict.fromkeys([drawn[0], drawn[-1]])) if drawn else []

    @property
    def main_label(self) -> str:
        """The main outcome, as it is called."""
        return about(self.comparison.main).label

    @property
    def living(self) -> list[str]:
        """The arms whose lives are drawn: of those shown, or else of all, that have any."""
        living = set(self.results.lives.whose["arm"])
        there = [arm for arm in self.arms if arm in living]
        return [arm for arm in self.shown if arm in living] or there[:MOST_NAMES]

    @property
    def without_lives(self) -> str:
        """What is said of those shown that have no memberships to be drawn."""
        gone = [arm for arm in self.shown if arm not in self.living]
        told = among(gone, len(self.shown), "arms")
        return f"{self.which} Without memberships: {told}." if gone else self.which

    @property
    def many(self) -> bool:
        """Whether there are arms to compare."""
        return len(self.arms) > 1

    @property
    def replicates(self) -> str:
        """What bands and whiskers are, in words."""
        n = self.comparison.replicates
        return over(n) if max(n) > 1 else f"{over(n)}, no intervals"


def network_tables(results: Results, arm: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the nodes and edges of an arm's network at the end of replicate 0, with places."""
    named = ["name"] if "name" in results.columns("agents") else []
    columns = ["id", "strategy", "n_allies", *named]
    agents = results.read("agents", columns, arms=[arm], replicate=0)
    evidence = [name for name in EVIDENCE if name in results.columns("ties")]
    columns = ["agent", "other", *evidence, "tension"]
    ties = results.read("ties", columns, arms=[arm], replicate=0)
    row = pd.Series(agents.index, index=agents["id"])
    own, other = row.loc[ties["agent"]].to_numpy(), row.loc[ties["other"]].to_numpy()
    places = coordinates(matrix(own, other, len(agents)))
    names = agents.get("name", "")
    nodes = pd.DataFrame({"x": places[:, 0], "y": places[:, 1], "strategy": agents["strategy"]})
    nodes = nodes.assign(name=names, allies=agents["n_allies"])
    trust = trust_of(ties.reindex(columns=EVIDENCE, fill_value=0.0).to_records())
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
