"""Many plausible worlds: in how many a strategy is best, and in which share of them advice pays.

The worlds are those of ``configs/practices-across-worlds.toml``, fewer of them; each has two seeds
of its own, and is judged by their mean.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from experiments.config.ablations import REMOVALS
from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.config.shipped import configs
from experiments.runs.executors import spread
from sim.inputs.strategies import EQUAL_BUDGET, STRATEGIES
from sim.simulation import simulate
from tests.statistical.planned import PLANNED
from tests.statistical.rules_parts import Scale

SEEDS_EACH = 2
BASE = "balanced"


def counted(scale: Scale) -> dict[str, np.ndarray]:
    """Return in how many worlds a strategy is best, and in what percentage of them advice pays."""
    asked = read_experiment(configs()["practices-across-worlds"])
    names = [row.removesuffix(" pays") for row in PLANNED["worlds"] if row.endswith(" pays")]
    removed = {f"without {name}": REMOVALS[name] for name in names}
    worlds = points(asked, scale)
    weeks, warmup = min(asked.weeks, scale.weeks), min(asked.warmup, scale.warmup)
    tasks = [
        (world, seed, weeks, warmup, strategy, change)
        for k, world in enumerate(worlds)
        for seed in range(SEEDS_EACH * k, SEEDS_EACH * (k + 1))
        for strategy, change in [(name, {}) for name in STRATEGIES]
        + [(BASE, change) for change in removed.values()]
    ]
    payoffs = np.array(list(spread(_payoff, tasks, scale.jobs)))
    columns = [*STRATEGIES, *removed]
    means = payoffs.reshape(len(worlds), SEEDS_EACH, len(columns)).mean(axis=1)
    return told(pd.DataFrame(means, columns=columns))


def told(table: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the rows that were planned, of payoffs: a row a world, a column a strategy."""
    family = table[list(EQUAL_BUDGET)].idxmax(axis=1)
    every = table[list(STRATEGIES)].idxmax(axis=1)
    found = {}
    for row in PLANNED["worlds"]:
        name, _, what = row.partition(" ")
        if what == "pays":
            found[row] = 100.0 * (table[BASE] > table[f"without {name}"]).mean()
        else:
            found[row] = ((family if "family" in what else every) == name).sum()
    return {row: np.array([float(number)]) for row, number in found.items()}


def points(asked: Experiment, scale: Scale) -> list[dict[str, Any]]:
    """Return the parameters of every world."""
    assert asked.design is not None
    design = replace(asked.design, points=scale.points)
    given = {"population.agents": scale.agents // 2, **scale.changes}
    return [{**given, **point} for point in design.table(asked.seed)]


def _payoff(task: tuple[dict[str, Any], int, int, int, str, dict[str, Any]]) -> float:
    world, seed, weeks, warmup, strategy, change = task
    run = simulate({**world, **change}, strategy, seed=seed, weeks=weeks, warmup=warmup, record=8)
    return run.outcomes["payoff"]
