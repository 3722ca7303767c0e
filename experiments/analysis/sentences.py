"""Numbers in words: the sentences that answer a question about arms, or about one world.

Everything here takes tables made by :mod:`experiments.analysis.comparison` and says what stands in
them, no more: what cannot be told apart is called so, and how many digits are shown follows the
interval.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
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

#: Of more arms than this it is only said in how many of them runs failed.
MOST_NAMED = 8
#: How the best is spoken of, where "has the highest payoff" would be stiff.
PHRASES = {
    "payoff": "pays best",
    "lifetime": "keeps alliances longest",
    "allies": "has most allies",
    "memberships": "is in most alliances",
    "allies_at_the_end": "ends with the most allies",
}


def winner(found: Contest, of: str = "arm") -> str:
    """Say which name is best, by how much and how surely; or that it cannot be said.

    Names that are equal in every replicate are told together, and never one before the other.

    Parameters
    ----------
    found
        The names' contest, two or more of them with a rank.
    of
        What the names are, in the singular: "arm", "strategy", "family".
    """
    ranks, plural = found.ranks, {"strategy": "strategies"}.get(of, f"{of}s")
    label, unit, better = about(found.outcome)
    rows = found.summary.set_index("name")
    first = ranks["name"].iloc[0]
    equals = found.with_its_equals(first)
    who, many = among(equals, len(ranks), plural), len(equals) > 1
    own = measure(with_interval(rows.loc[first]), unit)
    rest = ranks.loc[~ranks["name"].isin(equals)]
    if rest.empty:
        return f"{who} are identical in {label}: {own}, the same in every replicate."
    who += ", identical," if many else ""
    second, level = rest["name"].iloc[0], rest["rank"].iloc[0] == 1
    lead = found.gaps.set_index("name").loc[second]
    if not isfinite(lead["low"]):
        mean = figure(rows.loc[first, "mean"], 2)
        order = f"{who} and {second} level ({mean})" if level else f"{who} ({mean}) before {second}"
        few = {2: "Two replicates put", 1: "One replicate puts"}.get(
            lead["n"], "Without a replicate in common, means put"
        )
        return f"{few} {order} in {label}; how surely, only more replicates can tell."
    away = size(lead, "difference")
    most = "less" if better < 0 else "more"
    best = ranks["best"].iloc[0]
    often = f"; {'they were' if many else 'it was'} best in {share(best)} of resamples"
    often = often if isfinite(best) else ""
    tied = list(ranks.loc[ranks["maybe_best"], "name"])
    if set(tied) == set(equals):
        highest = f"the {'lowest' if better < 0 else 'highest'} {label}"
        phrase = f"have {highest}" if many else PHRASES.get(found.outcome, f"has {highest}")
        own = with_interval(rows.loc[first], name=True)
        return (
            f"{who} {phrase}: {measure(own, unit)}, {away} {most} than {second}, the next{often}."
        )
    leads = (
        f"{who}, with {own}, lead{'s' * (not many)} {second} by {away}, 95 % intervals in brackets"
    )
    if level:
        leads = f"{who} and {second} have the same mean, {own}, {away} apart"
    leads += f"{often}."
    if len(tied) == len(ranks):
        return f"Which {of} is best in {label} cannot be told: {leads}"
    candidates = among(tied, len(ranks), plural)
    return f"The best in {label} is among {candidates} (95 % confidence): {leads}"


def against(outcome: str, table: pd.DataFrame, baseline: str) -> str:
    """Say how many arms differ from the baseline in an outcome, and in which way."""
    rows = table[table["outcome"] == outcome]
    n = int(rows["n"].max())
    if least_p(n) > DISCOVERY:
        return f"With {n} replicates a permutation test cannot find a difference: it takes six."
    better = about(outcome).better
    gain = rows["difference"] * (better or 1)
    differ = rows["q"] < DISCOVERY
    same = int(identical(rows).sum())
    up, down = int((differ & (gain > 0)).sum()), int((differ & (gain < 0)).sum())
    gone = int((rows["n"] == 0).sum())
    rest = len(rows) - up - down - same - gone
    words = ("better", "worse") if better else ("higher", "lower")
    said = [f"{k} {word}" for k, word in ((up, words[0]), (down, words[1])) if k]
    said += [f"{rest} not to be told from it"] if rest else []
    said += [f"{same} identical to it"] if same else []
    said += [f"{gone} without values to compare"] if gone else []
    rate = f"false discovery rate {100 * DISCOVERY:.0f} %"
    return f"Of the {len(rows)} arms set against {baseline}, the baseline: {listed(said)} ({rate})."


def identical(rows: pd.DataFrame) -> pd.Series:
    """Return which rows of a table of differences are of what is the same in every replicate."""
    return (rows["difference"] == 0) & (rows["sd"] == 0)


def left_out(done: Mapping[str, int], failed: Mapping[str, int], what: str = "arm") -> str:
    """Say how many runs failed, of which arms; "" if none did."""
    lost = {arm: n for arm, n in failed.items() if n}
    runs = sum(done.values()) + sum(failed.values())
    if not lost:
        return ""
    text = f"{sum(lost.values())} of {runs} runs failed and are left out"
    if len(done) == 1:
        return f"{text}."
    said = [f"{n} of {n + done[arm]} of {arm}" for arm, n in lost.items()]
    if len(said) > MOST_NAMED:
        gone = sum(not done[arm] for arm in lost)
        said = [f"in {len(lost)} of {len(done)} {what}s"]
        said += [f"{gone} of them without a run"] if gone else []
    return f"{text}: {', '.join(said)}."


def least_p(n: int) -> float:
    """Return the least p that flipping the signs of ``n`` differences can give, two-sided."""
    return 2.0 / 2.0**n


def too_few(counts: int | Collection[int]) -> str:
    """Say that so many replicates cannot tell a difference from none; "" if they can.

    Of several counts, those of several arms, the fewest are spoken of.
    """
    replicates = counts if isinstance(counts, int) else min(filter(None, counts), default=0)
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
    summary: pd.DataFrame,
    outcomes: Sequence[str],
    candidates: Mapping[str, Sequence[str]],
    lacks: Mapping[str, tuple[int, int]],
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
    lacks
        Outcome → in how many runs it is missing, if too many, and of how many.
    """
    said, same = [], []
    for outcome in outcomes:
        label, unit, better = about(outcome)
        rows = summary[(summary["outcome"] == outcome) & summary["mean"].notna()]
        if not better or rows.empty or lacks[outcome][0]:
            continue
        means = rows["mean"] * better
        row: Row = rows.iloc[int(means.argmax())]
        level = list(rows.loc[means == means.max(), "arm"])
        own = measure(with_interval(row), unit)
        if 1 < len(level) == len(rows):
            same.append(f"{label}, {own}")
            continue
        text = f"in {label} {among(level, len(rows), 'arms')}, {own}"
        rest = [arm for arm in candidates[outcome] if arm not in level]
        if rest:
            text += f", or {listed(rest) if len(rest) < 3 else f'{len(rest)} others'}"
        said.append(text)
    parts = [f"Best {'; '.join(said)}."] if said else []
    parts += [f"All arms have the same {listed(same)}."] if same else []
    told = [outcome for outcome in outcomes if about(outcome).better]
    return " ".join(filter(None, [*parts, _not_told(lacks, told)]))


