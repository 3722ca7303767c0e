"""What the default world gives at both ends of the range over which each parameter is varied.

One parameter at a time, all others at their defaults, on the seeds of the default world: what a
range moves is told from luck by paired differences.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from experiments.runs.executors import spread
from sim.inputs.declarations import Declaration
from sim.inputs.parameters import parameter_declarations
from sim.simulation import simulate
from tests.statistical.bands import WARMUP, WEEKS
from tests.statistical.claims import FEW, interval

OUTCOMES = ("payoff", "lifetime")

#: Parameter (none: the default world), value, seed.
Task = tuple[str, float, int]


@dataclass(frozen=True)
class End:
    """One end of a range: paired differences to the default world, with half widths, by outcome."""

    declared: Declaration
    value: float
    moved: dict[str, tuple[float, float]]


def ends() -> Iterator[End]:
    """Give the lower and the upper end of every range, in order of declaration."""
    varied = [d for d in parameter_declarations().values() if d.plausible is not None]
    places = [(d, _typed(d, value)) for d in varied for value in d.plausible or ()]
    tasks: list[Task] = [("", 0.0, seed) for seed in FEW]
    tasks += [(d.name, value, seed) for d, value in places for seed in FEW]
    found = np.array(list(spread(_lived, tasks, 2))).reshape(-1, len(FEW), len(OUTCOMES))
    for (declared, value), there in zip(places, found[1:], strict=True):
        differences = (there - found[0]).T
        moved = {name: interval(d) for name, d in zip(OUTCOMES, differences, strict=True)}
        yield End(declared, value, moved)


def _typed(declared: Declaration, value: float) -> float:
    return int(value) if declared.type == "whole number" else value


def _lived(task: Task) -> tuple[float, ...]:
    name, value, seed = task
    run = simulate({name: value} if name else {}, seed=seed, weeks=WEEKS, warmup=WARMUP, record=4)
    return tuple(run.outcomes[outcome] for outcome in OUTCOMES)
