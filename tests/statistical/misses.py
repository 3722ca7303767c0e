"""What moves the patterns that the default world misses, and where they lie then.

Worlds observed as those that are held against the bands, on the same seeds, 60 agents if nothing
else is said. Looked at after the bands were missed.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.evidence.patterns import pooled, step
from experiments.evidence.survey import MOST_NAMED, SEEDS, WAVES, survey
from experiments.runs.executors import spread
from experiments.statistics.intervals import t_interval
from sim.measures.survival import ByAge, durations
from sim.run import Run

EVERYBODY = 1000


@dataclass(frozen=True)
class Changed:
    """A world: what is changed, and how many allies an agent names at most."""

    parameters: dict[str, Any] = field(default_factory=dict)
    most: int = MOST_NAMED


WORLDS = {
    "the default": Changed(),
    "up to 3 named": Changed(most=3),
    "up to 7 named": Changed(most=7),
    "up to 10 named": Changed(most=10),
    "`attention.acts` 2, not 4": Changed({"attention.acts": 2.0}),
    "`scout.crowding` .2, not .1": Changed({"scout.crowding": 0.2}),
    "`scout.admission` .2, not .5": Changed({"scout.admission": 0.2}),
    "`alliances.largest` 2, not 6": Changed({"alliances.largest": 2}),
    "`review.intercept` 4.2, not 3.2": Changed({"review.intercept": 4.2}),
    "`conflict.rate` .02, not .05": Changed({"conflict.rate": 0.02}),
    "`population.memory` 24, not 40": Changed({"population.memory": 24}),
    "`population.memory` 12, not 40": Changed({"population.memory": 12}),
    "200 agents, not 60": Changed({"population.agents": 200}),
}

#: Mean and half width of its interval.
Value = tuple[float, float]


def by_world() -> dict[str, tuple[Value, Value, Value]]:
    """Return allies, survival if returned ÷ not, and hazard young ÷ old, of every world."""
    tasks = [(name, seed) for name in WORLDS for seed in SEEDS]
    found = np.array(list(spread(_in_world, tasks, 2))).reshape(len(WORLDS), len(SEEDS), 3)
    return {
        name: (value(seen[:, 0]), value(seen[:, 1]), value(seen[:, 2]))
        for name, seen in zip(WORLDS, found, strict=True)
    }


def value(values: np.ndarray) -> Value:
    """Return the mean of what seeds gave and the half width of its 95 % interval."""
    interval = t_interval(values)
    return float(values.mean()), (interval.high - interval.low) / 2


def _in_world(task: tuple[str, int]) -> tuple[float, float, float]:
    name, seed = task
    world = WORLDS[name]
    parameters = {"population.agents": 60, **world.parameters}
    seen = survey(parameters, seed=seed, most=world.most)
    patterns = seen.measure()
    allies = seen.run.outcomes["allies"]
    return allies, patterns["survival_if_returned"], patterns["hazard_ratio"]


def still_allied() -> Value:
    """Return survival if returned ÷ not where a name survives if the two are still allied.

    Not: if it is named again.
    """
    return value(np.array(list(spread(_still_allied, SEEDS, 2))))


def _still_allied(seed: int) -> float:
    named, allied = (
        survey({"population.agents": 60}, seed=seed, most=most).names.ties
        for most in (MOST_NAMED, EVERYBODY)
    )
    rates = pooled([step(named[w], allied[w + 1]) for w in range(len(WAVES) - 1)])
    return rates["survival_reciprocated"].value / rates["survival_unreciprocated"].value


def by_acquaintance(agents: int) -> dict[str, Value]:
    """Return of alliances founded late the share of renewed ones, and hazard young ÷ old of both.

    An alliance is renewed if its two founders had founded one before; late is after half of the
    run.
    """
    found = np.array(list(spread(_by_acquaintance, [(agents, seed) for seed in SEEDS], 2)))
    names = ("renewed", "first", "again")
    return {name: value(column) for name, column in zip(names, found.T, strict=True)}


def _by_acquaintance(task: tuple[int, int]) -> tuple[float, float, float]:
    agents, seed = task
    run = survey({"population.agents": agents}, seed=seed, waves=WAVES[-1:]).run
    again = renewed(run)
    late = run.alliance_table["formed"] > WAVES[-1] // 2
    lasted, ended = durations(run.alliance_table, run.weeks)
    first_time, renewed_ = (
        lives.hazard(0, 4) / lives.hazard(52, 104)
        for lives in (ByAge.of(lasted[these], ended[these]) for these in (~again, again))
    )
    return float(again[late].mean()), first_time, renewed_


def renewed(run: Run) -> np.ndarray:
    """Return which alliances are between two who had founded one before, shape (alliances,)."""
    table = run.alliance_table
    again, known = np.zeros(len(table), dtype=bool), set[tuple[int, int]]()
    for row in np.argsort(table["formed"], kind="stable"):
        one, other = int(table["founder"][row]), int(table["partner"][row])
        pair = (min(one, other), max(one, other))
        again[row] = pair in known
        known.add(pair)
    return again
