"""What a visitor asks for: a seed and one or two worlds, checked and bounded."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.config.writer import with_lists
from experiments.runs.plan import seed_of
from lessons.lesson import Lesson
from sim.errors import BadInput, shown
from sim.inputs.events import Event, events_from
from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Mix, Strategy, mix_from, strategy_from
from sim.state.network_files import ENDS, read_network

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
#: The largest network file that is taken, in bytes, and how it may be called.
MOST_NETWORK = 250_000
FILE_NAME = re.compile(
    rf"\w[\w .-]{{0,60}}({'|'.join(map(re.escape, ENDS))})|out\.[\w .-]{{1,60}}",
    re.ASCII | re.IGNORECASE,
)
#: Networks to start from, beside a file of the visitor's own: nothing else on this machine is read.
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

    def said(self) -> dict[str, Any]:
        """Return its parameters as a config writes them, a network file by its bare name."""
        found = with_lists(self.parameters.dotted())
        if self.parameters.population.network not in NETWORKS:
            found["population.network"] = Path(self.parameters.population.network).name
        return found


@dataclass(frozen=True)
class Setup:
    """A seed, one or two worlds, and the strategies that only this setup knows."""

    seed: int
    worlds: tuple[World, ...]
    own: tuple[Strategy, ...] = field(default=())

    @property
    def run_seed(self) -> int:
        """The seed of the model: that of replicate 0 of an experiment with this seed."""
        return seed_of(self.seed)


def of_lesson(lesson: Lesson, seed: int | None = None) -> Setup:
    """Return the two worlds of a lesson as its file has them."""
    worlds = tuple(
        World(lesson.parameters(other), lesson.mix(other), lesson.events(other))
        for other in (False, True)
    )
    return Setup(lesson.seed if seed is None else seed, worlds, tuple(lesson.own.values()))


def setup_from(
    given: Any, lessons: Mapping[str, Lesson], keep: Callable[[str, str], Path]
) -> Setup:
    """Return what a visitor's message asks for.

    Parameters
    ----------
    given
        {"seed": s, "lesson": name, "same": true} for a lesson, whose second world is as the first
        with "same"; or {"seed": s, "worlds": [{"model": {dotted name: value}, "strategies":
        {name: share}}, …]}. Both may have "strategy": {name: fields}, "events": a list a world, and
        "changes": {dotted name: value} for what is different from the start in every world. With
        "network": {"name": file name, "text": content}, worlds may start from that file.
    keep
        Writes a file of a name and content, and returns where it lies.

    Raises
    ------
    BadInput
        With the first thing that cannot be done.
    """
    known = {"seed", "lesson", "same", "worlds", "strategy", "events", "changes", "network"}
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
            raise BadInput(f"there is no lesson {shown(given['lesson'])}")
        base = of_lesson(lessons[given["lesson"]])
        worlds, own = list(base.worlds), {s.name: s for s in base.own}
        if given.get("same"):
            worlds[1] = worlds[0]
    else:
        asked = given.get("worlds")
        if not isinstance(asked, list) or not 1 <= len(asked) <= 2:
            raise BadInput("there are one or two worlds")
        file = _network_file(given["network"], keep) if "network" in given else None
        worlds = [_world(one, own, file) for one in asked]
    changes = _table(given.get("changes", {}), "changes")
    events = given.get("events", [[] for _ in worlds])
    if not isinstance(events, list) or len(events) != len(worlds):
        raise BadInput("there is a list of events for every world")
    worlds = [
        World(
            bounded(world.parameters.updated(changes), world.parameters),
            world.strategies,
            _events(world, more),
        )
        for world, more in zip(worlds, events, strict=True)
    ]  # fmt: skip
    return Setup(seed, tuple(worlds), tuple(own.values()))


def bounded(parameters: Parameters, before: Parameters) -> Parameters:
    """Return parameters that the page allows after ``before``; raise ``BadInput`` for others."""
    for name, most in AT_MOST.items():
        if parameters[name] > most:
            raise BadInput(f"{name} is {parameters[name]:g}; the page allows {most:g} at most")
    if parameters.population.network != before.population.network:
        raise BadInput("the network is chosen with the world")
    if parameters.population.presence:
        raise BadInput(
            "the page takes no list of who is there when: let some leave (turnover.exit)"
        )
    return parameters


def _world(given: Any, own: Mapping[str, Strategy], file: Path | None) -> World:
    given = _table(given, "world")
    if not set(given) <= {"model", "strategies"}:
        raise BadInput("a world has model and strategies")
    model = dict(_table(given.get("model", {}), "model"))
    if model.get("population.network", "") != "":
        model |= _start_from(model["population.network"], file)
    shares = _table(given.get("strategies", {"balanced": 1.0}), "strategies")
    if any(isinstance(v, bool) or not isinstance(v, int | float) for v in shares.values()):
        raise BadInput("the shares of strategies are numbers")
    return World(Parameters().updated(model), mix_from(shares, own))


def _start_from(asked: Any, file: Path | None) -> dict[str, Any]:
    """Return the parameters of a world that starts from a network, number of agents included."""
    own = file is not None and asked == file.name
    if not own and asked not in NETWORKS:
        raise BadInput(
            f"the page starts from {', '.join(n for n in NETWORKS if n)}, or from a file of yours"
        )
    source = str(file) if own else asked
    try:
        names = read_network(source).names
    except BadInput as error:  # says where the file lies here, which is nobody's business
        raise BadInput(str(error).replace(f"{file and file.parent}{os.sep}", "")) from None
    return {"population.network": source, "population.agents": len(names)}


def _network_file(given: Any, keep: Callable[[str, str], Path]) -> Path:
    """Return where a visitor's own network lies, once it looks like one."""
    given = _table(given, "network")
    name, text = given.get("name"), given.get("text")
    if not isinstance(name, str) or not isinstance(text, str) or set(given) != {"name", "text"}:
        raise BadInput("a network has a name and a text")
    if not FILE_NAME.fullmatch(name):
        raise BadInput(
            f"a network file is called like friends.csv, in plain letters, or ends in"
            f" {', '.join(ENDS[1:])}"
        )
    if len(text.encode(errors="replace")) > MOST_NETWORK:
        raise BadInput(f"{name} is too large: {MOST_NETWORK:,} bytes at most")
    if "\ufffd" in text:  # what a browser makes of bytes that are none of UTF-8
        raise BadInput(f"{name} is not UTF-8 text: save it as UTF-8")
    if re.search("<!(doctype|entity)", text, re.IGNORECASE):  # can make much out of little
        raise BadInput(f"{name} has a document type (<!…), which a network file does not need")
    return keep(name, text)


def _events(world: World, more: Any) -> tuple[Event, ...]:
    if not isinstance(more, list) or len(more) > MOST_EVENTS:
        raise BadInput(f"events are a list of {MOST_EVENTS} at most")
    added = events_from(_table(event, "event") for event in more)
    for event in added:
        if event.week > LATEST_WEEK:
            raise BadInput(f"an event's week is {LATEST_WEEK:,} at most")
        bounded(event.applied_to(world.parameters), world.parameters)
    return tuple(sorted((*world.events, *added), key=lambda event: event.week))


def _table(given: Any, what: str) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise BadInput(f"{what} must be a table")
    return given
