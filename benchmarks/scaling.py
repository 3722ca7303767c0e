"""Time and memory against the size of the population, each size in a process of its own."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.measure import by_empty_seats, by_measuring, by_rules, compare, cost

#: Populations of tables; half a decade apart.
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
#: Populations of objects: larger ones take minutes and cost the same an agent.
OBJECT_SIZES = (100, 300, 1_000, 3_000)


def table(sizes: Iterable[int] = SIZES, objects: Iterable[int] = OBJECT_SIZES) -> pd.DataFrame:
    """Return a row a model and size: the fields of ``Timing``."""
    rows: list[dict[str, Any]] = []
    for agents in objects:
        rows += [row for row in compared(agents) if row["model"] != "tables"]
    for agents in sizes:
        rows += _measured("cost", agents)
    return pd.DataFrame(rows)


def compared(agents: int) -> list[dict[str, Any]]:
    """Return timings of all models at one size, as plain data."""
    return _measured("compare", agents)


def rules(agents: int) -> float:
    """Return by how many microseconds an agent-week the rules since version 1 cost more."""
    return float(_measured("rules", agents)[0]["more"])


def empty_seats(agents: int) -> float:
    """Return the time of a year in which a third of all seats are empty ÷ of one with none."""
    return float(_measured("empty_seats", agents)[0]["ratio"])


def measuring(agents: int) -> float:
    """Return the time of a week that is measured ÷ of one that is not."""
    return float(_measured("measuring", agents)[0]["ratio"])


def copy_bandwidth(megabytes: int = 256, repeats: int = 5) -> float:
    """Return how many gigabytes a second are read and written again in a plain copy."""
    source = np.ones(megabytes * 125_000)
    target = np.empty_like(source)
    seconds = []
    for _ in range(repeats + 1):  # the first gets the memory
        begun = time.perf_counter()
        np.copyto(target, source)
        seconds.append(time.perf_counter() - begun)
    return 2 * source.nbytes / statistics.median(seconds[1:]) / 1e9


def _measured(what: str, agents: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.scaling", what, str(agents)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


MEASURES: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "compare": lambda agents: [timing.as_data() for timing in compare(agents)],
    "cost": lambda agents: [cost(agents).as_data()],
    "rules": lambda agents: [by_rules(agents)],
    "empty_seats": lambda agents: [by_empty_seats(agents)],
    "measuring": lambda agents: [by_measuring(agents)],
}


def _main(what: str, agents: str) -> None:
    json.dump(MEASURES[what](int(agents)), sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
