"""Arms compared on common random numbers: replicate r meets the same luck in every arm.

What belongs to one arm has a 95 % t-interval over replicates. What belongs to two has differences
within replicates: their mean, a 95 % BCa bootstrap interval and a permutation p under
false-discovery control (:mod:`experiments.statistics.intervals`). A value that does not exist is
left out, with its pair, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
import pandas as pd
from scipy import stats

from experiments.analysis.formatting import about
from experiments.analysis.sentences import blocks, of_arms, of_one_world, plain_lines, within
from experiments.analysis.subgroups import at_the_end, by_strategies, named_agents, strategies
from experiments.config.experiment import Experiment
from experiments.results.results import Results
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


def ranks(values: pd.DataFrame, better: int = 1, level: float = LEVEL) -> pd.DataFrame:
    """Return names in order of their means, and how stable that order is under resampling.

    Parameters
    ----------
    values
        A row a replicate, a column a name; only complete rows count.
    better
        +1 if more is better (or neither is), −1 if less is.

    Returns
    -------
    DataFrame
        Name, mean, rank, whether it is ``maybe_best``, the interval of its rank, and the shares of
        resamples in which it was ``best`` and in which it kept its rank (``stable``): NaN for too
        few replicates.
    """
    sign = -1.0 if better < 0 else 1.0
    there = values.dropna(axis=1, how="all")
    complete = there.dropna().to_numpy() * sign
    means = there.mean().to_numpy() * sign
    order = np.argsort(-means, kind="stable")
    table = pd.DataFrame({"name": there.columns[order], "mean": means[order] * sign})
    table["rank"] = np.arange(1, len(table) + 1)
    table["maybe_best"] = maybe_best(there * sign, level)[table["name"]].to_numpy()
    if len(complete) < FEWEST_FOR_BOOTSTRAP:
        return table.assign(low=np.nan, high=np.nan, best=np.nan, stable=np.nan)
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(len(complete), size=(RESAMPLES, len(complete)))
    places = np.argsort(
        np.argsort(-complete[drawn].mean(axis=1)[:, order], axis=1, kind="stable"), axis=1
    )
    tails = [0.5 - level / 2, 0.5 + level / 2]
    low, high = np.quantile(places + 1, tails, axis=0, method="closest_observation")
    table = table.assign(low=low.astype(int), high=high.astype(int))
    table["best"] = (places == 0).mean(axis=0)
    return table.assign(stable=(places == np.arange(len(table))).mean(axis=0))


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
    ahead = (n > 1) & (mean > stats.t.isf(alpha, np.maximum(n - 1, 1)) * error)
    return pd.Series(~ahead.any(axis=1), index=values.columns)


@dataclass(frozen=True)
class Contest:
    """Names (arms, strategies or agents) ranked by one outcome, the first against each other."""

    outcome: str
    summary: pd.DataFrame  # name, n, missing, mean, sd, low, high
    ranks: pd.DataFrame
    gaps: pd.DataFrame  # name: the first's lead over it, by replicate


def contest(values: pd.DataFrame, outcome: str, better: int = 1) -> Contest:
    """Rank the columns of ``values`` (a row a replicate) and compare the first with the others."""
    order = ranks(values, better)
    long = values.melt(var_name="name", value_name=outcome, ignore_index=False)
    summary = summarise(long, ["name"], [outcome]).drop(columns="outcome")
    first, *others = order["name"]
    gaps = [{"name": name, **paired(values[first], values[name])} for name in others]
    return Contest(outcome, summary, order, pd.DataFrame(gaps))


# ----------------------------------------------------------------------------------- the comparison


class Part(Protocol):
    """A further answer that an experiment asks for, in the words of its own analysis."""

    @property
    def place(self) -> str:
        """Where it stands: "before" the comparison of arms, "after" it, or "instead" of it."""

    @property
    def sentences(self) -> Sequence[str]:
        """The answer."""

    def tables(self) -> Iterator[dict[str, Any]]:
        """Give its tables for the report: title, note, heads and rows."""

    def files(self) -> dict[str, pd.DataFrame]:
        """Return the tables to be written beside the results, by the names of their files."""


@dataclass(frozen=True)
class Comparison:
    """What an experiment's outcomes say.

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
    sentences
        The answer, made from these numbers, the most important first.
    parts
        Further answers; where one stands instead of the comparison, arms are means to its end and
        not spoken of.
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
    sentences: tuple[str, ...]
    parts: tuple[Part, ...] = ()

    @property
    def answer(self) -> str:
        """The answer in plain words."""
        return " ".join(self.sentences)

    @property
    def of_arms(self) -> bool:
        """Whether arms are compared, and not only means to a further answer."""
        return all(part.place != "instead" for part in self.parts)

    def with_parts(self, parts: Sequence[Part]) -> Comparison:
        """Return the comparison with further answers, each said in its place."""
        found = replace(self, parts=tuple(parts))
        own = self.sentences if found.of_arms else ()
        said = [*found.said("instead", "before"), *own, *found.said("after")]
        return replace(found, sentences=tuple(said))

    def said(self, *places: str) -> Iterator[str]:
        """Give the sentences of the further answers in some places."""
        for part in self.at(*places):
            yield from filter(None, part.sentences)

    def at(self, *places: str) -> list[Part]:
        """Return the further answers in some places."""
        return [part for part in self.parts if part.place in places]

    def text_table(self) -> str:
        """Return the tables as plain lines for a terminal."""
        own = [["", *blocks(self)]] if self.of_arms else []
        first, last = self.at("instead", "before"), self.at("after")
        lines = [plain_lines(part.tables()) for part in first]
        lines += own + [plain_lines(part.tables()) for part in last]
        return "\n".join(line for block in lines for line in block).strip("\n")


