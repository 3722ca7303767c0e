"""What a visitor asks for: a seed and one or two worlds, checked and bounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from experiments.designs import SEEDS_APART
from lessons.lesson import Lesson
from sim.errors import BadInput
from sim.events import Event, events_from
from sim.parameters import Parameters
from sim.strategies import Mix, Strategy, mix_from, strategy_from

#: Bounds of what one visitor may ask of the server.
MOST_AGENTS = 500
MOST_EVENTS = 500
MOST_SEED = 1_000_000
LATEST_WEEK = 100_000
#: Parameters whose size is memory or time, and the most that the page allows.
AT_MOST: dict[str, float] = {
    "population.agents": MOST_AGENTS,
    "population.memory": 100,
    "attention.acts": 20,
    "alliances.largest": 20,
    "support.asks": 20,
}
#: Networks to start from: a visitor names one of these, never a file.
NETWORKS = (
    "",
    "networkx:florentine_families",
    "networkx:karate_club",
    "networkx:les_miserables",
)


@dataclass(frozen=True)
class World:
    """One world: parameters, strategies and what changes when."""

    parameters: Parameters
    strategies: Mix
    events: tuple[Event, ...] = ()


@dataclass(frozen=True)
class Setup:
    """A seed, one or two worlds, and the strategies that only this setup knows."""

    seed: int
    worlds: tuple[World, ...]
    own: tuple[Strategy, ...] = field(default=())

    @property
    def run_seed(self) -> int:
        """The seed of the model: that of replicate 0 of an experiment with this seed."""
        return self.seed * SEEDS_APART


def of_lesson(lesson: Lesson, seed: int | None = None) -> Setup:
    """Return the two worlds of a lesson as its file has them."""
    worlds = tuple(
        World(lesson.parameters(other), lesson.mix(other), lesson.events(other))
        for other in (False, True)
    )
    return Setup(lesson.seed if seed is None else seed, worlds, tuple(lesson.own.values()))


def setup_from(given: Any, lessons: Mapping[str, Lesson]) -> Setup:
    """Return what a visitor's message asks for.

    Parameters
    ----------
    given
        {"seed": s, "lesson": name, "same": true} for a lesson, whose second world is as the first
        with "same"; or {"seed": s, "worlds": [{"model": {dotted name: value}, "strategies":
        {name: share}}, …]}. Both may have "strategy": {name: fields}, "events": a list a world, and
        "changes": {dotted name: value} for what is different from the start in every world.

    Raises
    ------
    BadInput
        With the first thing that cannot be done.
    """
    known = {"seed", "lesson", "same", "worlds", "strategy", "events", "changes"}
    if not isinstance(given, dict) or not set(given) <= known:
        raise BadInput(f"a setup has {', '.join(sorted(known))}")
    seed = given.get("seed", 1)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed <= MOST_SEED:
        raise BadInput(f"the seed must be a whole number from 0 to {MOST_SEED:,}")
    own: dict[str, Strategy] = {}
    for name, fields in _table(given.get("strategy", {}), "strategy").items():
        own[name] = strategy_from(name, _table(fields, f"strategy {name}"))
    if "lesson" in given:
        if given["lesson"] not in lessons:
            raise BadInput(f"there is no lesson {given['lesson']!r}")
        base = of_lesson(lessons[given["lesson"]])
        worlds, own = list(base.worlds), {s.name: s for s in base.own}
        if given.get("same"):
            worlds[1] = worlds[0]
    else:
        asked = given.get("worlds")
        if not isinstance(asked, list) or not 1 <= len(asked) <= 2:
            raise BadInput("there are one or two worlds")
        worlds = [_world(one, own) for one in asked]
    changes = _table(given.get("changes", {}), "changes")
    events = given.get("events", [[] for _ in worlds])
    if not isinstance(events, list) or len(events) != len(worlds):
        raise BadInput("there is a list of events for every world")
    worlds = [
        World(
            bounded(world.parameters.updated(changes)), world.strategies, _events(world, more)
        )
        for world, more in zip(worlds, events, strict=True)
    ]  # fmt: skip
    return Setup(seed, tuple(worlds), tuple(own.values()))


def bounded(parameters: Parameters) -> Parameters:
    """Return parameters that the page allows; raises ``BadInput`` for others."""
    for name, most in AT_MOST.items():
        if parameters[name] > most:
            raise BadInput(f"{name} is {parameters[name]:g}; the page allows {most:g} at most")
    if parameters.population.network not in NETWORKS:
        raise BadInput(f"the page starts from {', '.join(n for n in NETWORKS if n)}, or from none")
    return parameters


def _world(given: Any, own: Mapping[str, Strategy]) -> World:
    given = _table(given, "world")
    if not set(given) <= {"model", "strategies"}:
        raise BadInput("a world has model and strategies")
    model = dict(_table(given.get("model", {}), "model"))
    network = model.get("population.network", "")
    if network in NETWORKS and network:  # a network says itself how many there are
        from sim.start import read_network  # needs SciPy

        model["population.agents"] = len(read_network(network).names)
    shares = _table(given.get("strategies", {"balanced": 1.0}), "strategies")
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in shares.values()):
        raise BadInput("the shares of strategies are numbers")
    return World(Parameters().updated(model), mix_from(shares, own))


def _events(world: World, more: Any) -> tuple[Event, ...]:
    if not isinstance(more, list) or len(more) > MOST_EVENTS:
        raise BadInput(f"events are a list of {MOST_EVENTS} at most")
    added = events_from(_table(event, "event") for event in more)
    for event in added:
        if event.week > LATEST_WEEK:
            raise BadInput(f"an event's week is {LATEST_WEEK:,} at most")
        bounded(event.applied_to(world.parameters))
    return tuple(sorted((*world.events, *added), key=lambda event: event.week))


def _table(given: Any, what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadInput(f"{what} must be a table")
    return given
