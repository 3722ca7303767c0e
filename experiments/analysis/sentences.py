"""Numbers in words: the sentences that answer a question about arms, or about one world.

Everything here takes tables made by :mod:`experiments.analysis.comparison` and says what stands in
them, no more: what cannot be told apart is called so, and how many digits are shown follows the
interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import isfinite

import pandas as pd

from experiments.analysis.formatting import (
    Row,
    among,
    digits,
    figure,
    listed,
    measure,
    over,
    probability,
    share,
    size,
    span,
    with_interval,
)
from experiments.statistics.intervals import DISCOVERY
from experiments.statistics.ranking import Contest
from sim.measures.outcomes import about

#: How the best is spoken of, where "has the highest payoff" would be stiff.
PHRASES = {
    "payoff": "pays best",
    "lifetime": "keeps alliances longest",
    "allies": "has most allies",
    "memberships": "is in most alliances",
    "allies_at_the_end": "ends with the most allies",
}


def winner(
    outcome: str, summary: pd.DataFrame, ranks: pd.DataFrame, gaps: pd.DataFrame, of: str = "arm"
) -> str:
    """Say which name is best, by how much and how surely; or that it cannot be said.

    Parameters
    ----------
    outcome
        What the names are ranked by.
    summary, ranks, gaps
        The tables of a contest: intervals, order, and the lead of the first over every other.
    of
        What the names are, in the singular: "arm", "strategy", "family".
    """
    label, unit, better = about(outcome)
    rows = summary.set_index("name")
    first, second = ranks["name"].iloc[0], ranks["name"].iloc[1]
    lead = gaps.set_index("name").loc[second]
    if not isfinite(lead["low"]):
        order = f"{first} ({figure(rows.loc[first, 'mean'], 2)}) before {second}"
        few = "Two replicates put" if lead["n"] == 2 else "One replicate puts"
        return f"{few} {order} in {label}; how surely, only more replicates can tell."
    away = size(lead, "difference")
    most = "less" if better < 0 else "more"
    best = ranks["best"].iloc[0]
    often = f"; it was best in {share(best)} of resamples" if isfinite(best) else ""
    tied = list(ranks.loc[ranks["maybe_best"], "name"])
    if tied == [first]:
        phrase = PHRASES.get(outcome, f"has the {'lowest' if better < 0 else 'highest'} {label}")
        own = with_interval(rows.loc[first], name=True)
        return (
            f"{first} {phrase}: {measure(own, unit)}, {away} {most} than {second}, the next{often}."
        )
    own = measure(with_interval(rows.loc[first]), unit)
    leads = f"{first}, with {own}, leads {second} by {away}, 95 % intervals in brackets{often}."
    plural = {"strategy": "strategies"}.get(of, f"{of}s")
    if len(tied) == len(ranks):
        return f"Which {of} is best in {label} cannot be told: {leads}"
    who = among(tied, len(ranks), plural)
    return f"The best in {label} is among {who} (95 % confidence): {leads}"


def against(outcome: str, table: pd.DataFrame, baseline: str) -> str:
    """Say how many arms differ from the baseline in an outcome, and in which way."""
    rows = table[table["outcome"] == outcome]
    n = int(rows["n"].max())
    if least_p(n) > DISCOVERY:
        return f"With {n} replicates a permutation test cannot find a difference: it takes six."
    better = about(outcome).better
    gain = rows["difference"] * (better or 1)
    differ = rows["q"] < DISCOVERY
    up, down = int((differ & (gain > 0)).sum()), int((differ & (gain < 0)).sum())
    rest = len(rows) - up - down
    words = ("better", "worse") if better else ("higher", "lower")
    said = [f"{k} {word}" for k, word in ((up, words[0]), (down, words[1])) if k]
    said += [f"{rest} not to be told from it"] if rest else []
    rate = f"false discovery rate {100 * DISCOVERY:.0f} %"
    return f"Of the {len(rows)} arms set against {baseline}, the baseline: {listed(said)} ({rate})."


def least_p(n: int) -> float:
    """Return the least p that flipping the signs of ``n`` differences can give, two-sided."""
    return 2.0 / 2.0**n


def too_few(replicates: int) -> str:
    """Say that so many replicates cannot tell a difference from none; "" if they can."""
    if least_p(replicates) <= DISCOVERY:
        return ""
    if replicates < 2:
        return "p does not exist with one replicate: use 6 or more"
    least = probability(least_p(replicates))
    return f"p cannot be under {least} with {replicates} replicates: use 6 or more"


def level(outcome: str, row: Row) -> str:
    """Say the mean of one outcome: "payoff 2.41 utility (95 % interval 2.35–2.47)"."""
    label, unit, _ = about(outcome)
    decimals = digits((row["high"] - row["low"]) / 2, row["mean"])
    text = f"{label} {measure(figure(row['mean'], decimals), unit)}"
    if not isfinite(row["low"]):
        return text
    return f"{text} ({span(row['low'], row['high'], decimals)})"


def levels(summary: pd.DataFrame, outcomes: Sequence[str]) -> str:
    """Say the means of one arm, with 95 % intervals over replicates."""
    rows = summary.set_index("outcome")
    there = rows[rows["mean"].notna()].index
    said = [level(outcome, rows.loc[outcome]) for outcome in outcomes if outcome in there]
    n = int(rows["n"].max())
    if not said:
        return "None of the outcomes exists in these runs."
    text = f"{listed(said)} ({over(n)})."
    return f"{text[0].upper()}{text[1:]}"


def others(
    summary: pd.DataFrame, outcomes: Sequence[str], candidates: Mapping[str, Sequence[str]]
) -> str:
    """Say which arm is best in further outcomes; nothing for outcomes without a better end.

    Parameters
    ----------
    summary
        Means of all outcomes by arm.
    outcomes
        Of which to speak.
    candidates
        Outcome → the arms that cannot be ruled out as the best.
    """
    said = []
    for outcome in outcomes:
        label, unit, better = about(outcome)
        rows = summary[(summary["outcome"] == outcome) & summary["mean"].notna()]
        if not better or rows.empty:
            continue
        row: Row = rows.iloc[int((rows["mean"] * better).argmax())]
        text = f"in {label} {row['arm']}, {measure(with_interval(row), unit)}"
        rest = [arm for arm in candidates[outcome] if arm != row["arm"]]
        if rest:
            text += f", or {listed(rest) if len(rest) < 3 else f'{len(rest)} others'}"
        said.append(text)
    return f"Best {'; '.join(said)}." if said else ""


def within(strategies: pd.DataFrame, most: int = 6) -> str:
    """Say who earns most and least inside each arm's population; nothing without mixes."""
    if strategies.empty:
        return ""
    said = []
    payoffs = strategies[(strategies["outcome"] == "payoff") & strategies["mean"].notna()]
    for arm, rows in payoffs.groupby("arm", sort=False, observed=True):
        order = rows.sort_values("mean", ascending=False)
        first: Row = order.iloc[0]
        last: Row = order.iloc[-1]
        ends = (f"{row['strategy']} {with_interval(row)}" for row in (first, last))
        said.append(f"{arm}: {' and '.join(ends)}")
    text = "; ".join(said[:most])
    return f"Within populations, the strategies with most and least payoff are, in {text}."