#: The columns of comparisons that there are not, so that what is written can be read again.
NO_DIFFERENCES = pd.DataFrame(
    columns=[
        *("arm", "baseline", "outcome", "n", "missing", "difference", "low", "high", "interval"),
        *("p", "q", "sd", "saved", "needed"),
    ]
)
NO_RANKS = pd.DataFrame(
    columns=["arm", "mean", "rank", "maybe_best", "low", "high", "best", "stable"]
)


def compare(results: Results, experiment: Experiment, width: float | None = None) -> Comparison:
    """Compare the arms of an experiment.

    Parameters
    ----------
    results
        The tables of its runs.
    experiment
        What was asked.
    width
        Wanted half width of the differences, for ``needed``; by default their own size.
    """
    runs, outcomes = results.runs, tuple(experiment.analysis.outcomes)
    main, baseline = outcomes[0], experiment.baseline
    arms = list(dict.fromkeys(runs["arm"]))
    summary = summarise(runs, ["arm"], outcomes)
    table = differences(runs, outcomes, baseline, width) if len(arms) > 1 else NO_DIFFERENCES
    mixed = strategies(results, experiment)
    by_strategy = by_strategies(results, mixed)
    ends = at_the_end(results)
    if len(arms) > 1:
        best = contest(wide(runs, "arm", main), main, about(main).better)
        candidates = {outcome: _candidates(runs, outcome) for outcome in outcomes}
        said = of_arms(best, summary, table, baseline, candidates)
        said += [within(by_strategy)] if len(by_strategy) else []
        order = best.ranks.rename(columns={"name": "arm"})
    else:
        order = NO_RANKS
        said = of_one_world(summary, outcomes, _inner_contests(mixed, ends))
    return Comparison(
        main=main,
        outcomes=outcomes,
        baseline=baseline,
        replicates=int(runs["replicate"].nunique()),
        summary=summary,
        table=table,
        ranks=order,
        strategies=by_strategy,
        agents=named_agents(ends),
        sentences=tuple(said),
    )


def _candidates(runs: pd.DataFrame, outcome: str) -> list[str]:
    """Return the arms that cannot be ruled out as the best in an outcome."""
    sign = -1.0 if about(outcome).better < 0 else 1.0
    still = maybe_best(wide(runs, "arm", outcome).dropna(axis=1, how="all") * sign)
    return list(still.index[still])


def _inner_contests(mixed: pd.DataFrame, ends: pd.DataFrame) -> Iterator[tuple[str, Contest]]:
    """Give the contests within the one arm there is: among its strategies, among named agents."""
    if len(mixed):
        yield "strategy", contest(wide(mixed, "strategy", "payoff"), "payoff")
    if len(ends):
        yield "agent", contest(wide(ends, "name", "allies"), "allies_at_the_end")
