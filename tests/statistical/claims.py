"""What pays, and who: claims that compare two payoffs on the same seeds, as data.

A side of a comparison is a world, or a strategy within a world: what its followers earn. A claim
holds if the 95 % interval of the paired difference more − less lies above zero. Worlds have 200
agents and last 260 weeks; payoffs are averages over weeks 105 to 260, measured every fourth.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.stats import t

from experiments.runs.executors import spread
from sim.inputs.strategies import EQUAL_BUDGET, PRESETS, MixLike, Strategy
from sim.run import Run
from sim.simulation import simulate
from tests.statistical.bands import WARMUP, WEEKS

#: Eight seeds where a difference is far from zero, twenty where it is near: decided on eight.
FEW, MANY = range(1000, 1008), range(1000, 1020)

PAIRS: dict[str, Any] = {"alliances.largest": 2, "population.memory": 24}
GROUPS: dict[str, Any] = {"alliances.largest": 6, "population.memory": 40}
SIZES = {"pairs": PAIRS, "groups": GROUPS}


@dataclass(frozen=True)
class World:
    """Parameters and strategies."""

    parameters: dict[str, Any]
    strategies: MixLike = "balanced"


def reflex(practice: str, field: str, value: float) -> Strategy:
    """Return the balanced strategy whose share for a practice is work, and a reflex does it."""
    portfolio = dict(PRESETS["balanced"].portfolio)
    portfolio["work"] += portfolio[practice]
    portfolio[practice] = 0.0
    changes = {"name": "reflex", "portfolio": portfolio, field: value}
    return Strategy(**{**PRESETS["balanced"].model_dump(), **changes})


CHECK_IN_EVERY = (1, 2, 4, 8, 16, 32, 64)
RESOLVE_ABOVE = (0.1, 0.2, 0.4, 0.8, 1.6, 3.2)
#: From here on it is claimed that a lower threshold earns more: below it no difference can be told.
SOON = 0.4
SHIRKERS = {"balanced": 0.75, "shirker": 0.25}
HALVES = {"generous": 0.5, "shirker": 0.5}

#: What is switched off in a world of free riders.
RULES: dict[str, tuple[str, ...]] = {
    "as it is": (),
    "nobody expelled": ("expulsion",),
    "nobody leaves": ("review",),
    "no trust": ("trust",),
    "no trust, nobody leaves": ("review", "trust"),
}

WORLDS: dict[str, World] = {
    **{f"{name}, {size}": World(SIZES[size], name) for size in SIZES for name in EQUAL_BUDGET},
    **{
        f"all eight, {size}": World(SIZES[size], dict.fromkeys(EQUAL_BUDGET, 1 / len(EQUAL_BUDGET)))
        for size in SIZES
    },
    **{
        f"check-in every {every}, {size}": World(
            SIZES[size], reflex("check_in", "check_in_every", every)
        )
        for size in SIZES
        for every in CHECK_IN_EVERY
    },
    **{
        f"resolve above {above}, {size}": World(
            SIZES[size], reflex("resolve", "resolve_above", above)
        )
        for size in SIZES
        for above in RESOLVE_ABOVE
    },
    **{
        f"{share} shirkers, {rule}, {size}": World({**SIZES[size], "off": off}, mix)
        for size in SIZES
        for share, mix in (("quarter", SHIRKERS), ("half", HALVES))
        for rule, off in RULES.items()
    },
}

#: A world; or a world and a strategy in it.
Side = str | tuple[str, str]


@dataclass(frozen=True)
class Claim:
    """That one side earns more than another."""

    more: Side
    less: Side
    seeds: range = FEW


def _best_in_pairs() -> Iterator[Claim]:
    """No single practice replaces the mixture; settling conflicts is better than the rest."""
    others = [name for name in EQUAL_BUDGET if name != "all_round"]
    yield from (Claim("all_round, pairs", f"{name}, pairs") for name in others)
    rest = [name for name in others if name != "peacemaker"]
    yield from (Claim("peacemaker, pairs", f"{name}, pairs") for name in rest)


def _shirkers(rule: str, size: str, mix: dict[str, float], win: bool, seeds: range) -> Claim:
    """Return the claim that shirkers win, or lose, in a world under a rule."""
    world = f"{'half' if mix is HALVES else 'quarter'} shirkers, {rule}, {size}"
    more, less = ("shirker", next(iter(mix)))[:: 1 if win else -1]
    return Claim((world, more), (world, less), seeds)


CLAIMS: dict[str, tuple[Claim, ...]] = {
    "equal budget": tuple(_best_in_pairs()),
    "all eight together": tuple(
        Claim(("all eight, pairs", name), ("all eight, pairs", "supporter"))
        for name in EQUAL_BUDGET
        if name != "supporter"
    ),
    "check-ins": (
        Claim("check-in every 8, pairs", "check-in every 1, pairs"),
        Claim("check-in every 8, pairs", "check-in every 64, pairs"),
        Claim("check-in every 4, groups", "check-in every 1, groups"),
        Claim("check-in every 4, groups", "check-in every 64, groups"),
    ),
    "conflict": tuple(
        Claim(
            f"resolve above {sooner}, {size}",
            f"resolve above {later}, {size}",
            FEW,
        )
        for size in SIZES
        for sooner, later in pairwise(RESOLVE_ABOVE)
        if sooner >= SOON
    ),
    "free riders": (
        _shirkers("as it is", "pairs", SHIRKERS, win=False, seeds=FEW),
        _shirkers("as it is", "groups", SHIRKERS, win=False, seeds=FEW),
        _shirkers("nobody expelled", "groups", SHIRKERS, win=False, seeds=FEW),
        _shirkers("nobody leaves", "groups", SHIRKERS, win=True, seeds=FEW),
        *(
            _shirkers(rule, size, HALVES, win=rule != "as it is", seeds=FEW)
            for size in SIZES
            for rule in ("as it is", "nobody leaves", "no trust", "no trust, nobody leaves")
        ),
    ),
}


#: What was expected, could not be told, and is not claimed: measured for the page alone.
NOT_CLAIMED: dict[str, tuple[Claim, ...]] = {
    "conflict": tuple(
        Claim(f"resolve above {sooner}, {size}", f"resolve above {later}, {size}", MANY)
        for size in SIZES
        for sooner, later in pairwise(RESOLVE_ABOVE)
        if sooner < SOON
    ),
    "free riders": (_shirkers("nobody leaves", "pairs", SHIRKERS, win=True, seeds=MANY),),
}


@dataclass(frozen=True)
class Found:
    """The paired difference more − less of a claim, with its 95 % t-interval."""

    claim: Claim
    difference: float
    half_width: float

    @property
    def shown(self) -> bool:
        """Whether the interval lies above zero."""
        return self.difference > self.half_width

    def __str__(self) -> str:
        """Say the claim and what was found."""
        more, less = in_words(self.claim.more), in_words(self.claim.less)
        return f"{more} − {less}: {self.difference:+.3f} ± {self.half_width:.3f}"


def in_words(side: Side) -> str:
    """Return a side as a reader would say it."""
    return side if isinstance(side, str) else f"{side[1]} ({side[0]})"


def world_of(side: Side) -> str:
    """Return the world of a side."""
    return side if isinstance(side, str) else side[0]


def payoffs(task: tuple[str, int]) -> dict[str, float]:
    """Return the mean payoff in one run of a world ("all"), and of each strategy in it."""
    world, seed = task
    given = WORLDS[world]
    run = simulate(
        given.parameters, given.strategies, seed=seed, weeks=WEEKS, warmup=WARMUP, record=4
    )
    return earned(run)


def earned(run: Run) -> dict[str, float]:
    """Return the mean payoff in a run ("all"), and that of each strategy in it."""
    after = run.by_strategy[run.by_strategy["week"] > run.warmup]
    return {"all": run.outcomes["payoff"], **after.groupby("strategy")["payoff"].mean()}


#: Payoffs by world and seed.
Payoffs = dict[tuple[str, int], dict[str, float]]


def measured(runs: Iterable[tuple[str, int]]) -> Payoffs:
    """Make some runs, each once."""
    runs = list(dict.fromkeys(runs))
    return dict(zip(runs, spread(payoffs, runs, 2), strict=True))


def runs_for(compared: Iterable[Claim]) -> list[tuple[str, int]]:
    """Return the runs that claims compare."""
    return [
        (world_of(side), seed)
        for claim in compared
        for side in (claim.more, claim.less)
        for seed in claim.seeds
    ]


def payoff(found: Payoffs, side: Side, seeds: range) -> np.ndarray:
    """Return what a side earned, a value a seed."""
    who = "all" if isinstance(side, str) else side[1]
    return np.array([found[world_of(side), seed][who] for seed in seeds])


def judged(compared: Iterable[Claim], found: Payoffs) -> list[Found]:
    """Return what was found of every claim."""
    return [
        Found(c, *interval(payoff(found, c.more, c.seeds) - payoff(found, c.less, c.seeds)))
        for c in compared
    ]


def interval(values: np.ndarray) -> tuple[float, float]:
    """Return a mean and half the width of its 95 % t-interval."""
    error = values.std(ddof=1) / np.sqrt(len(values))
    return float(values.mean()), float(t.ppf(0.975, len(values) - 1) * error)
