"""What the engine promises, and what was measured: one row a promise."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.browser import by_native, zipped
from benchmarks.scaling import compared, empty_seats, measuring, rules

#: Microseconds a round of Axelrod-Python's ``Match`` took, measured by hand on a machine like the
#: one of docs/explanation/speed.md; installing it takes 5.7 GB, so it is no dependency.
AXELROD = 5.4
ROUNDS = 2_000_000
#: Memory of the machine on which the largest population must run, GB.
MACHINE = 24.0
FEW = 1_000


@dataclass(frozen=True)
class Row:
    """One promise: what, the bound, and the number measured."""

    what: str
    target: str
    measured: float
    unit: str
    met: bool

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def at_least(what: str, bound: float, measured: float, unit: str) -> Row:
    """Return a row of something that must not be smaller."""
    return Row(what, f"≥ {bound:g} {unit}", float(measured), unit, bool(measured >= bound))


def at_most(what: str, bound: float, measured: float, unit: str) -> Row:
    """Return a row of something that must not be larger."""
    return Row(what, f"≤ {bound:g} {unit}", float(measured), unit, bool(measured <= bound))


def told(found: Iterable[Row]) -> str:
    """Return rows as a table for the terminal."""
    found = list(found)
    width = max(len(row.what) for row in found)
    bound = max(11, *(len(row.target) for row in found))
    lines = [f"{'what':<{width}}  {'target':<{bound}} {'measured':>14}  met"]
    for row in found:
        measured = f"{row.measured:.4g} {row.unit}"
        yes = "yes" if row.met else "NO"
        lines.append(f"{row.what:<{width}}  {row.target:<{bound}} {measured:>14}  {yes}")
    return "\n".join(lines)


def rows(costs: pd.DataFrame) -> list[Row]:
    """Return every promise with its measured number.

    Parameters
    ----------
    costs
        Rows of ``benchmarks.scaling.table`` for ``FEW`` agents and the largest population.
    """
    tables = costs[costs["model"] == "tables"].set_index("agents")
    few, largest = tables.loc[FEW], tables.loc[tables.index.max()]
    many = f"N = {tables.index.max():,}"
    return [
        at_least("objects ÷ tables, N = 200", 40, _objects_by_tables(200), "×"),
        at_least("objects ÷ tables, N = 1,000", 55, _objects_by_tables(1_000), "×"),
        at_most(f"an agent-week at {many} ÷ N = 1,000", 3, largest["median"] / few["median"],
                "×"),
        *(
            at_most(f"an agent-week, more than under rules 1, N = {n:,}", 0.6, rules(n), "µs")
            for n in (200, FEW)
        ),
        at_most("a year with a third of seats empty ÷ with none", 1, empty_seats(FEW), "×"),
        at_most("a measured week ÷ one that is not, N = 200", 1.3, measuring(200), "×"),
        at_most("memory an agent, 40 slots", 6.2, largest["kilobytes"], "kB"),
        at_most(f"memory of the process, {many}", MACHINE, largest["gigabytes"], "GB"),
        at_least("a round of Axelrod-Python ÷ of the memory-one game", 100, _axelrod(), "×"),
        at_most("alliances --help", 0.6, _median_seconds(_help), "s"),
        at_most("a process' first run of 200 agents, 260 weeks", 3, _median_seconds(_run), "s"),
        at_most("the first result where nothing is kept yet", 3, _median_seconds(_fresh), "s"),
        at_most("first compilation, if the rules were changed", 25, _first_compilation(), "s"),
        at_most("a week in Chromium ÷ here, N = 200", 1.7, by_native(200), "×"),
        at_most("the engine for browsers, zipped", 50, zipped(), "kB"),
    ]  # fmt: skip


def _objects_by_tables(agents: int) -> float:
    median = {row["model"]: row["median"] for row in compared(agents)}
    return float(median["objects on Mesa's random"] / median["tables"])


def _axelrod() -> float:
    from sim.engine.match import match
    from sim.inputs.strategies import MEMORY_ONE

    def play(rounds: int) -> None:
        match(MEMORY_ONE["GTFT"], MEMORY_ONE["WSLS"], rounds, slip=0.05)

    play(1)
    seconds = _median_seconds(lambda: play(ROUNDS))
    return AXELROD * 1e-6 / (seconds / ROUNDS)


def _median_seconds(action: Callable[[], Any], repeats: int = 5) -> float:
    """Return the median duration, after one that does not count."""
    action()
    return statistics.median(_seconds(action) for _ in range(repeats))


def _seconds(action: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _help() -> None:
    _python(
        "import sys; sys.argv = ['alliances', '--help'];"
        "from experiments.commands.main import main; main()"
    )


def _run(**environment: str) -> None:
    _python("from sim import simulate; simulate(seed=1, weeks=260)", **environment)


def _fresh() -> None:
    with tempfile.TemporaryDirectory() as empty:
        _run(NUMBA_CACHE_DIR=empty)


def _first_compilation() -> float:
    """Return the seconds of a process that compiles everything, less those of one that need not."""
    code = "from sim.simulation import prepare; prepare()"
    with tempfile.TemporaryDirectory() as empty:
        cold = _seconds(lambda: _python(code, NUMBA_CACHE_DIR=empty, ALLIANCES_COMPILE="1"))
        warm = _seconds(lambda: _python(code, NUMBA_CACHE_DIR=empty, ALLIANCES_COMPILE="1"))
    return cold - warm


def _python(code: str, **environment: str) -> None:
    command = [sys.executable, "-c", code]
    subprocess.run(
        command,
        cwd=Path(__file__).parent.parent,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )
