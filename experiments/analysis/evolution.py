"""Strategies that spread: shares over time, and which take over or come in from few.

Where agents imitate (``learn.rule``), what a population consists of is itself a result. Chance
alone leaves a strategy's expected share where it is, and mutation, which picks among all k
strategies alike, draws it towards 1/k: from s to 1/k + (s − 1/k)·(1 − mutation)ᵗ after t weeks.
Only a mean share at the end whose interval lies above that is the mark of a strategy that selection
favours, and of a few that come in. Mutation also brings back what has died out, so that a strategy
has taken over where it is nearly everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import pandas as pd

from experiments.analysis.formatting import (
    Row,
    listed,
    over,
    percent,
    percent_span,
    share,
    with_interval,
)
from experiments.analysis.part import Figure, Part, Place, Table
from experiments.config.experiment import Arm, Experiment
from experiments.results.results import Results
from experiments.statistics.intervals import share_interval, summarise
from sim.inputs.parameters import Parameters

#: At most this share of the population at the start is a few, whose growth is an invasion.
RARE = 0.05
#: From this share on a strategy has taken over: mutation keeps a few others in.
TAKEN_OVER = 0.95


def evolving(experiment: Experiment) -> list[Arm]:
    """Return the arms in which strategies can spread: several of them, and agents who learn."""
    return [
        arm
        for arm in experiment.arms
        if len(arm.strategies) > 1 and any(world.learn.rule != "off" for _, world in worlds(arm))
    ]


def worlds(arm: Arm) -> list[tuple[int, Parameters]]:
    """Return the weeks from which on an arm's parameters are what they are; the first is 1."""
    found = [(1, arm.parameters)]
    for event in sorted(arm.events, key=lambda event: event.week):
        found.append((event.week, event.applied_to(found[-1][1])))
    return found


def by_chance(arm: Arm) -> dict[str, float]:
    """Return the expected share of each strategy at the end, by mutation alone."""
    there = worlds(arm)
    ends = [*(week for week, _ in there[1:]), arm.weeks + 1]
    left = 1.0  # share of the population whose strategy goes back to the start
    for (week, world), end in zip(there, ends, strict=True):
        if world.learn.rule == "fermi" and "learn" not in world.off:
            left *= (1.0 - world.learn.mutation) ** (end - week)
    start = start_shares(arm)
    return {name: 1 / len(start) + (share - 1 / len(start)) * left for name, share in start.items()}


def shares(weekly: pd.DataFrame, arms: Sequence[Arm]) -> pd.DataFrame:
    """Return the share of every strategy over time.

    Parameters
    ----------
    weekly
        A row an arm, replicate, week and strategy, with its ``share`` of the population.
    arms
        Of which to tell; their mixes are the shares at week 0.

    Returns
    -------
    DataFrame
        arm, strategy, week, outcome ("share"), n, missing, mean, sd, low, high: means over
        replicates with t-intervals, within [0, 1].
    """
    parts = []
    for arm in arms:
        mine = weekly[weekly["arm"] == arm.name]
        if mine.empty:  # all of its runs failed
            continue
        start = pd.DataFrame(
            [
                {"arm": arm.name, "replicate": r, "week": 0, "strategy": name, "share": part}
                for r in mine["replicate"].unique()
                for name, part in start_shares(arm).items()
            ]
        )
        columns = list(start)
        both = pd.concat([start, mine[columns].astype({"arm": object, "strategy": object})])
        parts.append(summarise(both, ["arm", "strategy", "week"], ["share"]))
    return pd.concat(parts, ignore_index=True)


def start_shares(arm: Arm) -> dict[str, float]:
    """Return the share of each strategy of an arm's mix; they add up to one."""
    whole = sum(part for _, part in arm.strategies)
    return {strategy.name: part / whole for strategy, part in arm.strategies}


