"""The tree that lies here against a commit's: the same work in both, in turn, as paired ratios.

Whatever else a machine does moves both numbers of a pair alike, if one is measured right after the
other and either goes first as often. What a process happens to be given, such as where its memory
lies, moves everything that it measures: so every round has new processes.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.paired import Pairs
from benchmarks.trees import HERE, Failed, Tree, Worker, laid_out

ROUNDS, FEW_ROUNDS = 12, 6

TOML = """
question = "What does it cost?"
weeks = 52
warmup = 20
replicates = 3
[model]
population.agents = 60
"""


@dataclass(frozen=True)
class Side:
    """A tree, and the process that measures in it this round."""

    tree: Tree
    worker: Worker


@dataclass(frozen=True)
class Asked:
    """What is measured in both trees.

    Attributes
    ----------
    what, unit, measure
        What costs, in what, and how much in a tree.
    pairs
        How many pairs ``ROUNDS`` rounds measure, spread over them.
    warmed
        In how many rounds, from the first, a pair that does not count goes before.
    """

    what: str
    unit: str
    measure: Callable[[Side], float]
    pairs: int
    warmed: float

    def pairs_of(self, turn: int) -> int:
        """Return the number of pairs in a round."""
        return (turn + 1) * self.pairs // ROUNDS - turn * self.pairs // ROUNDS


def inside(what: str, unit: str, pairs: int, measure: str, *numbers: int) -> Asked:
    """Return what a worker measures once it is warm: imports and compiling are no part of it."""
    return Asked(what, unit, lambda side: side.worker.ask(measure, numbers), pairs, math.inf)


def _help(side: Side) -> float:
    return side.tree.alliances(["--help"])


def _run(side: Side, config: Path | None = None, *more: str) -> float:
    """Run an experiment, a small one if not given, from its config to its report."""
    results = side.tree.place / "results"
    if config is None:
        config = side.tree.place / "small.toml"
        config.write_text(TOML, encoding="utf-8")
    try:
        words = ["run", str(config), "--out", str(results), "--jobs", "1", *more]
        return side.tree.alliances(words)
    finally:
        shutil.rmtree(results, ignore_errors=True)


def _main_job(side: Side, record: int) -> float:
    """Run the main job, measuring every so many weeks."""
    return _run(side, HERE / "configs" / "quickstart.toml", "--set", f"record={record}", "--yes")


def _compile(side: Side) -> float:
    return side.tree.compiling()


WEEK, SECONDS = "µs an agent-week", "s"
ROWS = (
    inside("a week of the engine, N = 200", WEEK, 36, "engine_week", 200, 300),
    inside("a week of the engine, N = 1,000", WEEK, 36, "engine_week", 1_000, 60),
    inside("a week, nobody leaves, N = 200", WEEK, 36, "staying_week", 200, 300),
    inside("a week, nobody leaves, N = 1,000", WEEK, 36, "staying_week", 1_000, 60),
    inside("a week of the objects, N = 200", WEEK, 48, "objects_week", 200, 10),
    inside("a measured week, N = 200", WEEK, 36, "measured_week", 200, 60),
    inside("memory, N = 10,000", "kB an agent", 12, "memory", 10_000),
    Asked("alliances --help", SECONDS, _help, pairs=36, warmed=1),
    Asked("alliances run, 3 × 60 agents", SECONDS, _run, pairs=12, warmed=1),
)
#: What takes half a minute a time, and is left out where it must be quick.
LONG = (
    Asked("first compilation", SECONDS, _compile, pairs=6, warmed=0),
    *(
        Asked(f"the main job, measuring {how}", SECONDS, partial(_main_job, record=weeks), 4, 0)
        for how, weeks in (("every fourth week", 4), ("every week", 1))
    ),
)


def measured(
    commit: str,
    asked: Sequence[Asked],
    rounds: int,
    here: Path = HERE,
    say: Callable[[str], None] = lambda text: None,
) -> tuple[dict[str, str], list[Pairs]]:
    """Measure this tree and a commit's in alternation.

    Parameters
    ----------
    commit
        Anything that git resolves to one.
    asked
        The rows.
    rounds
        How often new processes measure all of them; ``ROUNDS``, or fewer.
    here
        This tree.
    say
        Called with a word on what is done now.

    Returns
    -------
    names, rows
        What git calls the trees "there" and "here"; a row for each of ``asked``.

    Raises
    ------
    BadInput
        If there is no such commit, or no git.
    """
    with laid_out(commit, here) as (other, this):
        found = [Pairs(row.what, row.unit) for row in asked]
        for turn in range(rounds):
            with _sides(other, this) as sides:
                for row, pairs in zip(asked, found, strict=True):
                    if row.pairs_of(turn) and not pairs.lacking:
                        say(f"round {turn + 1} of {rounds}: {row.what}")
                        _measure(row, sides, turn, pairs)
    return {"there": other.name, "here": this.name}, found


@contextmanager
def _sides(other: Tree, this: Tree) -> Iterator[dict[str, Side]]:
    with ExitStack() as stack:
        sides = {"there": Side(other, Worker(other)), "here": Side(this, Worker(this))}
        for side in sides.values():
            stack.callback(side.worker.end)
        yield sides


def _measure(asked: Asked, sides: dict[str, Side], turn: int, pairs: Pairs) -> None:
    """Add a round's pairs; either tree goes first in every other one."""
    uncounted = int(turn < asked.warmed)
    for number in range(uncounted + asked.pairs_of(turn)):
        order = list(sides) if (turn + number) % 2 else list(reversed(sides))
        numbers = {}
        for where in order:
            try:
                numbers[where] = asked.measure(sides[where])
            except Failed as why:
                pairs.lacking[where] = str(why)
        if pairs.lacking:
            return
        if number >= uncounted:
            pairs.there.append(numbers["there"])
            pairs.here.append(numbers["here"])