# ------------------------------------------------------------------------------------ whole answers


def of_arms(
    best: Contest,
    summary: pd.DataFrame,
    table: pd.DataFrame,
    baseline: str,
    candidates: Mapping[str, Sequence[str]],
) -> list[str]:
    """Answer a comparison of arms: who is best, what differs from the baseline, what else is.

    Parameters
    ----------
    best
        The contest of the arms in the main outcome: ``summary``, ``ranks``, ``gaps``.
    summary, table
        Means of all outcomes, and differences to the baseline.
    baseline
        The arm that the others are compared with.
    candidates
        Outcome → the arms that cannot be ruled out as the best in it; the main outcome first.
    """
    main, *further = candidates
    if len(best.ranks) < 2:
        return [levels(summary[summary["arm"] == baseline], list(candidates))]
    said = [winner(main, best.summary, best.ranks, best.gaps)]
    if len(best.ranks) > 2 and table["q"].notna().any():
        said.append(against(main, table, baseline))
    said.append(others(summary, further[:3], candidates))
    return [part for part in said if part]


def of_one_world(
    summary: pd.DataFrame, outcomes: Sequence[str], contests: Iterable[tuple[str, Contest]]
) -> list[str]:
    """Answer for a single arm: who is best inside it, and the means of its outcomes."""
    said = []
    for of, inner in contests:
        if len(inner.ranks) > 1:
            said.append(winner(inner.outcome, inner.summary, inner.ranks, inner.gaps, of))
    return [*said, levels(summary, outcomes[:4])]
