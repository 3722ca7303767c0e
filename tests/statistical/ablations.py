"""What each mechanism is meant to do: the world with it against the same world without, as data.

The sign is that of base − without, over paired seeds; each should be clear of zero at 95 %.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import t

from experiments.config.ablations import EXPECTED, REMOVALS
from experiments.runs.executors import spread
from sim.simulation import simulate
from tests.statistical.bands import WARMUP, WEEKS

SEEDS = range(1000, 1020)
BASE = "base"

#: Name → what is changed, and the sign of base − without for each outcome it should move.
WITHOUT: dict[str, tuple[dict[str, Any], dict[str, int]]] = {
    name: (REMOVALS[name], signs) for name, signs in EXPECTED.items()
}

#: Twenty seeds show every effect. Those of the other mechanisms lie four half-widths and more from
#: zero on twenty seeds, and are as well shown by eight.
NEAR = ("adapt", "invest", "offer", "refer", "appreciation", "closure")
ALL: dict[str, range] = dict.fromkeys(WITHOUT, SEEDS)
ENOUGH: dict[str, range] = {name: SEEDS if name in NEAR else SEEDS[:8] for name in WITHOUT}


@dataclass(frozen=True)
class Effect:
    """The paired difference base − without in one outcome, with its 95 % t-interval."""

    name: str
    outcome: str
    sign: int
    difference: float
    half_width: float

    @property
    def shown(self) -> bool:
        """Whether the interval lies on the side where it should."""
        return self.sign * self.difference > self.half_width

    def __str__(self) -> str:
        """Say what was found, and in which direction it should be."""
        expected = "+" if self.sign > 0 else "−"
        found = f"{self.difference:+.3f} ± {self.half_width:.3f}"
        return f"{self.outcome} without {self.name}: {found}, expected {expected}"


def one(task: tuple[str, int]) -> dict[str, float]:
    """Return all outcomes of one run of the base world, or of it without something, on a seed."""
    name, seed = task
    changes = {} if name == BASE else WITHOUT[name][0]
    return simulate(changes, seed=seed, weeks=WEEKS, warmup=WARMUP).outcomes


def effects(seeds: Mapping[str, range] = ALL) -> list[Effect]:
    """Measure what should move, for some mechanisms, each on its paired seeds."""
    runs = [(name, seed) for name in seeds for seed in seeds[name]]
    bases = dict.fromkeys((BASE, seed) for _, seed in runs)
    found = dict(zip([*bases, *runs], spread(one, [*bases, *runs], 2), strict=True))
    measured = []
    for name, paired in seeds.items():
        for outcome, sign in WITHOUT[name][1].items():
            pairs = [(found[BASE, s][outcome], found[name, s][outcome]) for s in paired]
            differences = np.array([with_ - without for with_, without in pairs])
            error = differences.std(ddof=1) / np.sqrt(len(differences))
            half = float(t.ppf(0.975, len(differences) - 1) * error)
            measured.append(Effect(name, outcome, sign, float(differences.mean()), half))
    return measured