def fates(weekly: pd.DataFrame, arms: Sequence[Arm]) -> pd.DataFrame:
    """Return what becomes of every strategy by the last measured week.

    Parameters
    ----------
    weekly, arms
        As of :func:`shares`.

    Returns
    -------
    DataFrame
        A row an arm and strategy: n (replicates); ``start``, its share at week 0; ``by_chance``,
        what mutation alone would make of it; mean, low, high of its share at the end (t-interval);
        ``grew``, the share of replicates in which it ended above its start, with Wilson's interval
        ``grew_low`` and ``grew_high``; ``took_over``, the share in which it ended as 95 % or more
        of the population, with its own; ``gone``, that in which nobody followed it at the end;
        ``rare`` (at most 5 % at the start) and ``favoured``
        (+1: the interval of its mean share lies above ``by_chance``, −1: below, 0: neither).
    """
    rows: list[dict[str, Any]] = []
    for arm in arms:
        mine = weekly[weekly["arm"] == arm.name]
        end = mine[mine["week"] == mine["week"].max()]
        means = summarise(end, ["strategy"], ["share"]).set_index("strategy")
        means = means.reindex([name for name, _ in start_shares(arm).items()])
        chance = by_chance(arm)
        for name, start in start_shares(arm).items():
            last = end.loc[end["strategy"] == name, "share"].to_numpy()
            found: Row = means.loc[name]
            grew = share_interval(int((last > start + 1e-9).sum()), last.size)
            over_ = share_interval(int((last >= TAKEN_OVER).sum()), last.size)
            rows.append(
                {
                    **{"arm": arm.name, "strategy": name, "n": last.size, "start": start},
                    **{column: found[column] for column in ("mean", "low", "high")},
                    **dict(zip(("grew", "grew_low", "grew_high"), grew, strict=True)),
                    **dict(zip(("took_over", "over_low", "over_high"), over_, strict=True)),
                    "gone": share_interval(int((last == 0).sum()), last.size)[0],
                    "rare": start <= RARE + 1e-9,
                    "by_chance": chance[name],
                    "favoured": int(found["low"] > chance[name])
                    - int(found["high"] < chance[name]),
                }
            )
    return pd.DataFrame(rows)


def evolution(results: Results) -> Evolution:
    """Return how strategies spread in the arms in which they can."""
    arms = evolving(results.experiment)
    columns = ["arm", "replicate", "week", "strategy", "share"]
    weekly = results.read("by_strategy", columns, arms=[arm.name for arm in arms])
    return Evolution(shares(weekly, arms), fates(weekly, arms))


