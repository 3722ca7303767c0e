"""What each piece of advice buys: a world against the same world without it, seed by seed.

An effect is what the world has with the advice minus what it has without: for a *removal*, without
the act or rule at all; for the placebo *null*, with the act done at its cost and to no effect, so
that the effect is what the act brings apart from the time it takes; for *blind*, with the act aimed
at random, so that the effect is what aiming brings. Where a design varies the world, the unit is a
world (its replicates averaged): then it is asked in which share of them the advice pays, where it
reverses, and which parameter tells the worlds apart.

The maintenance practices work together, so that what each one buys depends on the others. Shapley's
value (1953) is what a practice adds on average over all orders in which practices can be taken up;
the values add up to what all of maintenance buys. It is exact here: every coalition is run.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtr

from experiments.analysis.missing import lacking
from experiments.config.ablations import (
    EXPECTED,
    arm_of,
    coalition_arm,
    coalitions,
    of_line,
)
from experiments.config.experiment import Experiment
from experiments.statistics.intervals import (
    DISCOVERY,
    bca_interval,
    false_discovery,
    permutation_p,
    share_interval,
)
from experiments.statistics.ranking import paired
from sim.inputs.line import PARTS
from sim.inputs.mission import LINES
from sim.inputs.switches import MAINTENANCE

#: What every piece of advice is judged by.
JUDGED = ("payoff", "lifetime")
KINDS = ("removal", "null", "blind")
#: Fewer worlds than this do not tell where advice fails.
FEWEST_WORLDS = 8
#: Share of worlds in each end when they are parted by a parameter.
THIRD = 1 / 3
#: Parameters of which the rank correlation over the worlds is beyond this are not told apart.
ALIKE = 0.5


@dataclass(frozen=True)
class Ablation:
    """What each piece of advice buys, in numbers.

    Attributes
    ----------
    effects, worlds, shapley
        As of the functions of these names; any of them may be empty.
    control
        The arm from which things are removed.
    size, unit
        How many replicates an arm has; or worlds, where a design varies the world. Several numbers
        where runs failed.
    """

    effects: pd.DataFrame
    worlds: pd.DataFrame
    shapley: pd.DataFrame
    control: str
    size: int | Collection[int]
    unit: str = "replicate"

    def removed(self, outcome: str, kind: str = "removal") -> pd.DataFrame:
        """Return the effects in one outcome, a row a removal."""
        table = self.effects
        if table.empty:
            return table
        return table[(table["outcome"] == outcome) & (table["kind"] == kind)].set_index("removal")

    def guide(self) -> list[tuple[str, str, str]]:
        """Return (part, line, removal) for every line of the guide of which something is removed.

        Removals that no line carries come last, under "Beside the guide".
        """
        there = list(dict.fromkeys(self.effects["removal"])) if len(self.effects) else []
        rows = [
            (PARTS[line.part], key, removal)
            for key, line in LINES.items()
            for removal in of_line(key)
            if removal in there
        ]
        told = {removal for _, _, removal in rows}
        return [*rows, *(("Beside the guide", r, r) for r in there if r not in told)]


def own_outcomes(removal: str) -> list[str]:
    """Return the outcomes by which a removal is judged: payoff, lifetime, and those it is for."""
    lines = [LINES[key].outcome for key in LINES if removal in of_line(key)]
    return list(dict.fromkeys([*JUDGED, *lines, *EXPECTED.get(removal, {})]))


def by_unit(runs: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Return an outcome, a row a unit (world or replicate) and a column an arm."""
    unit = "point" if many_worlds(runs) else "replicate"
    # a pair counts only where both of its runs have the outcome: what is missing stays missing
    return runs.pivot_table(
        index=unit, columns="arm", values=outcome, aggfunc=_mean, observed=True, dropna=False
    )


def _mean(values: pd.Series) -> float:
    return float(values.mean(skipna=False))


def many_worlds(runs: pd.DataFrame) -> bool:
    """Return whether the design varies the world in which things are removed."""
    return "point" in runs and runs["point"].nunique() > 1


