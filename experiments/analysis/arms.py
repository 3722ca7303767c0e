"""The arms of an experiment in numbers, and the tables of them: for the page, and for a terminal.

The page has a table of all means and one of all differences; a terminal has room for one an
outcome.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from experiments.analysis.formatting import (
    Row,
    cell,
    column_digits,
    head,
    one_column,
    over,
    places,
    probability,
    share,
    with_interval,
)
from experiments.analysis.part import Table
from experiments.analysis.sentences import too_few
from sim.measures.outcomes import OUTCOMES, about


@dataclass(frozen=True)
class Arms:
    """What the outcomes of an experiment are, arm by arm.

    Attributes
    ----------
    summary
        A row an arm and outcome: n, missing, mean, sd, low, high.
    table
        A row an outcome and arm but the baseline: difference, low, high, interval (how it was
        made), p, q, sd, saved (variance of unpaired ÷ paired difference), needed (replicates for
        the wanted half width). Empty for one arm.
    ranks
        Arms in order of the main outcome: rank, its interval, best, stable. Empty for one arm.
    strategies
        A row an arm, strategy and column, in populations that mix strategies; else empty.
    agents
        The named agents, most allies first; empty where agents have no names.
    """

    main: str
    outcomes: tuple[str, ...]
    baseline: str
    replicates: int
    summary: pd.DataFrame
    table: pd.DataFrame
    ranks: pd.DataFrame
    strategies: pd.DataFrame
    agents: pd.DataFrame


# ------------------------------------------------------------------------------------- for the page


def page_tables(arms: Arms) -> Iterator[Table]:
    """Give the tables of the page, the means first."""
    yield _means(arms)
    if len(arms.table):
        yield _ranks(arms)
        yield _differences(arms)
    if len(arms.strategies):
        yield _strategies(arms)
    if len(arms.agents):
        yield _agents(arms)


def _note(arms: Arms) -> str:
    n = arms.replicates
    if n > 2:
        return f"Means with 95 % t-intervals over {n} replicates."
    return "Means of two replicates, no intervals." if n == 2 else "One replicate."


def _means(arms: Arms) -> Table:
    by_outcome = {
        outcome: arms.summary.query("outcome == @outcome").set_index("arm")
        for outcome in arms.outcomes
    }
    first = by_outcome[arms.main]
    order = list(arms.ranks["arm"]) if len(arms.ranks) else list(first.index)
    order += [arm for arm in first.index if arm not in order]
    decimals = {outcome: column_digits(rows) for outcome, rows in by_outcome.items()}
    rows = [
        [arm] + [with_interval(t.loc[arm], decimals=decimals[o]) for o, t in by_outcome.items()]
        for arm in order
    ]
    missing = int(arms.summary["missing"].sum())
    gone = f" {missing} values do not exist and are left out." if missing else ""
    return Table(
        title="Outcomes by arm" if len(order) > 1 else "Outcomes",
        note=_note(arms) + gone,
        heads=["arm", *[head(outcome) for outcome in by_outcome]],
        rows=rows,
    )


def _ranks(arms: Arms) -> Table:
    rows = [
        [
            row["arm"],
            str(row["rank"]),
            places(row["low"], row["high"]),
            share(row["best"]),
            share(row["stable"]),
            "yes" if row["maybe_best"] else "no",
        ]
        for _, row in arms.ranks.iterrows()
    ]
    label = about(arms.main).label
    return Table(
        title=f"Ranks by {label}",
        note=(
            "How ranks fare when replicates are drawn again with replacement, 9,999 times. Could be"
            " best: not behind any other arm in paired t-tests, together at 95 %."
        ),
        heads=["arm", "rank", "95 % of resamples", "best in", "same rank in", "could be best"],
        rows=rows,
    )


def _differences(arms: Arms) -> Table:
    rows, few = [], too_few(arms.replicates)
    for outcome, part in arms.table.groupby("outcome", sort=False):
        decimals = column_digits(part, "difference")
        for _, row in part.iterrows():
            rows.append(
                [
                    f"{about(str(outcome)).label}: {row['arm']}",
                    with_interval(row, "difference", decimals=decimals),
                    row["interval"],
                    probability(row["p"]),
                    probability(row["q"]),
                    f"{row['saved']:.1f}" if row["saved"] == row["saved"] else "–",
                    f"{row['needed']:,.0f}" if row["needed"] == row["needed"] else "–",
                    str(row["n"]),
                ]
            )
    return Table(
        title=f"Differences to {arms.baseline}",
        note=(
            "Within replicates, which share their luck. Interval: 95 %, BCa bootstrap, widened for"
            " few replicates, or t where said. p: permutation of signs; q: p adjusted for all"
            " these comparisons (Benjamini–Hochberg). Saved: by how much shared luck divides the"
            " variance of a difference. Needed: replicates that tell a difference of this size"
            " from zero."
        )
        + (f" {few}." if few else ""),
        heads=["", "difference", "interval by", "p", "q", "saved", "needed", "pairs"],
        rows=rows,
    )


def _strategies(arms: Arms) -> Table:
    columns = ["payoff", "lifetime", "allies", "memberships", "trust_received", "maintenance"]
    table = arms.strategies
    parts = {c: table.query("outcome == @c").set_index(["arm", "strategy"]) for c in columns}
    order = parts["payoff"].reset_index()
    names = list(dict.fromkeys(order["arm"]))
    order = order.assign(place=order["arm"].map(names.index))
    order = order.sort_values(["place", "mean"], ascending=[True, False])
    decimals = {c: column_digits(rows) for c, rows in parts.items()}
    rows = [
        [f"{arm}: {strategy}" if len(names) > 1 else strategy]
        + [with_interval(parts[c].loc[(arm, strategy)], decimals=decimals[c]) for c in columns]
        for arm, strategy in zip(order["arm"], order["strategy"], strict=True)
    ]
    return Table(
        title="By strategy, within one population",
        note=f"{_note(arms)} Lifetime: mean life of memberships up to 104 weeks.",
        heads=["strategy", *[head(c) for c in columns]],
        rows=rows,
    )


def _agents(arms: Arms) -> Table:
    columns = ["allies", "alliances", "trust_received", "votes_won"]
    table = arms.agents
    decimals = {c: column_digits(one_column(table, c)) for c in columns}
    many = table["arm"].nunique() > 1
    rows = [
        [f"{row['arm']}: {row['name']}" if many else row["name"]]
        + [cell(row, c, decimals[c]) for c in columns]
        for _, row in table.iterrows()
    ]
    heads = ["allies at the end", "alliances at the end", "trust received", "votes won, share"]
    return Table(
        title="The named agents",
        note=f"{_note(arms)} Most allies first.",
        heads=["", *heads],
        rows=rows,
    )


# ----------------------------------------------------------------------------------- for a terminal


def terminal_tables(arms: Arms) -> Iterator[Table]:
    """Give the tables for a terminal: by outcome, then strategies, then named agents."""
    few = "" if arms.table.empty else too_few(arms.replicates)
    for outcome in arms.outcomes:
        foot = few if outcome == arms.outcomes[-1] else ""
        yield _by_arm(arms, outcome, foot)
    if len(arms.strategies):
        yield from _inside(arms.strategies)
    if len(arms.agents):
        yield from _ends(arms.agents)


def _by_arm(arms: Arms, outcome: str, foot: str) -> Table:
    rows = arms.summary[arms.summary["outcome"] == outcome].set_index("arm")
    title = f"{head(outcome)} ({over(arms.replicates)})"
    if rows["mean"].isna().all():
        why = " (too short, or without alliances)" if OUTCOMES[outcome].kind == "lives" else ""
        return Table(title, "", (), (), foot=(f"exists in no run{why}", foot))
    means = column_digits(rows)
    order = list(arms.ranks["arm"]) if len(arms.ranks) else list(rows.index)
    if arms.table.empty:
        cells = [[arm, with_interval(rows.loc[arm], decimals=means)] for arm in order]
        return Table(title, "", ["", "mean"], cells, foot=(foot,))
    gaps = arms.table[arms.table["outcome"] == outcome].set_index("arm")
    first = arms.ranks.set_index("arm")["best"] if outcome == arms.main else None
    apart = column_digits(gaps, "difference")
    cells = []
    for arm in [*order, *rows.index.difference(order)]:
        gap: Row = gaps.loc[arm] if arm in gaps.index else None
        row = [
            arm,
            with_interval(rows.loc[arm], decimals=means),
            "baseline" if gap is None else with_interval(gap, "difference", decimals=apart),
            "" if gap is None else probability(gap["q"]),
        ]
        cells.append(row if first is None else [*row, share(first.get(arm, float("nan")))])
    heads = ["", "mean", f"minus {arms.baseline}", "q"]
    gone = [
        f"{arm} {k} of {k + n}"
        for arm, k, n in zip(rows.index, rows["missing"], rows["n"], strict=True)
        if k
    ]
    missing = f"does not exist in: {', '.join(gone)} runs" if gone else ""
    return Table(
        title,
        note="",
        heads=heads if first is None else [*heads, "best in"],
        rows=cells,
        foot=(missing, foot),
    )


def _inside(table: pd.DataFrame) -> Iterator[Table]:
    columns = ["payoff", "lifetime", "allies", "trust_received"]
    for arm, rows in table.groupby("arm", sort=False, observed=True):
        by = {c: rows[rows["outcome"] == c].set_index("strategy") for c in columns}
        means = rows.pivot(index="strategy", columns="outcome", values="mean")
        cells = [
            [s, *[with_interval(by[c].loc[s], decimals=column_digits(by[c])) for c in columns]]
            for s in means["payoff"].sort_values(ascending=False).index
        ]
        heads = ["", *[about(c).label for c in columns]]
        yield Table(f"strategies within {arm}, by payoff", "", heads, cells)


def _ends(table: pd.DataFrame) -> Iterator[Table]:
    columns = ["allies", "alliances", "trust_received", "votes_won"]
    for arm, rows in table.groupby("arm", sort=False, observed=True):
        decimals = {c: column_digits(one_column(rows, c)) for c in columns}
        cells = [
            [row["name"], *[cell(row, c, decimals[c]) for c in columns]]
            for _, row in rows.iterrows()
        ]
        heads = ["", *[about(c).label for c in columns]]
        yield Table(f"agents within {arm} at the end, by number of allies", "", heads, cells)
