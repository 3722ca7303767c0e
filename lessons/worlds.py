"""One or two models of the same seed that are stepped, measured every week, and turned."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

import sim.measures.outcomes as measure
from lessons.feed import Feed
from lessons.lesson import BY
from lessons.setup import LATEST_WEEK, MOST_EVENTS, Setup, World, bounded
from sim.engine.model import TableModel
from sim.errors import BadInput
from sim.inputs.events import Event
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables
from sim.state.tables import State

#: Every so many weeks what has ended is dropped from a model's histories, to keep memory flat.
TIDY_EVERY = 1000


class Side:
    """One world while it runs; ``outcomes`` are weekly ones, "payoff:strategy" a strategy."""

    def __init__(self, seed: int, world: World, outcomes: tuple[str, ...]) -> None:
        self.world = world
        self.outcomes = [name for name in outcomes if not name.endswith(BY)]
        self.by = [name.removesuffix(BY) for name in outcomes if name.endswith(BY)]
        self.model = TableModel(world.parameters, world.strategies, rng=seed, events=world.events)
        self.state: State = self.model.state(acquaintances=False)
        self.feed = Feed(self.model)
        self.measured: dict[str, list[float]] = {}
        self.measured_by: dict[str, list[list[float]]] = {}

    def step(self) -> None:
        """One week, and what is measured in it."""
        self.model.step()
        self.state = self.model.state(acquaintances=False)
        tables = Tables(self.model.world, self.model.handle)
        week = measure.week(tables)
        for name in self.outcomes:
            self.measured.setdefault(name, []).append(week[name])
        if self.by:
            rows = by_strategy(tables, len(self.world.strategies))
            for name in self.by:
                self.measured_by.setdefault(name, []).append(rows[name].tolist())
        if self.model.week % TIDY_EVERY == 0:
            self.feed.look(self.model)  # before what has ended is forgotten
            self.model.forget()
            self.state = self.model.state(acquaintances=False)

    def take_measured(self) -> tuple[dict[str, list[float]], dict[str, list[list[float]]]]:
        """Return what was measured since this was last asked."""
        found = self.measured, self.measured_by
        self.measured, self.measured_by = {}, {}
        return found

    def turn(self, name: str, value: Any) -> int:
        """Let a parameter have another value from the next week on; return that week."""
        week = self.model.week + 1
        event = Event(week, ((name, value),))
        bounded(event.applied_to(self.model.parameters), self.model.parameters)
        same = [e for e in self.model.events if e.week == week and dict(e.changes).keys() == {name}]
        kept = tuple(e for e in self.model.events if e not in same)
        if len(kept) >= MOST_EVENTS:
            raise BadInput(f"dials were turned {MOST_EVENTS} times: begin again")
        self.model.events = tuple(sorted((*kept, event), key=lambda e: e.week))
        return week


class Worlds:
    """The worlds of a visitor, always in the same week."""

    def __init__(self, setup: Setup, outcomes: tuple[str, ...]) -> None:
        self.setup = setup
        self.outcomes = outcomes
        self.sides = [Side(setup.run_seed, world, outcomes) for world in setup.worlds]

    @property
    def week(self) -> int:
        """The week of the last step; 0 before the first."""
        return self.sides[0].model.week

    def go(self, weeks: int, seconds: float) -> int:
        """Step as many weeks as asked for, or as there is time for; return how many were made."""
        until, made = time.monotonic() + seconds, 0
        while made < weeks and self.week < LATEST_WEEK:
            for side in self.sides:
                side.step()
            made += 1
            if time.monotonic() > until:
                break
        return made

    def now(self) -> Setup:
        """Return the setup with every dial that was turned since."""
        worlds = tuple(
            World(side.world.parameters, side.world.strategies, side.model.events)
            for side in self.sides
        )
        return Setup(self.setup.seed, worlds, self.setup.own)


def finite(values: Any) -> Any:
    """Return numbers for JSON: rounded, None for what does not exist."""
    if isinstance(values, list):
        return [finite(value) for value in values]
    return round(values, 5) if np.isfinite(values) else None
