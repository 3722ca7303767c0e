"""How long memberships last, and why they end: survival, hazard by age, restricted means, causes.

The life table is that of outcomes (:mod:`sim.measures.survival`), of the memberships of all
replicates together. Runs are clusters: the memberships of a run share its agents, its luck and its
alliances, so that Greenwood's error, which takes every life as independent, is too small. Intervals
therefore leave out one replicate at a time (the jackknife over clusters of Lipsitz, Dear & Zhao
1994) and use t with replicates − 1 degrees of freedom: a curve that pools all lives keeps its tail
where single replicates have nobody left, and needs no resampling. Survival is put on the scale
log(−log S) and hazards on log h, so that no interval leaves [0, 1] or passes zero. A single run has
Greenwood's interval for want of a better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtr

from experiments.statistics.intervals import (
    FEWEST_FOR_AN_INTERVAL,
    LEVEL,
    critical_t,
    critical_z,
    permutation_p,
)
from sim.measures.lifetimes import Lifetimes
from sim.measures.survival import HORIZON, ByAge, carried, restricted_mean

#: Ages over which hazards are told, in weeks: from … up to.
AGES = (0, 4, 13, 26, 52, 104, 208)


def ages_within(weeks: int) -> tuple[int, ...]:
    """Return the ages that so many weeks allow; of fewer than four there is one bin, of them all.

    >>> ages_within(30), ages_within(3)
    ((0, 4, 13, 26), (0, 3))
    """
    return tuple(age for age in AGES if age <= weeks) if weeks >= AGES[1] else (0, weeks)


def _groups(lives: Lifetimes, by: Sequence[str]) -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """Give every group: its names, and which rows are its own."""
    number = lives.whose.groupby(list(by), sort=False, observed=True).ngroup().to_numpy()
    names = lives.whose[list(by)].drop_duplicates().to_dict("records")
    for k, name in enumerate(names):
        yield {str(column): value for column, value in name.items()}, number == k


def _by_age(lives: Lifetimes, rows: np.ndarray, among: np.ndarray | None = None) -> ByAge:
    """Return the life tables of some rows, a row a replicate: of theirs, or of all ``among``."""
    whose = lives.whose["replicate"].to_numpy()
    replicates = np.unique(whose[rows if among is None else among])
    return lives.by_age(np.searchsorted(replicates, whose[rows]), rows, replicates.size)


def _together(tables: ByAge) -> ByAge:
    """Return the life table of all replicates."""
    return ByAge(*(counts.sum(axis=0) for counts in tables))


def _without_each(tables: ByAge) -> ByAge:
    """Return the life tables of all with one replicate (row) left out at a time."""
    return ByAge(*(counts.sum(axis=0) - counts for counts in tables))


def _jackknife_half(left_out: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half width of the jackknife's t-interval; replicates in rows of ``left_out``."""
    n = left_out.shape[0]
    if n < FEWEST_FOR_AN_INTERVAL:
        return np.full(left_out.shape[1:], np.nan)
    spread = left_out - left_out.mean(axis=0)
    error = np.sqrt((n - 1) / n * (spread**2).sum(axis=0))
    return np.asarray(critical_t(level, n - 1) * error)


def _log_log(survival: np.ndarray) -> np.ndarray:
    """Return log(−log S), NaN where S is 0 or 1."""
    inside = (survival > 0) & (survival < 1)
    return np.where(inside, np.log(-np.log(np.where(inside, survival, 0.5))), np.nan)


