"""How long memberships last, and why they end: survival, hazard by age, restricted means, causes.

Survival is Kaplan & Meier's (1958) over the memberships of all replicates together; one that was
absorbed or still runs is censored. Runs are clusters: the memberships of a run share its agents,
its luck and its alliances, so that Greenwood's error, which takes every life as independent, is
too small. Intervals therefore leave out one replicate at a time (the jackknife over clusters of
Lipsitz, Dear & Zhao 1994) and use t with replicates − 1 degrees of freedom: a curve that pools all
lives keeps its tail where single replicates have nobody left, and needs no resampling. Survival is
put on the scale log(−log S) and hazards on log h, so that no interval leaves [0, 1] or passes zero.
A single run has Greenwood's interval for want of a better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from experiments.results.durations import Lives
from experiments.statistics.intervals import FEWEST_FOR_AN_INTERVAL, LEVEL, permutation_p
from sim.state.histories import HORIZON, carried

#: Ages over which hazards are told, in weeks: from … up to.
AGES = (0, 4, 13, 26, 52, 104, 208)


class Counts(NamedTuple):
    """Endings and lives at risk of one group, counted; replicates in rows, weeks in columns."""

    ended: np.ndarray
    at_risk: np.ndarray


def _groups(lives: Lives, by: Sequence[str]) -> Iterator[tuple[dict[str, Any], np.ndarray]]:
    """Give every group: its names, and which rows are its own."""
    number = lives.whose.groupby(list(by), sort=False, observed=True).ngroup().to_numpy()
    names = lives.whose[list(by)].drop_duplicates().to_dict("records")
    for k, name in enumerate(names):
        yield {str(column): value for column, value in name.items()}, number == k


def _count(lives: Lives, rows: np.ndarray, horizon: int, among: np.ndarray | None = None) -> Counts:
    """Count endings and lives at risk, shape (replicates, horizon + 1).

    Replicates are those of the rows, or of all that these rows are among.
    """
    whose = lives.whose["replicate"].to_numpy()
    replicates = np.unique(whose[rows if among is None else among])
    place = np.searchsorted(replicates, whose[rows])
    lasted = np.zeros((2, replicates.size, horizon + 2), np.int64)
    for sums, counted in zip(lasted, (lives.ended[rows], lives.censored[rows]), strict=True):
        near = counted[:, : horizon + 1]
        np.add.at(sums[:, : near.shape[1]], place, near)
        np.add.at(sums[:, -1], place, counted[:, horizon + 1 :].sum(axis=1))
    at_risk = lasted.sum(axis=0)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return Counts(lasted[0, :, :-1], at_risk[:, :-1])


def _survival(ended: np.ndarray, at_risk: np.ndarray) -> np.ndarray:
    """Return S along the last axis, NaN from where nobody is left at risk."""
    stay = np.full(ended.shape, np.nan)
    np.divide(at_risk - ended, at_risk, out=stay, where=at_risk > 0)
    return np.cumprod(stay, axis=-1)


def _without_each(counts: np.ndarray) -> np.ndarray:
    """Return the totals with one replicate (row) left out at a time."""
    return counts.sum(axis=0) - counts


def _jackknife_half(left_out: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half width of the jackknife's t-interval; replicates in rows of ``left_out``."""
    n = left_out.shape[0]
    if n < FEWEST_FOR_AN_INTERVAL:
        return np.full(left_out.shape[1:], np.nan)
    spread = left_out - left_out.mean(axis=0)
    error = np.sqrt((n - 1) / n * (spread**2).sum(axis=0))
    return np.asarray(stats.t.ppf(0.5 + level / 2, n - 1) * error)


def _log_log(survival: np.ndarray) -> np.ndarray:
    """Return log(−log S), NaN where S is 0 or 1."""
    inside = (survival > 0) & (survival < 1)
    return np.where(inside, np.log(-np.log(np.where(inside, survival, 0.5))), np.nan)