def within(strategies: pd.DataFrame, most: int = 6) -> str:
    """Say who earns most and least inside each arm's population; nothing without mixes.

    Of more arms than ``most`` it is said how many are left to the table.
    """
    if strategies.empty:
        return ""
    said = []
    payoffs = strategies[(strategies["outcome"] == "payoff") & strategies["mean"].notna()]
    for arm, rows in payoffs.groupby("arm", sort=False, observed=True):
        order = rows.sort_values("mean", ascending=False)
        first: Row = order.iloc[0]
        last: Row = order.iloc[-1]
        if first["mean"] == last["mean"]:
            who = among(list(order["strategy"]), len(order), "strategies")
            said.append(f"{arm}: {who} alike, {with_interval(first)}")
            continue
        ends = (f"{row['strategy']} {with_interval(row)}" for row in (first, last))
        said.append(f"{arm}: {' and '.join(ends)}")
    if not said:
        return ""
    text = "; ".join(said[:most])
    if len(said) > most:
        text += f"; and in {len(said) - most} more in the table"
    return f"Within populations, the strategies with most and least payoff are, in {text}."


# ------------------------------------------------------------------------------------ whole answers


def of_arms(
    best: Contest,
    summary: pd.DataFrame,
    table: pd.DataFrame,
    baseline: str,
    candidates: Mapping[str, Sequence[str]],
    lacks: Mapping[str, tuple[int, int]],
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
    lacks
        Outcome → in how many runs it is missing, if too many, and of how many
        (:func:`experiments.analysis.missing.lacking`).
    """
    main, *further = candidates
    if len(best.ranks) < 2:
        label, there = about(main).label, list(best.ranks["name"])
        if there:
            return [f"Only in {there[0]} does {label} exist.", *_of(there[0], summary, candidates)]
        said = [f"{label[:1].upper()}{label[1:]} exists in no arm."]
        return [*said, *filter(None, [others(summary, further[:3], candidates, lacks)])]
    said = [_not_told(lacks, [main]) or winner(best)]
    if len(best.ranks) > 2 and table["q"].notna().any() and not lacks[main][0]:
        said.append(against(main, table, baseline))
    said.append(others(summary, further[:3], candidates, lacks))
    return [part for part in said if part]


def _not_told(lacks: Mapping[str, tuple[int, int]], outcomes: Iterable[str]) -> str:
    """Say in which outcomes no arm is told best, as too many runs lack them; "" if in none."""
    said = []
    for outcome in outcomes:
        gone, runs = lacks[outcome]
        if 0 < gone < runs:
            said.append(f"{about(outcome).label} (missing in {gone} of {runs} runs)")
    return f"No arm is told best in {listed(said)}." if said else ""


def _of(arm: str, summary: pd.DataFrame, outcomes: Iterable[str]) -> Iterator[str]:
    """Give the means of one arm, of those outcomes that it has."""
    rows = summary[(summary["arm"] == arm) & summary["mean"].notna()]
    there = [outcome for outcome in outcomes if outcome in set(rows["outcome"])]
    if there:
        yield levels(rows, there)


def of_one_world(
    summary: pd.DataFrame, outcomes: Sequence[str], contests: Iterable[tuple[str, Contest]]
) -> list[str]:
    """Answer for a single arm: who is best inside it, and the means of its outcomes."""
    said = []
    for of, inner in contests:
        if len(inner.ranks) > 1:
            said.append(winner(inner, of))
    return [*said, levels(summary, outcomes[:4])]
