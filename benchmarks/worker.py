"""Measures inside one tree, on request: started by ``benchmarks.against`` in each of the two.

It is the same file in both, whatever the other commit's own benchmarks are; so it imports nothing
but what every tree has, ``sim.simulation`` and ``sim.engine.model``. A request is a line of JSON,
``[name, [numbers]]``; so is the answer, ``{"measured": number}`` or ``{"failed": why}``.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
import tracemalloc
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

#: Weeks until memberships, memories and ages are much as they will be.
STEADY = 104
#: Measure so seldom that it never happens before the last week.
NEVER = 10**9


def engine_week(agents: int, weeks: int) -> float:
    """Return the microseconds an agent-week that the engine takes."""
    return _week(agents, weeks, NEVER, "tables")


def staying_week(agents: int, weeks: int) -> float:
    """Return the microseconds an agent-week that the engine takes where nobody leaves."""
    return _week(agents, weeks, NEVER, "tables", staying=True)


def objects_week(agents: int, weeks: int) -> float:
    """Return the microseconds an agent-week that the objects take."""
    return _week(agents, weeks, NEVER, "objects")


def measured_week(agents: int, weeks: int) -> float:
    """Return the microseconds an agent-week that the engine and measuring every week take."""
    return _week(agents, weeks, 1, "tables")


def memory(agents: int) -> float:
    """Return the kilobytes an agent that a new population holds, in Python and in NumPy."""
    model = _module("sim.engine.model").TableModel
    tracemalloc.start()
    try:
        population = model({"population.agents": agents}, rng=1)
        population.step()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    return held / agents / 1000


MEASURES: dict[str, Callable[..., float]] = {
    measure.__name__: measure
    for measure in (engine_week, staying_week, objects_week, measured_week, memory)
}


def _week(
    agents: int, weeks: int, record: int, implementation: str, *, staying: bool = False
) -> float:
    """Go on from the steady state; time all weeks but the first, which warms up, and the last."""
    run, ends = _steady(agents, staying), list[float]()
    _module("sim.simulation").simulate(
        start=run,
        weeks=run.weeks + weeks,
        record=record,
        implementation=implementation,
        progress=lambda week, of: ends.append(time.process_time()),
    )
    return (ends[-2] - ends[0]) / (weeks - 2) / agents * 1e6


@lru_cache
def _steady(agents: int, staying: bool) -> Any:
    simulate = _module("sim.simulation").simulate
    stay = {"turnover.exit": 0.0} if staying and _people_leave() else {}
    return simulate({"population.agents": agents, **stay}, seed=1, weeks=STEADY, record=STEADY)


def _people_leave() -> bool:
    """Return whether people leave and come in this tree: they did not always."""
    try:
        _module("sim.simulation").simulate({"turnover.exit": 0.0}, weeks=1)
    except Exception:
        return False
    return True


def _module(name: str) -> Any:
    """Return a module of this tree; the environment may hold another tree of the same name."""
    module = importlib.import_module(name)
    if not Path(str(module.__file__)).is_relative_to(sys.argv[1]):
        raise ModuleNotFoundError(f"No module named '{name}'")
    return module


def main() -> None:
    """Answer until nothing more is asked; what anything prints goes to standard error."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    for line in sys.stdin:
        name, numbers = json.loads(line)
        try:
            answer: dict[str, Any] = {"measured": MEASURES[name](*numbers)}
        except Exception as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
