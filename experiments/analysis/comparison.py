"""Arms compared on common random numbers, and with them every answer that an experiment asks for.

:mod:`experiments.statistics.ranking` has the statistics: differences within replicates, and ranks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from experiments.analysis.arms import Arms, page_tables, terminal_tables
from experiments.analysis.missing import lacking
from experiments.analysis.part import Part, Place, Table
from experiments.analysis.response import Averaged
from experiments.analysis.sentences import left_out, of_arms, of_one_world, within
from experiments.analysis.subgroups import at_the_end, by_strategies, named_agents, strategies
from experiments.analysis.text import plain_lines
from experiments.results.results import Results
from experiments.statistics.intervals import summarise, wide
from experiments.statistics.ranking import Contest, contest, differences, maybe_best
from sim.measures.outcomes import about


@dataclass(frozen=True)
class Comparison(Arms):
    """What an experiment's outcomes say.

    Attributes
    ----------
    sentences
        The answer, made from the numbers of the arms, the most important first.
    parts
        Further answers; where one stands instead of the comparison, arms are means to its end and
        not spoken of.
    over_points
        Whether outcomes are averaged over the points of a design.
    lost
        How many runs failed, in words; "" if none did.
    """

    sentences: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    over_points: bool = False
    lost: str = ""

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
        said = [*found._said("instead", "before"), *own, *found._said("after"), found.lost]
        return replace(found, sentences=tuple(filter(None, said)))

    def _said(self, *places: Place) -> Iterator[str]:
        """Give the sentences of the further answers in some places."""
        for part in self._at(*places):
            yield from filter(None, part.sentences)

    def _at(self, *places: Place) -> list[Part]:
        """Return the further answers in some places."""
        return [part for part in self.parts if part.place in places]

    def tables(self) -> Iterator[Table]:
        """Give the tables of the page."""
        for part in self._at("instead", "before"):
            yield from part.tables()
        if self.of_arms:
            yield from page_tables(self)
        for part in self._at("after"):
            yield from part.tables()

    def text_table(self) -> str:
        """Return the tables as plain lines for a terminal."""
        first, last = self._at("instead", "before"), self._at("after")
        lines = [plain_lines(part.tables()) for part in first]
        if self.of_arms and not (self.over_points and self.table.empty):
            lines += [plain_lines(terminal_tables(self))]
        lines += [plain_lines(part.tables()) for part in last]
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


def compare(results: Results, width: float | None = None) -> Comparison:
    """Compare the arms of an experiment.

    Parameters
    ----------
    results
        The tables of its runs; with a design, those averaged over its points. A run that failed
        has no outcomes, and is counted as one that failed.
    width
        Wanted half width of the differences, for ``needed``; by default their own size.
    """
    experiment = results.experiment
    runs, outcomes = results.runs, tuple(experiment.analysis.outcomes)
    every = results.every if isinstance(results, Averaged) else runs
    main, baseline = outcomes[0], experiment.baseline
    arms = list(dict.fromkeys(runs["arm"]))
    summary = summarise(runs, ["arm"], outcomes)
    table = differences(runs, outcomes, baseline, width) if len(arms) > 1 else NO_DIFFERENCES
    mixed = strategies(results)
    by_strategy = by_strategies(results, mixed)
    ends = at_the_end(results)
    if len(arms) > 1:
        best = contest(wide(runs, "arm", main), main, about(main).better)
        candidates = {outcome: _candidates(runs, outcome) for outcome in outcomes}
        there = every[every["status"] == "done"]
        lacks = {outcome: lacking(there[outcome], there["arm"]) for outcome in outcomes}
        said = of_arms(best, summary, table, baseline, candidates, lacks)
        said += [within(by_strategy)] if len(by_strategy) else []
        order = best.ranks.rename(columns={"name": "arm"})
    else:
        order = NO_RANKS
        said = of_one_world(summary, outcomes, _inner_contests(mixed, ends))
    over_points = experiment.design is not None
    done = _counted(runs, arms, "done")
    succeeded, failed = _counted(every, arms, "done"), _counted(every, arms, "failed")
    if over_points:
        said = ["Averaged over all points:", *said] if len(arms) > 1 else []
    return Comparison(
        main=main,
        outcomes=outcomes,
        baseline=baseline,
        done=done,
        failed=failed,
        summary=summary,
        table=table,
        ranks=order,
        strategies=by_strategy,
        agents=named_agents(ends),
        sentences=tuple(said),
        over_points=over_points,
        lost=left_out(succeeded, failed),
    )


def _counted(runs: pd.DataFrame, arms: Sequence[str], status: str) -> dict[str, int]:
    """Return how many runs of each arm have a status."""
    mine = runs.loc[runs["status"] == status, "arm"].value_counts()
    return {arm: int(mine.get(arm, 0)) for arm in arms}


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
