"""Time and memory against the size of the population, each size in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from typing import Any

import pandas as pd

from benchmarks.measure import compare, cost

#: Populations of tables; half a decade apart.
SIZES = (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
#: Populations of objects: larger ones take minutes and cost the same an agent.
OBJECT_SIZES = (100, 300, 1_000, 3_000)


def table(sizes: Iterable[int] = SIZES, objects: Iterable[int] = OBJECT_SIZES) -> pd.DataFrame:
    """Return a row a model and size: the fields of ``Timing``."""
    rows: list[dict[str, Any]] = []
    for agents in objects:
        rows += [row for row in _measured("compare", agents) if row["model"] != "tables"]
    for agents in sizes:
        rows += _measured("cost", agents)
    return pd.DataFrame(rows)


def _measured(what: str, agents: int) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks.scaling", what, str(agents)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rows: list[dict[str, Any]] = json.loads(done.stdout)
    return rows


def _main(what: str, agents: str) -> None:
    found = compare(int(agents)) if what == "compare" else [cost(int(agents))]
    json.dump([timing.as_data() for timing in found], sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