def _greenwood_half(one: ByAge, survival: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half width of Greenwood's interval on the scale log(−log S) for one run."""
    inside = (survival > 0) & (survival < 1)
    error = np.sqrt(one.greenwood()) / np.where(inside, -np.log(np.where(inside, survival, 0.5)), 1)
    return np.where(inside, critical_z(level) * error, np.nan)


def survival(lives: Lifetimes, by: Sequence[str] = ("arm",), horizon: int = 208) -> pd.DataFrame:
    """Return survival curves: a row a group and week with survival, low, high and lives at risk.

    Parameters
    ----------
    lives
        From :func:`sim.measures.lifetimes.count`.
    by
        Columns that make a group.
    horizon
        Last age in weeks.
    """
    parts = []
    for name, rows in _groups(lives, by):
        tables = _by_age(lives, rows).upto(horizon)
        total = _together(tables)
        curve = total.survival()
        if len(tables.ended) > 1:
            half = _jackknife_half(_log_log(_without_each(tables).survival()))
        else:
            half = _greenwood_half(total, curve)
        middle = _log_log(curve)
        low, high = np.exp(-np.exp(middle + half)), np.exp(-np.exp(middle - half))
        certain = np.isin(curve, (0.0, 1.0))  # nobody or everybody ended: nothing to vary
        part = {
            "week": np.arange(horizon + 1),
            "survival": curve,
            "low": np.where(certain, curve, low),
            "high": np.where(certain, curve, high),
            "at_risk": total.at_risk,
        }
        parts.append(pd.DataFrame(part).assign(**name))
    columns = [*by, "week", "survival", "low", "high", "at_risk"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def hazard(
    lives: Lifetimes, by: Sequence[str] = ("arm",), ages: Sequence[int] = AGES
) -> pd.DataFrame:
    """Return the weekly hazard by age: a row a group and bin with hazard, low, high and endings.

    A bin [from, to) has the endings at ages ``from`` … ``to`` − 1 ÷ the lives at risk at these.
    """
    parts = []
    for name, rows in _groups(lives, by):
        tables = _by_age(lives, rows)
        for start, stop in pairwise(ages):
            counts = tables.between(start, stop)
            rate, low, high = _rate(counts)
            bin_ = {"from": start, "to": stop, "hazard": rate, "low": low, "high": high}
            parts.append({**name, **bin_, "endings": int(counts.ended.sum())})
    return pd.DataFrame(parts, columns=[*by, "from", "to", "hazard", "low", "high", "endings"])


def _rate(counts: ByAge) -> tuple[float, float, float]:
    """Return a rate and its interval by leaving out replicates, on the scale of the logarithm."""
    ended, at_risk = _together(counts)
    if at_risk == 0:
        return (float("nan"),) * 3
    rate = ended / at_risk
    if counts.ended.size == 1 and rate > 0:  # one run: lives as independent, as Greenwood has them
        factor = np.exp(critical_z(LEVEL) / np.sqrt(ended))
        return float(rate), float(rate / factor), float(rate * factor)
    rest = _without_each(counts)
    if rate == 0 or not ((rest.ended > 0) & (rest.at_risk > 0)).all():
        return float(rate), float("nan"), float("nan")
    half = float(_jackknife_half(np.log(rest.ended / rest.at_risk)))
    return float(rate), float(rate * np.exp(-half)), float(rate * np.exp(half))


def restricted_means(
    lives: Lifetimes, by: Sequence[str] = ("arm",), horizon: int = HORIZON
) -> pd.DataFrame:
    """Return the mean life up to a horizon, Σ S(t) over t < horizon: mean, low, high, in weeks.

    Where nobody is left at risk before the horizon the mean does not exist, unless S is under 1 %
    by then and is carried on (:func:`sim.measures.survival.carried`).
    """
    parts = []
    for name, rows in _groups(lives, by):
        tables = _by_age(lives, rows).upto(horizon)
        mean = restricted_mean(_together(tables).survival(), horizon)
        left_out = carried(_without_each(tables).survival())
        half = float(_jackknife_half(left_out[:, :horizon].sum(axis=1)))
        numbers = {"mean": mean, "low": mean - half, "high": mean + half}
        parts.append({**name, **numbers, "lives": int(tables.at_risk[:, 0].sum())})
    return pd.DataFrame(parts, columns=[*by, "mean", "low", "high", "lives"])


def endings(lives: Lifetimes, by: Sequence[str] = ("arm",)) -> pd.DataFrame:
    """Return why memberships ended: a row a group and reason with its share of all endings.

    Shares are means over replicates with t-intervals, within [0, 1].
    """
    keys = [*by, "replicate", "reason"]
    grouped = lives.reasons.groupby(keys, sort=False, observed=True)
    counts = grouped["lives"].sum().unstack("reason")
    shares = counts.fillna(0).div(counts.sum(axis=1), axis=0)
    grouped = shares.groupby(list(by), sort=False, observed=True)
    n = grouped.size().to_numpy()[:, None]
    mean, sd = grouped.mean(), grouped.std()
    t = np.where(n >= FEWEST_FOR_AN_INTERVAL, critical_t(LEVEL, np.maximum(n - 1, 1)), np.nan)
    half = sd * (t / np.sqrt(n))
    low, high = (mean - half).clip(lower=0.0), (mean + half).clip(upper=1.0)
    table = pd.concat({"share": mean, "low": low, "high": high}, axis=1)
    return table.stack("reason", future_stack=True).reset_index()


def log_rank(lives: Lifetimes, baseline: str, by: str = "arm") -> pd.DataFrame:
    """Return log-rank tests of every group against the baseline, stratified by replicate.

    Parameters
    ----------
    lives
        From :func:`sim.measures.lifetimes.count`; groups of a replicate share its luck.
    baseline
        The group that the others are compared with.
    by
        The column that names groups.

    Returns
    -------
    DataFrame
        A row a group: ``ratio``, Peto's hazard ratio exp(Σ(O − E)/ΣV) to the baseline; ``p``, of
        Σ(O − E) with the signs of replicates flipped, since lives of a run are no independent
        cases (a single run has the textbook's normal p for want of a better; among several
        replicates there is none for lives of one alone).
    """
    rows = []
    names = lives.whose[by].to_numpy()
    several = lives.whose["replicate"].nunique() > 1
    for name in dict.fromkeys(names):
        if name == baseline:
            continue
        both = np.isin(names, (name, baseline))
        every = _by_age(lives, both)
        mine = _by_age(lives, names == name, among=both)
        excess, variance = _observed_minus_expected(every, mine)
        total = float(variance.sum())
        known = total > 0
        ratio = float(np.exp(excess.sum() / total)) if known else float("nan")
        if several:
            p = permutation_p(excess) if known else np.nan
        else:
            p = float(2 * ndtr(-abs(excess.sum()) / np.sqrt(total))) if known else np.nan
        row = {by: name, "baseline": baseline, "ratio": ratio, "p": p}
        rows.append({**row, "lives": int(every.at_risk[:, 0].sum())})
    return pd.DataFrame(rows, columns=[by, "baseline", "ratio", "p", "lives"])


def _observed_minus_expected(every: ByAge, mine: ByAge) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-rank's O − E of one group among two, and its hypergeometric variance."""
    d, n, d1, n1 = every.ended, every.at_risk, mine.ended, mine.at_risk
    share = n1 / np.maximum(n, 1)
    left = (n - d) / np.maximum(n - 1, 1)
    expected, variance = d * share, d * share * (1 - share) * left
    return (d1 - expected).sum(axis=1), variance.sum(axis=1)
