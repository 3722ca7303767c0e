"""What a design's runs say: outcomes at its points, along each parameter, and who wins where.

Every function takes the table of runs and gives a tidy table. Intervals are Student's at 95 %: over
replicates for grids and lists; over points for samples, where a curve runs through slices of the
range with equally many points in each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import comb, isfinite, sqrt

import numpy as np
import pandas as pd

from experiments.analysis.formatting import (
    Row,
    column_digits,
    levels_apart,
    listed,
    with_interval,
)
from experiments.config.design import Design, Vary
from experiments.config.samplers import SAMPLERS
from experiments.results.results import Results
from experiments.statistics.intervals import LEVEL, critical_t, summarise, wide
from experiments.statistics.ranking import maybe_best, paired
from sim.measures.outcomes import about

#: Slices of a sampled range, and the fewest points in one.
SLICES, FEWEST = 8, 5


@dataclass(frozen=True)
class Averaged(Results):
    """Results whose runs are means over the points of a design: a row an arm and replicate."""

    @cached_property
    def every(self) -> pd.DataFrame:
        """The runs themselves, a row an arm, point and replicate."""
        return Results(self.folder).runs

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row an arm and replicate; outcomes are means over the points that were done.

        A replicate is averaged over the same points in every arm, so that arms can be compared: a
        point at which one of its arms failed is left out of all, but for an arm of which nothing is
        there at all.
        """
        return over_points(self.every)


def over_points(runs: pd.DataFrame) -> pd.DataFrame:
    """Return the means of runs over points, a row an arm and replicate."""
    keys = ["arm", "replicate"]
    first = runs.groupby(keys, sort=False, as_index=False).first()
    done = runs[runs["status"] == "done"]
    of_all = done.groupby("replicate")["arm"].transform("nunique")
    done = done[done.groupby(["replicate", "point"])["arm"].transform("nunique") == of_all]
    outcomes = list(runs.columns[list(runs).index("repeat") + 1 :])
    means = done.groupby(keys, sort=False)[outcomes].mean().reset_index().assign(status="done")
    kept = first.drop(columns=[*outcomes, "status"]).merge(means, on=keys, how="left")
    return kept.assign(status=kept["status"].fillna("failed"))


def averaged(results: Results) -> Results:
    """Return results as they are compared: with a design, averaged over its points."""
    return results if results.experiment.design is None else Averaged(results.folder)


