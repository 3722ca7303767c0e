"""The arms of an experiment in numbers, and the tables of them: for the page, and for a terminal.

The page has a table of all means and one of all differences; a terminal has room for one an
outcome.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
from experiments.analysis.sentences import identical, left_out, too_few
from sim.measures.outcomes import OUTCOMES, about

#: A baseline with a longer name is not named in the head of a column.
MOST_LETTERS = 32


@dataclass(frozen=True)
class Arms:
    """What the outcomes of an experiment are, arm by arm.

    Attributes
    ----------
    done, failed
        Of every arm, how many of its replicates there are, and how many of its runs failed.
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
    done: Mapping[str, int]
    failed: Mapping[str, int]
    summary: pd.DataFrame
    table: pd.DataFrame
    ranks: pd.DataFrame
    strategies: pd.DataFrame
    agents: pd.DataFrame

    @property
    def replicates(self) -> list[int]:
        """How many replicates there are, arm by arm; of arms that have none nothing is said."""
        return [n for n in self.done.values() if n] or [0]

    @property
    def shared(self) -> bool:
        """Whether arms share a rank."""
        return bool(self.ranks["rank"].duplicated().any())

    def missing(self, rows: pd.DataFrame) -> dict[str, str]:
        """Return arm → in how many of its runs an outcome does not exist; failed runs are none."""
        found = {}
        for arm, n in zip(rows.index, rows["n"], strict=True):
            gone = self.done[arm] - n
            if gone > 0:
                found[arm] = f"{gone} of {self.done[arm]}"
        return found


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
    counts = set(arms.replicates)
    lost = left_out(arms.done, arms.failed)
    if len(counts) > 1:
        return f"Means with {over(counts)}. {lost}"
    n = max(counts)
    told = {2: "Means of two replicates, no intervals.", 1: "One replicate.", 0: "No run is there."}
    said = told.get(n, f"Means with 95 % t-intervals over {n} replicates.")
    return f"{said} {lost}".strip()


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
    missing = sum(arms.done[arm] - n for arm, n in arms.summary[["arm", "n"]].to_numpy())
    gone = f" {missing} values do not exist and are left out." if missing else ""
    return Table(
        title="Outcomes by arm" if len(order) > 1 else "Outcomes",
        note=_note(arms) + gone,
        heads=["arm", *[head(outcome) for outcome in by_outcome]],
        rows=rows,
    )


def _ranks(arms: Arms) -> Table:
    label = about(arms.main).label
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
    ranked = set(arms.ranks["arm"])
    rows += [[arm, *["–"] * 5] for arm in arms.done if arm not in ranked]
    return Table(
        title=f"Ranks by {label}",
        note=(
            "How ranks fare when replicates are drawn again with replacement, 9,999 times. Could be"
            " best: not behind any other arm in paired t-tests, together at 95 %."
        )
        + (" Arms whose means are the same share a rank." if arms.shared else "")
        + (f" In arms without a rank {label} exists in no run." * (len(ranked) < len(arms.done))),
        heads=["arm", "rank", "95 % of resamples", "best in", "same rank in", "could be best"],
        rows=rows,
    )


def _differences(arms: Arms) -> Table:
    rows, few = [], too_few(arms.replicates)
    for outcome, part in arms.table.groupby("outcome", sort=False):
        decimals = column_digits(part, "difference")
        for same, (_, row) in zip(identical(part), part.iterrows(), strict=True):
            how = row["interval"] if row["n"] else "none: no pair"
            rows.append(
                [
                    f"{about(str(outcome)).label}: {row['arm']}",
                    "identical" if same else with_interval(row, "difference", decimals=decimals),
                    how,
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
    apart, same = column_digits(gaps, "difference"), identical(gaps)
    cells = []
    for arm in [*order, *(arm for arm in rows.index if arm not in set(order))]:
        gap: Row = gaps.loc[arm] if arm in gaps.index else None
        row = [
            arm,
            with_interval(rows.loc[arm], decimals=means),
            "baseline" if gap is None else _gap(gap, apart, same.get(arm, False)),
            "" if gap is None else probability(gap["q"]),
        ]
        cells.append(row if first is None else [*row, share(first.get(arm, float("nan")))])
    known = arms.baseline if len(arms.baseline) <= MOST_LETTERS else "the baseline"
    heads = ["", "mean", f"minus {known}", "q"]
    gone = [f"{arm} {told}" for arm, told in arms.missing(rows).items()]
    missing = f"does not exist in: {', '.join(gone)} runs" if gone else ""
    return Table(
        title,
        note="",
        heads=heads if first is None else [*heads, "best in"],
        rows=cells,
        foot=(missing, foot),
    )


def _gap(gap: Row, decimals: int, same: bool) -> str:
    """Return a difference to the baseline; of what is the same in every replicate, that it is."""
    return "identical" if same else with_interval(gap, "difference", decimals=decimals)


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