def _greenwood_half(lives: Counts, survival: np.ndarray, level: float = LEVEL) -> np.ndarray:
    """Return the half width of Greenwood's interval on the scale log(−log S) for one run."""
    ended, at_risk = lives.ended[0], lives.at_risk[0]
    left = at_risk * (at_risk - ended)
    terms = np.zeros(ended.shape)
    np.divide(ended, left, out=terms, where=left > 0)
    inside = (survival > 0) & (survival < 1)
    error = np.sqrt(np.cumsum(terms)) / np.where(
        inside, -np.log(np.where(inside, survival, 0.5)), 1
    )
    return np.where(inside, stats.norm.ppf(0.5 + level / 2) * error, np.nan)


def survival(lives: Lives, by: Sequence[str] = ("arm",), horizon: int = 208) -> pd.DataFrame:
    """Return survival curves: a row a group and week with survival, low, high and lives at risk.

    Parameters
    ----------
    lives
        From :func:`experiments.results.durations.count`.
    by
        Columns that make a group.
    horizon
        Last age in weeks.
    """
    parts = []
    for name, rows in _groups(lives, by):
        counts = _count(lives, rows, horizon)
        total = counts.at_risk.sum(axis=0)
        curve = _survival(counts.ended.sum(axis=0), total)
        if len(counts.ended) > 1:
            left_out = _survival(_without_each(counts.ended), _without_each(counts.at_risk))
            half = _jackknife_half(_log_log(left_out))
        else:
            half = _greenwood_half(counts, curve)
        middle = _log_log(curve)
        low, high = np.exp(-np.exp(middle + half)), np.exp(-np.exp(middle - half))
        certain = np.isin(curve, (0.0, 1.0))  # nobody or everybody ended: nothing to vary
        part = {
            "week": np.arange(horizon + 1),
            "survival": curve,
            "low": np.where(certain, curve, low),
            "high": np.where(certain, curve, high),
            "at_risk": total,
        }
        parts.append(pd.DataFrame(part).assign(**name))
    columns = [*by, "week", "survival", "low", "high", "at_risk"]
    return pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)


def hazard(lives: Lives, by: Sequence[str] = ("arm",), ages: Sequence[int] = AGES) -> pd.DataFrame:
    """Return the weekly hazard by age: a row a group and bin with hazard, low, high and endings.

    A bin [from, to) has the endings after ``from`` and up to ``to`` weeks ÷ the weeks lived in it.
    """
    parts = []
    longest = lives.ended.shape[1] - 1
    for name, rows in _groups(lives, by):
        counts = _count(lives, rows, longest)
        for start, stop in pairwise(ages):
            # those at risk when a week begins live through it
            weeks = counts.at_risk[:, start + 1 : stop + 1].sum(axis=1)
            deaths = counts.ended[:, start + 1 : stop + 1].sum(axis=1)
            rate, low, high = _rate(deaths, weeks)
            bin_ = {"from": start, "to": stop, "hazard": rate, "low": low, "high": high}
            parts.append({**name, **bin_, "endings": int(deaths.sum())})
    return pd.DataFrame(parts, columns=[*by, "from", "to", "hazard", "low", "high", "endings"])


def _rate(deaths: np.ndarray, weeks: np.ndarray) -> tuple[float, float, float]:
    """Return a rate and its interval by leaving out replicates, on the scale of the logarithm."""
    if weeks.sum() == 0:
        return (float("nan"),) * 3
    rate = deaths.sum() / weeks.sum()
    if deaths.size == 1 and rate > 0:  # one run: lives taken as independent, as Greenwood does
        factor = np.exp(stats.norm.ppf(0.5 + LEVEL / 2) / np.sqrt(deaths.sum()))
        return float(rate), float(rate / factor), float(rate * factor)
    rest_deaths, rest_weeks = _without_each(deaths), _without_each(weeks)
    if rate == 0 or not ((rest_deaths > 0) & (rest_weeks > 0)).all():
        return float(rate), float("nan"), float("nan")
    half = float(_jackknife_half(np.log(rest_deaths / rest_weeks)))
    return float(rate), float(rate * np.exp(-half)), float(rate * np.exp(half))


