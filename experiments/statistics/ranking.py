"""Names ranked and compared on common random numbers: replicate r meets the same luck in each.

What belongs to one name has a 95 % t-interval over replicates. What belongs to two has differences
within replicates: their mean, a 95 % BCa bootstrap interval and a permutation p under
false-discovery control (:mod:`experiments.statistics.intervals`). A value that does not exist is
left out, with its pair, and counted. Equals share their place: names whose means are the same are
never ranked one above the other, and of names that are the same in every replicate it is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.statistics.intervals import (
    FEWEST_FOR_BOOTSTRAP,
    LEVEL,
    RESAMPLES,
    SEED,
    bca_interval,
    false_discovery,
    permutation_p,
    replicates_needed,
    summarise,
    wide,
)


def paired(a: pd.Series, b: pd.Series, width: float | None = None) -> dict[str, Any]:
    """Return the comparison of a with b, aligned by replicate: a row of the table of differences.

    Parameters
    ----------
    a, b
        One number a replicate, indexed by replicate.
    width
        Wanted half width of the interval; by default the size of the difference itself, so that
        ``needed`` is how many replicates tell it from zero.
    """
    both = pd.concat([a, b], axis=1, keys=["a", "b"])
    kept = both.dropna()
    differences = (kept["a"] - kept["b"]).to_numpy()
    n = differences.size
    mean = float(np.mean(differences)) if n else float("nan")
    low, high, method = bca_interval(differences)
    sd = float(np.std(differences, ddof=1)) if n > 1 else float("nan")
    apart = float(kept["a"].var() + kept["b"].var()) if n > 1 else float("nan")
    return {
        "n": n,
        "missing": len(both) - n,
        "difference": mean,
        "low": low,
        "high": high,
        "interval": method,
        "p": permutation_p(differences),
        "sd": sd,
        "saved": apart / sd**2 if n > 1 and sd > 0 else float("nan"),
        "needed": replicates_needed(sd, abs(mean) if width is None else width),
    }


def differences(
    runs: pd.DataFrame, outcomes: Sequence[str], baseline: str, width: float | None = None
) -> pd.DataFrame:
    """Return every outcome of every arm against the baseline arm, with p adjusted over all (q)."""
    rows = []
    for outcome in outcomes:
        values = wide(runs, "arm", outcome)
        for arm in values.columns.drop(baseline):
            row = paired(values[arm], values[baseline], width)
            rows.append({"arm": arm, "baseline": baseline, "outcome": outcome, **row})
    table = pd.DataFrame(rows)
    table.insert(list(table).index("p") + 1, "q", false_discovery(table["p"].to_numpy()))
    return table


#: Means that differ by no more than this part of themselves are the same but for rounding.
SAME = 1e-12


def alike(values: pd.DataFrame) -> tuple[tuple[str, ...], ...]:
    """Return the groups of columns that are exactly equal in every row, each in order."""
    groups: dict[bytes, list[str]] = {}
    for name in values:
        numbers = values[name].to_numpy(float) + 0.0  # −0 is 0
        if np.isfinite(numbers).any():
            numbers[np.isnan(numbers)] = np.nan  # one NaN for all, to the last bit
            groups.setdefault(numbers.tobytes(), []).append(str(name))
    return tuple(tuple(group) for group in groups.values() if len(group) > 1)


def places(values: np.ndarray) -> np.ndarray:
    """Return the place of each number within its row, from 0 for the highest; equals share one."""
    order = np.argsort(-values, axis=1, kind="stable")
    falling = np.take_along_axis(values, order, axis=1)
    gaps = falling[:, :-1] - falling[:, 1:]
    new = gaps > SAME * np.maximum(1.0, np.abs(falling[:, 1:]))
    first = np.where(new, np.arange(1, values.shape[1]), 0)
    shared = np.zeros(values.shape, np.int64)
    shared[:, 1:] = np.maximum.accumulate(first, axis=1)
    found = np.empty_like(shared)
    np.put_along_axis(found, order, shared, axis=1)
    return found


def ranks(values: pd.DataFrame, better: int = 1, level: float = LEVEL) -> pd.DataFrame:
    """Return names in order of their means, and how stable that order is under resampling.

    Parameters
    ----------
    values
        A row a replicate, a column a name. A name without any value has no rank; of the others
        only complete rows are drawn again.
    better
        +1 if more is better (or neither is), −1 if less is.

    Returns
    -------
    DataFrame
        Name, mean, rank (that of equals is the same), whether it is ``maybe_best``, the interval of
        its rank, and the shares of resamples in which it was ``best``, alone or with equals, and in
        which it kept its rank (``stable``): NaN for too few replicates.
    """
    sign = -1.0 if better < 0 else 1.0
    there = values.dropna(axis=1, how="all")
    complete = there.dropna().to_numpy() * sign
    means = there.mean().to_numpy() * sign
    order = np.argsort(-means, kind="stable")
    table = pd.DataFrame({"name": there.columns[order], "mean": means[order] * sign})
    table["rank"] = places(means[order][None])[0] + 1
    table["maybe_best"] = maybe_best(there * sign, level)[table["name"]].to_numpy()
    if len(complete) < FEWEST_FOR_BOOTSTRAP or table.empty:
        return table.assign(low=np.nan, high=np.nan, best=np.nan, stable=np.nan)
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(len(complete), size=(RESAMPLES, len(complete)))
    won = places(complete[drawn].mean(axis=1)[:, order])
    tails = [0.5 - level / 2, 0.5 + level / 2]
    low, high = np.quantile(won + 1, tails, axis=0, method="closest_observation")
    table = table.assign(low=low.astype(int), high=high.astype(int))
    table["best"] = (won == 0).mean(axis=0)
    return table.assign(stable=(won == table["rank"].to_numpy() - 1).mean(axis=0))


def maybe_best(values: pd.DataFrame, level: float = LEVEL) -> pd.Series:
    """Return which names cannot be ruled out as the one with the highest true mean.

    A name is out if any other is ahead of it in a one-sided paired t-test at (1 − level) ÷ (names
    − 1). The true best stays in with probability ``level`` at least (Bonferroni), however many
    names there are and although the leader was chosen for leading (after Hsu 1984).
    """
    x = values.to_numpy()
    lead = x[:, None, :] - x[:, :, None]  # replicate, name, other: how far the other is ahead
    there = np.isfinite(lead)
    n = np.sum(there, axis=0)
    mean = np.sum(lead, axis=0, where=there) / np.maximum(n, 1)
    spread = np.sum((lead - mean) ** 2, axis=0, where=there)
    error = np.sqrt(spread / np.maximum(n - 1, 1) / np.maximum(n, 1))
    alpha = (1 - level) / max(values.shape[1] - 1, 1)
    critical = -stdtrit(np.maximum(n - 1, 1), alpha)
    ahead = (n > 1) & (mean > critical * error)
    return pd.Series(~ahead.any(axis=1), index=values.columns)


@dataclass(frozen=True)
class Contest:
    """Names (arms, strategies or agents) ranked by one outcome, the first against each other."""

    outcome: str
    summary: pd.DataFrame  # name, n, missing, mean, sd, low, high
    ranks: pd.DataFrame
    gaps: pd.DataFrame  # name: the first's lead over it, by replicate
    alike: tuple[tuple[str, ...], ...] = ()  # names that are equal in every replicate

    def with_its_equals(self, name: str) -> list[str]:
        """Return a name and those that are equal to it in every replicate, in their order."""
        return next((list(group) for group in self.alike if name in group), [name])


def contest(values: pd.DataFrame, outcome: str, better: int = 1) -> Contest:
    """Rank the columns of ``values`` (a row a replicate) and compare the first with the others.

    Where no name has a value there is no rank and no first.
    """
    order = ranks(values, better)
    names = np.repeat(values.columns.to_numpy(object), len(values))
    long = pd.DataFrame({"name": names, outcome: values.to_numpy(float).ravel(order="F")})
    summary = summarise(long, ["name"], [outcome]).drop(columns="outcome")
    gaps = [
        {"name": name, **paired(values[order["name"].iloc[0]], values[name])}
        for name in order["name"].iloc[1:]
    ]
    return Contest(outcome, summary, order, pd.DataFrame(gaps), alike(values))
