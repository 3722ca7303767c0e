"""Timing a week: objects against tables, in turn and in the same steady state."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.histories import Histories
from sim.model import AllianceModel

#: Weeks until memberships and ages are much as they will be.
STEADY = 104


class MesaRandomModel(AllianceModel):
    """The objects with draws from Mesa's own generator: as fast as objects can be, not repeatable.

    Keyed draws cost the objects something that most agent-based models do not pay; a fair ratio
    leaves it out. No run can select this model.
    """

    def draw(self, purpose: int, i: int, j: int = 0, repeat: int = 0) -> Any:
        """Return four uniforms of Mesa's generator."""
        uniform = self.random.random
        return uniform(), uniform(), uniform(), uniform()

    def normals(self, purpose: int, i: int) -> Any:
        """Return three normals of Mesa's generator."""
        normal = self.random.gauss
        return normal(), normal(), normal()

    def pick(self, candidates: list[Any], luck: float) -> Any:
        """Return one of some agents."""
        return candidates[int(luck * len(candidates))] if candidates else None


@dataclass(frozen=True)
class Timing:
    """Microseconds an agent-week: median and range over repetitions."""

    model: str
    agents: int
    median: float
    low: float
    high: float

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def timed(name: str, step: Callable[[], Any], agents: int, weeks: int, repeats: int) -> Timing:
    """Time some weeks, a few times over."""
    found = []
    for _ in range(repeats):
        begun = time.perf_counter()
        for _ in range(weeks):
            step()
        found.append((time.perf_counter() - begun) / weeks / agents * 1e6)
    return Timing(name, agents, statistics.median(found), min(found), max(found))


def compare(agents: int, repeats: int = 5) -> list[Timing]:
    """Return timings of tables, objects, and objects on Mesa's generator, from one steady state."""
    tables = TableModel({"population.agents": agents}, rng=1)
    for _ in range(STEADY):
        tables.step()
    state, lives = tables.state(), tables.history_tables()

    def restored(model: type[AllianceModel]) -> AllianceModel:
        histories = Histories.restored(*lives)
        return model({"population.agents": agents}, rng=1, state=state, histories=histories)

    weeks = max(1, 2000 // agents)
    return [
        timed("tables", tables.step, agents, 20 * weeks, repeats),
        timed("objects", restored(AllianceModel).step, agents, weeks, repeats),
        timed("objects on Mesa's random", restored(MesaRandomModel).step, agents, weeks, repeats),
    ]


def bytes_per_agent(agents: int) -> float:
    """Return the bytes that all tables take, per agent, in a steady state."""
    model = TableModel({"population.agents": agents}, rng=1)
    for _ in range(STEADY):
        model.step()
    tables = [t for t in model.world if isinstance(t, np.ndarray)]
    histories = model.world.memberships.nbytes + model.world.lives.nbytes
    return (sum(t.nbytes for t in tables) - histories) / agents
