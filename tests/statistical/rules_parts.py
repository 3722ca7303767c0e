"""What the rules of the model give, measured: a function a part of the tables that were planned.

Each returns a value a seed for every row. Worlds have 200 agents and last 260 weeks, of which 104
are warm-up, on seeds 1000–1007, where nothing else is said, with the default parameters.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

import sim.measures.outcomes as measure
from experiments.config.ablations import REMOVALS
from experiments.runs.executors import spread
from sim.engine.model import TableModel
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import STRATEGIES, MixLike, Strategy, mix_from
from sim.measures.views import Snapshot
from sim.simulation import simulate
from tests.statistical.bands import WARMUP, WEEKS
from tests.statistical.claims import (
    CHECK_IN_EVERY,
    FEW,
    GROUPS,
    HALVES,
    MANY,
    RESOLVE_ABOVE,
    RULES,
    SHIRKERS,
    World,
    earned,
    reflex,
)
from tests.statistical.planned import IN_BALANCED, PLANNED, PORTIONS

#: Chances of leaving and of an empty seat's being taken, where those present are counted.
COMING_AND_GOING = {"turnover.exit": 0.02, "turnover.entry": 0.1}
#: All gains over none share the luck of none: eight seeds are too few for them.
MOST = range(1000, 1032)
#: Share of time for scouting where a practice is alone: that of the equal-budget family.
SCOUTING = 0.12


@dataclass(frozen=True)
class Scale:
    """How large what is measured is, and with which parameters beside the defaults."""

    agents: int = 200
    weeks: int = WEEKS
    warmup: int = WARMUP
    seeds: range = FEW
    many: range = MANY
    most: range = MOST
    sizes: tuple[int, ...] = (50, 200, 1000)
    points: int = 32
    changes: Mapping[str, Any] = field(default_factory=dict)
    jobs: int = 2

    def world(self, strategies: MixLike, more: Mapping[str, Any] | None = None) -> World:
        """Return a world of groups in which some follow some strategies."""
        size = {"population.agents": self.agents}
        return World({**GROUPS, **size, **self.changes, **(more or {})}, strategies)


#: Row → a value a seed.
Values = dict[str, np.ndarray]


class _Task(NamedTuple):
    world: World
    seed: int
    weeks: int
    warmup: int


def _outcomes(task: _Task) -> dict[str, float]:
    """Return payoff and life of all in a run, and the payoff of each strategy."""
    run = simulate(
        task.world.parameters, task.world.strategies,
        seed=task.seed, weeks=task.weeks, warmup=task.warmup, record=4,
    )  # fmt: skip
    return {**earned(run), "life": run.outcomes["lifetime"]}


def _measured(
    worlds: Mapping[str, World],
    scale: Scale,
    seeds: Sequence[int],
    work: Callable[[_Task], dict[str, float]] = _outcomes,
) -> dict[str, Values]:
    """Return what was measured of every world, a value a seed."""
    tasks = [_Task(world, s, scale.weeks, scale.warmup) for world in worlds.values() for s in seeds]
    found = iter(list(spread(work, tasks, scale.jobs)))
    of_worlds = {name: pd.DataFrame([next(found) for _ in seeds]) for name in worlds}
    return {
        name: {str(column): table[column].to_numpy() for column in table}
        for name, table in of_worlds.items()
    }


def _payoffs(worlds: Mapping[str, World], scale: Scale) -> Values:
    found = _measured(worlds, scale, scale.seeds)
    return {name: values["all"] for name, values in found.items()}


# ------------------------------------------------------------------ a function a part of the tables


def presets(scale: Scale) -> Values:
    """Return what everybody earns where all follow one strategy, and how long allies stay."""
    names = [name for name in PLANNED["presets"] if name in STRATEGIES]
    found = _measured({name: scale.world(name) for name in names}, scale, scale.seeds)
    payoffs = {name: values["all"] for name, values in found.items()}
    return {**payoffs, "balanced, life": found["balanced"]["life"]}


def rhythm(scale: Scale) -> Values:
    """Return what everybody earns by how often allies meet."""
    worlds = {
        f"every {every} weeks": scale.world(reflex("check_in", "check_in_every", every))
        for every in CHECK_IN_EVERY
    }
    return _payoffs(worlds, scale)


def settled(scale: Scale) -> Values:
    """Return what everybody earns by the tension from which conflicts are settled."""
    worlds = {
        f"above {above}": scale.world(reflex("resolve", "resolve_above", above))
        for above in RESOLVE_ABOVE
    }
    found = _payoffs(worlds, scale)
    return {**found, "above 0.1 − above 0.2": found["above 0.1"] - found["above 0.2"]}


def removals(scale: Scale) -> Values:
    """Return what every practice buys: the world of ``balanced`` with it less the one without."""
    names = [name for name in PLANNED["removals"] if name in REMOVALS]
    worlds = {name: scale.world("balanced", REMOVALS[name]) for name in names}
    found = _measured({"": scale.world("balanced"), **worlds}, scale, scale.seeds)
    base = found.pop("")
    payoffs = {name: base["all"] - values["all"] for name, values in found.items()}
    lives = {f"{name}, life": base["life"] - values["life"] for name, values in found.items()}
    return payoffs | lives


def free_riders(scale: Scale) -> Values:
    """Return what shirkers earn, less what the others do."""
    mixes = {"quarter shirkers": SHIRKERS, "half shirkers": HALVES}
    of_rows = {row: row.split(", ", 1) for row in PLANNED["free riders"]}
    worlds = {
        row: scale.world(mixes[mix], {"off": RULES[rule]}) for row, (mix, rule) in of_rows.items()
    }
    found = _measured(worlds, scale, scale.seeds)
    return {
        row: found[row]["shirker"] - found[row][next(iter(mixes[mix]))]
        for row, (mix, _) in of_rows.items()
    }


def curves(scale: Scale) -> Values:
    """Return what a share of time for one practice alone gains over none for it."""
    shares = {
        f"{practice} at {portion:.0%}": alone(practice, portion)
        for practice in dict.fromkeys(row.partition(" ")[0] for row in PLANNED["curves"])
        for portion in PORTIONS
    }
    worlds = {row: scale.world(strategy) for row, strategy in shares.items()}
    found = _payoffs({"": scale.world("none"), **worlds}, replace(scale, seeds=scale.most))
    base = found.pop("")
    return {row: payoffs - base for row, payoffs in found.items()}


def alone(practice: str, portion: float) -> Strategy:
    """Return the strategy of which a practice has a share, scouting its own, and work the rest."""
    left = {"scout": SCOUTING, practice: portion}
    return _with(STRATEGIES["none"], {"work": 1.0 - SCOUTING - portion, **left})


def within_balanced(practice: str, portion: float) -> Strategy:
    """Return ``balanced`` with another share for a practice, for which work makes up."""
    shares = dict(STRATEGIES["balanced"].portfolio)
    shares["work"] += shares[practice] - portion
    return _with(STRATEGIES["balanced"], {**shares, practice: portion})


def _with(strategy: Strategy, portfolio: Mapping[str, float]) -> Strategy:
    return Strategy(**{**strategy.model_dump(), "name": "varied", "portfolio": dict(portfolio)})


def accuracy(scale: Scale) -> Values:
    """Return by how much hearsay betters how well trust follows reliability."""
    found = {}
    for agents in scale.sizes:
        there = {"population.agents": agents}
        worlds = {
            "with": scale.world("balanced", there),
            "without": scale.world("balanced", {**there, "off": ("hearsay",)}),
        }
        seen = _measured(worlds, scale, scale.many, _accuracies)
        for whom in ("all", "allies"):
            found[f"{whom}, {agents} agents"] = seen["with"][whom] - seen["without"][whom]
    return {row: found[row] for row in PLANNED["accuracy"] if row in found}


def _accuracies(task: _Task) -> dict[str, float]:
    """Return the mean over weeks of how well trust follows reliability: in all, and in allies.

    Allies are those of the outcome ``trust_accuracy``: for eight weeks at least.
    """
    weeks: list[tuple[float, float]] = []

    def look(model: TableModel) -> None:
        state = model.state()
        weeks.append((Snapshot(state).trust_accuracy_all(), measure.week(state)["trust_accuracy"]))

    _watched(task, look, every=4)
    of_all, of_allies = np.nanmean(weeks, axis=0).tolist()
    return {"all": of_all, "allies": of_allies}


def present(scale: Scale) -> Values:
    """Return how many of all seats are taken, where people come and go."""
    worlds = {"mean number": scale.world("balanced", COMING_AND_GOING)}
    found = _measured(worlds, scale, scale.seeds, _present)
    return {name: values["present"] for name, values in found.items()}


def _present(task: _Task) -> dict[str, float]:
    weeks: list[int] = []
    _watched(task, lambda model: weeks.append(len(model.state(acquaintances=False).agents)))
    return {"present": float(np.mean(weeks))}


def _watched(task: _Task, look: Callable[[TableModel], None], every: int = 1) -> None:
    """Make a run and look at it every so many weeks after warm-up."""
    parameters = Parameters().updated(task.world.parameters)
    model = TableModel(parameters, mix_from(task.world.strategies), rng=task.seed)
    for week in range(1, task.weeks + 1):
        model.step()
        if week > task.warmup and week % every == 0:
            look(model)


def best_shares(scale: Scale) -> dict[str, pd.DataFrame]:
    """Return payoffs by the share of each practice within ``balanced``: a column a share."""
    tried = {
        (practice, portion): within_balanced(practice, portion)
        for practice in PLANNED["best shares"]
        for portion in IN_BALANCED
    }
    found = _payoffs({f"{p} {s}": scale.world(own) for (p, s), own in tried.items()}, scale)
    return {
        practice: pd.DataFrame({s: found[f"{practice} {s}"] for s in IN_BALANCED})
        for practice in PLANNED["best shares"]
    }