def effects(runs: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """Return what each removal and placebo takes away, outcome by outcome.

    Returns
    -------
    DataFrame
        A row a removal, kind and outcome: ``difference`` (with − without), its interval, p and q
        as in a comparison, ``level`` (the outcome in the world as it is), ``expected`` (sign, 0
        where none is) and ``verdict``: confirmed, not shown,
        contradicted, no interval, or "" where no sign is expected.
    """
    control, arms = experiment.baseline, set(runs["arm"])
    wide: dict[str, pd.DataFrame] = {}
    rows: list[dict[str, Any]] = []
    for removal in experiment.analysis.ablate:
        for kind in KINDS:
            arm = arm_of(kind, removal)
            for outcome in own_outcomes(removal) if arm in arms else ():
                if outcome not in wide:
                    wide[outcome] = by_unit(runs, outcome)
                values = wide[outcome]
                row = paired(values[control], values[arm])
                expected = EXPECTED.get(removal, {}).get(outcome, 0) if kind == "removal" else 0
                level = float(values[control].mean())
                what = {"removal": removal, "kind": kind, "outcome": outcome}
                rows.append({**what, **row, "level": level, "expected": expected})
    if not rows:  # Shapley's values may be all that is asked for
        return pd.DataFrame()
    table = pd.DataFrame(rows)
    table.insert(list(table).index("p") + 1, "q", false_discovery(table["p"].to_numpy()))
    sides = zip(table["expected"], table["low"], table["high"], strict=True)
    return table.assign(verdict=[verdict(*side) for side in sides])


def verdict(expected: int, low: float, high: float) -> str:
    """Return what an interval says of an expected sign."""
    if expected == 0:
        return ""
    if not np.isfinite([low, high]).all():
        return "no interval"
    near, far = (low, high) if expected > 0 else (-high, -low)
    return "confirmed" if near > 0 else "contradicted" if far < 0 else "not shown"


# ------------------------------------------------------------------------------------- over worlds


def worlds(runs: pd.DataFrame, experiment: Experiment, varied: Sequence[str]) -> pd.DataFrame:
    """Return in which share of plausible worlds each piece of advice pays, and where it does not.

    Parameters
    ----------
    runs
        With a column ``point``, the world, and one for every varied parameter.
    experiment
        What was asked.
    varied
        Names of the columns of varied parameters; only numbers can tell worlds apart.

    Returns
    -------
    DataFrame
        A row a removal and outcome of :data:`JUDGED`: ``worlds``, whose effect is known;
        ``missing``, those without the outcome: of too many, nothing else is told; ``pays``, the
        share whose effect is positive, with Wilson's interval ``low`` and ``high``; ``surely`` and
        ``reversed``, the shares in which it is positive and negative beyond the noise of replicates
        (q < .05 among worlds; NaN with one replicate a world); ``by``, the varied parameter that
        goes most with the effect, ``correlation`` (Spearman's) and its ``p``, times the number of
        parameters, and ``q``, that p adjusted for all rows (no parameter is named where another is
        too much like it in these worlds); ``at_low`` and ``at_high``, the mean
        effect in the worlds of its lowest and highest third. A removal that never moves the outcome
        has no row. Empty for fewer than eight worlds.
    """
    columns = [
        *("removal", "outcome", "worlds", "missing", "pays", "low", "high", "surely", "reversed"),
        *("by", "correlation", "p", "q", "at_low", "at_high"),
    ]
    rows = []
    if many_worlds(runs) and runs["point"].nunique() >= FEWEST_WORLDS:
        done = runs[runs["status"] == "done"]
        control = runs[runs["arm"] == experiment.baseline]  # where nothing varied is removed
        places = control.groupby("point")[list(varied)].first().select_dtypes("number")
        for removal in experiment.analysis.ablate:
            for outcome in JUDGED:
                every = _by_world(done, outcome, experiment.baseline, removal)
                found = every.dropna()  # an outcome need not exist in a world without something
                if found.any():
                    mean = every.groupby("point").mean()
                    counts = {"worlds": mean.count(), "missing": mean.isna().sum()}
                    what = {"removal": removal, "outcome": outcome, **counts}
                    if not lacking(mean, pd.Series(removal, mean.index))[0]:
                        what |= {**_over_worlds(found), **_where(found, places)}
                    rows.append(what)
    table = pd.DataFrame(rows, columns=columns)
    return table.assign(q=false_discovery(table["p"].to_numpy(float)))


def _by_world(runs: pd.DataFrame, outcome: str, control: str, removal: str) -> pd.Series:
    """Return every paired difference, indexed by world and replicate; NaN where one is missing."""
    one = runs.set_index(["point", "replicate"])[["arm", outcome]]
    with_, without = (
        one.loc[one["arm"] == arm, outcome] for arm in (control, arm_of("removal", removal))
    )
    both = with_.index.intersection(without.index)
    return with_.loc[both] - without.loc[both]


def _over_worlds(differences: pd.Series) -> dict[str, float]:
    grouped = differences.groupby("point")
    mean, n = grouped.mean().to_numpy(), grouped.size().to_numpy()
    pays, low, high = share_interval(int((mean > 0).sum()), mean.size)
    spare = int(np.sum(n - 1))
    above = below = float("nan")
    if spare > 0:  # the noise of replicates is taken as alike in all worlds
        within = float(((differences - grouped.transform("mean")) ** 2).sum() / spare)
        if within > 0:
            t = mean / np.sqrt(within / n)
            above, below = (
                float(np.mean(false_discovery(p) < DISCOVERY))
                for p in (stdtr(spare, -t), stdtr(spare, t))
            )
    share = {"pays": pays, "low": low, "high": high}
    return {**share, "surely": above, "reversed": below}


def _where(differences: pd.Series, places: pd.DataFrame) -> dict[str, Any]:
    """Return which parameter goes most with the effect, and the effect at its two ends.

    None, if another goes so closely with that one that the worlds do not tell the two apart.
    """
    from scipy.stats import spearmanr

    mean = differences.groupby("point").mean()
    none: dict[str, Any] = {"by": "", "correlation": np.nan, "p": np.nan}
    none |= {"at_low": np.nan, "at_high": np.nan}
    best = none
    for name in places:
        place = places[name].loc[mean.index]
        if place.nunique() < 3 or mean.nunique() < 3:
            continue
        found = spearmanr(place, mean)
        if best["by"] and abs(found.statistic) <= abs(best["correlation"]):
            continue
        rank = (place.rank() - 0.5) / place.size
        best = {
            "by": name,
            "correlation": float(found.statistic),
            "p": min(1.0, float(found.pvalue) * places.shape[1]),
            "at_low": float(mean[rank <= THIRD].mean()),
            "at_high": float(mean[rank > 1 - THIRD].mean()),
        }
    return none if best["by"] and _has_twin(places.loc[mean.index], best["by"]) else best


def _has_twin(places: pd.DataFrame, name: str) -> bool:
    """Return whether another parameter goes so closely with one that the two are not told apart."""
    others = places.drop(columns=name)
    varied = others.loc[:, others.nunique() > 1]
    return bool((varied.corrwith(places[name], method="spearman").abs() > ALIKE).any())


# ------------------------------------------------------------------------------------------ Shapley


def shapley_values(worth: dict[frozenset[str], np.ndarray], players: Sequence[str]) -> np.ndarray:
    """Return Shapley's values from the worth of every coalition.

    Parameters
    ----------
    worth
        Coalition → what it yields, shape (n,): one number a replicate.
    players
        Their names, p of them.

    Returns
    -------
    ndarray
        Shape (n, p): Σ over coalitions S without i of |S|!·(p − |S| − 1)!/p!·(v(S + i) − v(S)).
    """
    p = len(players)
    values = [np.zeros_like(worth[frozenset()], dtype=float) for _ in players]
    for coalition, yields in worth.items():
        weight = 1.0 / (p * comb(p - 1, len(coalition))) if len(coalition) < p else 0.0
        for k, player in enumerate(players):
            if player not in coalition:
                values[k] = values[k] + weight * (worth[coalition | {player}] - yields)
    return np.stack(values, axis=-1)


def shapley(runs: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """Return the Shapley values of the maintenance practices, in payoff and in lifetime.

    Returns
    -------
    DataFrame
        A row an outcome and practice: ``value``, its 95 % BCa interval over replicates, p and q,
        ``alone`` (what it adds where nothing else is done) and ``last`` (what it adds to all the
        others). Replicates in which a coalition lacks the outcome are left out.
    """
    if not experiment.analysis.shapley:
        return pd.DataFrame(columns=["outcome", "practice", "value", "low", "high", "n", "p", "q"])
    parts = [pd.DataFrame(_shapley_rows(runs, experiment, outcome)) for outcome in JUDGED]
    table = pd.concat(parts, ignore_index=True)
    return table.assign(q=false_discovery(table["p"].to_numpy()))


def _shapley_rows(
    runs: pd.DataFrame, experiment: Experiment, outcome: str
) -> Iterator[dict[str, Any]]:
    wide = by_unit(runs, outcome)
    names = {frozenset(kept): coalition_arm(kept, experiment.baseline) for kept in coalitions()}
    complete = wide.reindex(columns=list(names.values())).dropna()
    worth = {kept: complete[arm].to_numpy() for kept, arm in names.items()}
    values = shapley_values(worth, MAINTENANCE)
    everything, nothing = frozenset(MAINTENANCE), frozenset[str]()
    for k, practice in enumerate(MAINTENANCE):
        own = values[:, k]
        low, high, method = bca_interval(own)
        yield {
            "outcome": outcome,
            "practice": practice,
            "n": own.size,
            "value": _average(own),
            "low": low,
            "high": high,
            "interval": method,
            "p": permutation_p(own),
            "alone": _average(worth[frozenset({practice})] - worth[nothing]),
            "last": _average(worth[everything] - worth[everything - {practice}]),
        }


def _average(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")
