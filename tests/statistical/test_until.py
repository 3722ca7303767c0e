"""Running until an answer is sure enough: when it ends, and that its intervals still cover."""

from dataclasses import dataclass
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.workflow import stopping as until
from experiments.workflow.job import Finished

MEAN, SD = 0.3, 1.0


@dataclass
class Asked:
    """As much of an experiment as is looked at."""

    replicates: int


def runner(seed: int, made: list[int]) -> Any:
    luck = np.random.default_rng(seed).normal(MEAN, SD, 2_000)

    def run(experiment: Asked) -> Any:
        n = experiment.replicates
        made.append(n)
        mean, sd = luck[:n].mean(), luck[:n].std(ddof=1)
        half = stats.t.ppf(0.975, n - 1) * sd / np.sqrt(n)
        row = {"outcome": "payoff", "low": mean - half, "high": mean + half, "sd": sd}
        other = {"outcome": "trust", "low": -9.0, "high": 9.0, "sd": 9.0}
        table = pd.DataFrame([row, other])
        comparison = SimpleNamespace(main="payoff", table=table, summary=table)
        return Finished(SimpleNamespace(), comparison, failed=0)  # type: ignore[arg-type]

    return run


def test_it_ends_when_the_main_outcome_is_narrow_enough() -> None:
    made: list[int] = []
    finished = until.run_until(Asked(replicates=2), 0.25, runner(1, made))
    half, _ = until.widest(finished.comparison)
    assert half <= 0.25
    assert made[0] == until.FEWEST
    assert all(a < b <= until.GROWTH * a for a, b in pairwise(made))
    # ± 0.25 with sd 1 takes 1.96²/0.25² ≈ 62 replicates
    assert 40 <= made[-1] <= 95


def test_it_ends_at_the_most() -> None:
    made: list[int] = []
    until.run_until(Asked(replicates=10), 0.001, runner(1, made), most=40)
    assert made == [10, 30, 40]


@pytest.mark.slow
@pytest.mark.statistical
def test_intervals_that_were_waited_for_cover_what_they_say() -> None:
    covered = []
    for seed in range(2_000):
        found = until.run_until(Asked(replicates=12), 0.3, runner(seed, [])).comparison.table.iloc[
            0
        ]
        covered.append(found["low"] <= MEAN <= found["high"])
    assert 0.93 <= np.mean(covered) <= 0.97