def responses(runs: pd.DataFrame, design: Design, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return an outcome a row: arm, point, varied parameters, outcome, n, mean, sd, low, high."""
    table = summarise(runs, ["arm", "point"], outcomes)
    places = runs.drop_duplicates(["arm", "point"])[["arm", "point", *design.names]]
    found = places.merge(table, on=["arm", "point"])
    order = {outcome: k for k, outcome in enumerate(outcomes)}
    return found.sort_values(["outcome"], key=lambda o: o.map(order), kind="stable").reset_index(
        drop=True
    )


def curves(runs: pd.DataFrame, design: Design, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return every outcome along every parameter, averaged over all others.

    Returns
    -------
    DataFrame
        arm, parameter, level, outcome, n, missing, mean, sd, low, high.
    """
    parts = []
    for vary in design.vary:
        over = _unit(design, vary)
        level = _slices(runs[vary.name]) if over == "point" else runs[vary.name]
        groups = ["arm", "level", over]
        means = runs.assign(level=level).groupby(groups, sort=False, observed=True)
        part = summarise(means[list(outcomes)].mean().reset_index(), ["arm", "level"], outcomes)
        part.insert(1, "parameter", vary.name)
        parts.append(part.sort_values("level", kind="stable"))
    found = pd.concat([part.astype({"level": object}) for part in parts], ignore_index=True)
    return found


def _unit(design: Design, vary: Vary) -> str:
    """Return over what the curve of a parameter has intervals: a sampled range has other points."""
    sampled = bool(SAMPLERS[design.sampler].points) and not vary.levels
    return "point" if sampled else "replicate"


def _slices(values: pd.Series) -> pd.Series:
    """Return, for each value, the mean of the slice of values that it falls into."""
    distinct = values.nunique()
    count = max(2, min(SLICES, distinct // FEWEST))
    place = (values.rank(method="dense") - 1) * count // distinct
    means = values.groupby(place).transform("mean")
    told = levels_apart(means.unique().tolist())
    return means.map(lambda mean: float(told[mean]))


def winners(runs: pd.DataFrame, design: Design, outcome: str) -> pd.DataFrame:
    """Return which arm is best at every point, and how far ahead of the second.

    Returns
    -------
    DataFrame
        point, the varied parameters, best, second, lead (by which best is better), low and high of
        its interval over paired replicates, maybe (the arms that cannot be ruled out as the best),
        and whether the best is ``clear``: it alone cannot be ruled out.
    """
    sign = -1.0 if about(outcome).better < 0 else 1.0
    rows = []
    for point, part in runs.groupby("point", sort=True):
        values = wide(part, "arm", outcome).dropna(axis=1, how="all") * sign
        if values.shape[1] < 2:
            continue
        still = maybe_best(values)
        best, second = values.mean().sort_values(ascending=False, kind="stable").index[:2]
        lead = paired(values[best], values[second])
        rows.append(
            {
                "point": point,
                **part.iloc[0][design.names].to_dict(),
                "outcome": outcome,
                "best": best,
                "second": second,
                "lead": lead["difference"],
                "low": lead["low"],
                "high": lead["high"],
                "maybe": ", ".join(still.index[still]),
                "clear": bool(still.sum() == 1 and values.notna().any(axis=1).sum() > 1),
            }
        )
    return pd.DataFrame(rows)


def noise(runs: pd.DataFrame, outcomes: Sequence[str]) -> pd.DataFrame:
    """Return how much of the variance between the points' means is luck: arm, outcome, noise.

    Replicates share their luck at all points, so that what a seed adds everywhere is no noise:
    what counts is the interaction of points and seeds, divided by the number of replicates. NaN
    for one replicate, of which it cannot be known.
    """
    rows = []
    for arm, part in runs.groupby("arm", sort=False, observed=True):
        for outcome in outcomes:
            table = part.pivot_table(index="point", columns="replicate", values=outcome).dropna()
            rows.append({"arm": arm, "outcome": outcome, "noise": _noise(table.to_numpy())})
    return pd.DataFrame(rows)


def _noise(y: np.ndarray) -> float:
    """Return the share of noise in the variance of row means; y has a row a point."""
    if min(y.shape) < 2 or not np.ptp(y.mean(axis=1)):
        return float("nan")
    left = y - y.mean(axis=1, keepdims=True) - y.mean(axis=0, keepdims=True) + y.mean()
    variance = float(np.sum(left**2)) / ((y.shape[0] - 1) * (y.shape[1] - 1))
    return float(min(1.0, variance / y.shape[1] / float(np.var(y.mean(axis=1), ddof=1))))


# -------------------------------------------------------------------------------------- in words


def sentences_of_curves(found: pd.DataFrame, design: Design, outcome: str) -> Iterator[str]:
    """Say for each parameter, arm by arm, where an outcome is highest and lowest on its curve.

    The ends of a curve were chosen for lying far apart, and of many curves some do by luck: they
    are told where they differ at 95 % for all pairs of levels of all curves together (Bonferroni).
    """
    label = about(outcome).label
    units = {vary.name: _unit(design, vary) for vary in design.vary}
    many = found["arm"].nunique() > 1
    rows = found[found["outcome"] == outcome].dropna(subset=["mean"])
    by_curve = rows.groupby(["parameter", "arm"], sort=False, observed=True)
    pairs = sum(comb(levels, 2) for levels in by_curve.size())
    for (parameter, arm), part in by_curve:
        order = part.sort_values("mean", kind="stable").to_dict("records")
        top, bottom = order[-1], order[0]
        of = f"{arm}: " if many else ""
        told = levels_apart(part["level"], figures=6)
        known = isfinite(top["low"]) and isfinite(bottom["high"])
        if top["mean"] == bottom["mean"]:
            yield f"{of}Along {parameter}, {label} is the same at all levels."
        elif known and not _apart(top, bottom, pairs):
            yield f"{of}Along {parameter}, no change of {label} can be told from luck."
        else:
            decimals = column_digits(part)
            high = with_interval(top, name=True, decimals=decimals)
            low = with_interval(bottom, decimals=decimals)
            few = "" if known else f"; how surely, only more {units[str(parameter)]}s can tell"
            yield (
                f"{of}Along {parameter}, {label} is highest at {told[top['level']]}, {high}, and"
                f" lowest at {told[bottom['level']]}, {low}{few}."
            )


def _apart(top: Row, bottom: Row, pairs: int) -> bool:
    """Return whether two means of so many pairs differ, by their intervals at a shared 95 %."""
    level = 1 - (1 - LEVEL) / pairs
    halves = (critical_t(level, row["n"] - 1) * row["sd"] / sqrt(row["n"]) for row in (top, bottom))
    return bool(top["mean"] - bottom["mean"] > sum(halves))


def sentence_of_winners(found: pd.DataFrame, outcome: str, points: int) -> str:
    """Say at how many of the points which arm is clearly best."""
    clear = found[found["clear"]]["best"].value_counts()
    told = [f"{arm} at {n}" for arm, n in clear.items()]
    level = int((found["lead"] == 0).sum())
    open_ = int((~found["clear"]).sum()) - level
    gone = points - len(found)
    said = f"Of {len(found)} points, in {about(outcome).label} the best is "
    said += listed(told) if told else "clear at none"
    said += f"; at {open_} the best cannot be told from another" if open_ else ""
    said += f"; at {level} the two best are level" if level else ""
    said += f"; at {gone} more there are no two arms to compare" if gone else ""
    return f"{said}."