@dataclass(frozen=True)
class Evolution(Part):
    """How strategies spread: the tables, and what they say."""

    shares: pd.DataFrame
    fates: pd.DataFrame

    place: ClassVar[Place] = "before"

    @property
    def arms(self) -> list[str]:
        """The arms in which strategies can spread."""
        return list(dict.fromkeys(self.fates["arm"]))

    @property
    def replicates(self) -> list[int]:
        """How many replicates the arms have, of those that have any."""
        return [int(n) for n in self.fates["n"] if n]

    @property
    def drawn(self) -> list[str]:
        """The arms of which there is a run."""
        return [arm for arm in self.arms if self._of(self.fates, arm)["n"].any()]

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables by the names of the files that they are written to."""
        return {"shares_over_time": self.shares, "fates": self.fates}

    # ------------------------------------------------------------------------------------ in words

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer: who spreads, and who comes in from few."""
        return tuple(self._spread(arm) for arm in self.arms)

    def _spread(self, arm: str) -> str:
        """Say whom selection favours in an arm, who takes over, and whether a few become many."""
        rows = self.fates[self.fates["arm"] == arm].sort_values("mean", ascending=False)
        if not rows["low"].notna().any():
            first = rows.iloc[0]
            if not rows["n"].any():
                return f"In {arm} no run is there to tell who spreads."
            level = rows.loc[rows["mean"] == first["mean"], "strategy"].tolist()
            ends = "ends with most" if len(level) == 1 else "end alike with most"
            each = "" if len(level) == 1 else "each "
            return (
                f"In {arm}, {listed(level)} {ends}, {each}{share(first['mean'])} of the"
                " population; how surely, only more replicates can tell."
            )
        up = [self._grown(row) for _, row in rows[rows["favoured"] > 0].iterrows()]
        down = rows.loc[rows["favoured"] < 0, "strategy"].tolist()
        text = f"In {arm}, "
        text += f"{listed(up)} {'spreads' if len(up) == 1 else 'spread'}" if up else ""
        if down:
            text += f"{' and ' if up else ''}{listed(down)} {'loses' if len(down) == 1 else 'lose'}"
            text += " ground"
        if not up and not down:
            text += "which strategy spreads cannot be told from chance"
        few = [self._few(row) for _, row in rows[rows["rare"]].iterrows()]
        return f"{'; '.join([text, *few])}."

    def _grown(self, row: Row) -> str:
        text = (
            f"{row['strategy']} (from {share(row['start'])} to {_percents(row)} of the population"
        )
        if row["took_over"] > 0:
            text += f"; it takes over in {self._count(row, 'took_over')}"
        return f"{text})"

    def _few(self, row: Row) -> str:
        ends = {1: "comes in", 0: "may or may not come in", -1: "does not come in"}[row["favoured"]]
        drift = row["by_chance"] - row["start"]
        alone = f", {share(row['by_chance'])} by mutation alone" if drift > 0.005 else ""
        between = percent_span(row["grew_low"], row["grew_high"])
        return (
            f"{row['strategy']}, a few at first, {ends} ({_percents(row)} at the end{alone}): there"
            f" are more of them than at first in {self._count(row, 'grew')} (95 % interval"
            f" {between} %)"
        )

    def _count(self, row: Row, what: str) -> str:
        return f"{round(row[what] * row['n'])} of {row['n']} replicates"

    # -------------------------------------------------------------------------- tables and figures

    def tables(self) -> Iterator[Table]:
        """Give the table of fates."""
        rows = [
            [
                f"{row['arm']}: {row['strategy']}" if len(self.arms) > 1 else row["strategy"],
                share(row["start"]),
                share(row["by_chance"]),
                _percents(row),
                _share_of_replicates(row, "grew", "grew_low", "grew_high"),
                _share_of_replicates(row, "took_over", "over_low", "over_high"),
                percent(row["gone"]),
                {1: "for", -1: "against", 0: "–"}[row["favoured"]],
            ]
            for _, row in self.fates.iterrows()
        ]
        yield Table(
            title="Which strategies spread",
            note=(
                "Shares of the population at the start and in the last measured week"
                f" ({over(self.replicates)}). By chance: what mutation alone would make of the"
                " start. Grew, took over (95 % or more), gone: in which share of replicates, with"
                " Wilson's 95 % intervals. Selection: favours what ends above chance, the interval"
                " clear of it."
            ),
            heads=[
                *("", "start", "by chance", "end", "grew in", "took over in", "gone in"),
                "selection",
            ],
            rows=rows,
        )

    def figures(self) -> Iterator[Figure]:
        """Give the figures of shares over time, and of what becomes of each strategy."""
        names = tuple(dict.fromkeys(self.fates["strategy"]))
        means = f"means with {over(self.replicates)}"
        gone = [arm for arm in self.arms if arm not in self.drawn]
        means += f" (without {listed(gone)}, of which no run is there)" if gone else ""
        if not self.drawn:
            return
        yield Figure(
            kind="shares over time",
            name="shares-over-time",
            caption=f"Shares of the population by strategy, from the start on: {means}.",
            tables={arm: self._of(self.shares, arm) for arm in self.drawn},
            names=names,
        )
        yield Figure(
            kind="fates",
            name="fates",
            caption=(
                "What becomes of each strategy: its share of the population at the start (open),"
                " what mutation alone would make of it (upright line), and its share in the last"
                f" measured week (filled, {means}); in how many replicates it grew, and in how many"
                " it took over, with 95 % of the population or more."
            ),
            tables={arm: self._told(self._of(self.fates, arm)) for arm in self.drawn},
            names=names,
        )

    def _of(self, table: pd.DataFrame, arm: str) -> pd.DataFrame:
        return table[table["arm"] == arm].rename(columns={"strategy": "name"})

    def _told(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the fates in an arm, most followed first, with what is written beside each."""
        rows = rows.sort_values("mean", ascending=False, kind="stable")
        told = [
            f"grew in {round(grew * n)} of {n}, took over in {round(all_ * n)}"
            for grew, all_, n in zip(rows["grew"], rows["took_over"], rows["n"], strict=True)
        ]
        return rows.assign(told=told)


def _percents(row: Row) -> str:
    """Return a share with its interval as percentages: "62 % (51–73)"."""
    if not pd.notna(row["low"]):
        return share(row["mean"])
    return f"{share(row['mean'])} ({percent_span(row['low'], row['high'])})"


def _share_of_replicates(row: Row, *columns: str) -> str:
    if not row["n"]:
        return "–"
    middle, low, high = (100 * row[column] for column in columns)
    return with_interval({"mean": middle, "low": low, "high": high}, decimals=0) + " %"