def restricted_means(
    lives: Lives, by: Sequence[str] = ("arm",), horizon: int = HORIZON
) -> pd.DataFrame:
    """Return the mean life up to a horizon, Σ S(t) over t < horizon: mean, low, high, in weeks.

    Where nobody is left at risk before the horizon the mean does not exist, unless S is under 1 %
    by then and is carried on (:func:`sim.state.histories.carried`).
    """
    parts = []
    for name, rows in _groups(lives, by):
        counts = _count(lives, rows, horizon)
        curve = carried(_survival(counts.ended.sum(axis=0), counts.at_risk.sum(axis=0)))
        left_out = carried(_survival(_without_each(counts.ended), _without_each(counts.at_risk)))
        mean = float(curve[:horizon].sum())
        half = float(_jackknife_half(left_out[:, :horizon].sum(axis=1)))
        numbers = {"mean": mean, "low": mean - half, "high": mean + half}
        parts.append({**name, **numbers, "lives": int(counts.at_risk[:, 0].sum())})
    return pd.DataFrame(parts, columns=[*by, "mean", "low", "high", "lives"])


def endings(lives: Lives, by: Sequence[str] = ("arm",)) -> pd.DataFrame:
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
    t = np.where(
        n >= FEWEST_FOR_AN_INTERVAL, stats.t.ppf(0.5 + LEVEL / 2, np.maximum(n - 1, 1)), np.nan
    )
    half = sd * (t / np.sqrt(n))
    low, high = (mean - half).clip(lower=0.0), (mean + half).clip(upper=1.0)
    table = pd.concat({"share": mean, "low": low, "high": high}, axis=1)
    return table.stack("reason", future_stack=True).reset_index()


def log_rank(lives: Lives, baseline: str, by: str = "arm") -> pd.DataFrame:
    """Return log-rank tests of every group against the baseline, stratified by replicate.

    Parameters
    ----------
    lives
        From :func:`experiments.results.durations.count`; groups of a replicate share its luck.
    baseline
        The group that the others are compared with.
    by
        The column that names groups.

    Returns
    -------
    DataFrame
        A row a group: ``ratio``, Peto's hazard ratio exp(Σ(O − E)/ΣV) to the baseline; ``p``, of
        Σ(O − E) with the signs of replicates flipped, since lives of a run are no independent
        cases (a single run has the textbook's normal p for want of a better).
    """
    rows = []
    names, longest = lives.whose[by].to_numpy(), lives.ended.shape[1] - 1
    for name in dict.fromkeys(names):
        if name == baseline:
            continue
        both = np.isin(names, (name, baseline))
        every = _count(lives, both, longest)
        mine = _count(lives, names == name, longest, among=both)
        excess, variance = _observed_minus_expected(every, mine)
        total = float(variance.sum())
        known = total > 0
        ratio = float(np.exp(excess.sum() / total)) if known else float("nan")
        if excess.size > 1:
            p = permutation_p(excess)
        else:
            p = float(2 * stats.norm.sf(abs(excess.sum()) / np.sqrt(total))) if known else np.nan
        row = {by: name, "baseline": baseline, "ratio": ratio, "p": p}
        rows.append({**row, "lives": int(every.at_risk[:, 0].sum())})
    return pd.DataFrame(rows, columns=[by, "baseline", "ratio", "p", "lives"])


def _observed_minus_expected(every: Counts, mine: Counts) -> tuple[np.ndarray, np.ndarray]:
    """Return the log-rank's O − E of one group among two, and its hypergeometric variance."""
    d, n, d1, n1 = every.ended, every.at_risk, mine.ended, mine.at_risk
    share = n1 / np.maximum(n, 1)
    left = (n - d) / np.maximum(n - 1, 1)
    expected, variance = d * share, d * share * (1 - share) * left
    return (d1 - expected).sum(axis=1), variance.sum(axis=1)
