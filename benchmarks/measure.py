"""Timing a week: objects and tables in the same steady state, in turn."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.inputs.versions import neutral
from sim.objects.model import AllianceModel
from sim.simulation import simulate
from sim.state.histories import Histories

#: Weeks until memberships, memories and ages are much as they will be.
STEADY = 104
YEAR = 52


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
    """Microseconds an agent-week (median and range over repetitions), and what it was measured on.

    ``kilobytes`` is what all tables take per agent, without histories; ``gigabytes`` the most
    memory that the process had. Both are NaN for objects.
    """

    model: str
    agents: int
    median: float
    low: float
    high: float
    memberships: float = float("nan")
    kilobytes: float = float("nan")
    gigabytes: float = float("nan")

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)


def steady(agents: int, parameters: Mapping[str, Any] = MappingProxyType({})) -> TableModel:
    """Return a population in its steady state."""
    model = TableModel({"population.agents": agents, **parameters}, rng=1)
    for _ in range(STEADY):
        model.step()
    return model


def by_rules(agents: int, turns: int = 15) -> dict[str, float]:
    """Return by how many microseconds an agent-week the rules since version 1 cost more."""
    pairs = _in_turn(steady(agents), steady(agents, neutral()), turns)
    more = statistics.median(with_ - without for with_, without in pairs)
    return {"more": more / agents * 1e6}


def by_empty_seats(agents: int, turns: int = 15) -> dict[str, float]:
    """Return the time of a year in which a third of all seats are empty ÷ of one with none."""
    thinned = steady(agents, {"turnover.exit": 0.002, "turnover.entry": 0.004})
    for _ in range(4 * STEADY):  # N·e/(e + x − x·e) of them are taken
        thinned.step()
    return {
        "ratio": statistics.median(a / b for a, b in _in_turn(thinned, steady(agents), turns)),
        "present": float(thinned.state(acquaintances=False).seats["present"].mean()),
    }


def by_measuring(agents: int, turns: int = 15) -> dict[str, float]:
    """Return the time of a week that is measured ÷ of one that is not, in the same years."""
    start = simulate({"population.agents": agents}, seed=1, weeks=STEADY, record=STEADY)

    def seconds(record: int) -> float:
        ends: list[float] = []
        simulate(
            start=start,
            weeks=STEADY + YEAR,
            record=record,
            progress=lambda week, of: ends.append(time.process_time()),
        )
        return ends[-2] - ends[0]  # the first week warms up, the last is always measured

    pairs = [[seconds(record) for record in (1, YEAR)] for _ in range(turns)]
    return {"ratio": statistics.median(measured / without for measured, without in pairs)}


def _in_turn(one: TableModel, other: TableModel, turns: int) -> list[tuple[float, float]]:
    """Return the seconds of a week in two models, in pairs of years; each begins as often."""
    found = []
    for turn in range(turns):
        seconds = {}
        for model in (one, other)[:: 1 if turn % 2 else -1]:
            begun = time.process_time()
            for _ in range(YEAR):
                model.step()
            seconds[model] = (time.process_time() - begun) / YEAR
        found.append((seconds[one], seconds[other]))
    return found


def objects_from(model: type[AllianceModel], tables: TableModel) -> AllianceModel:
    """Return objects in the state that tables are in."""
    histories = Histories.restored(*tables.history_tables())
    agents = {"population.agents": len(tables.world.ids)}
    return model(agents, rng=tables.seed, state=tables.state(), histories=histories)


def timings(steps: dict[str, Callable[[], Any]], agents: int, repeats: int = 5) -> list[Timing]:
    """Time several models of as many agents in turn, so that all meet the machine's moods alike.

    The time is the processor's, so that whoever else uses the machine counts less. Each turn of
    each model takes at least one week and about 2,000 agent-weeks; tables get twenty
    times as many.
    """
    found: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(repeats):
        for name, step in steps.items():
            weeks = max(1, 2_000 * (20 if name == "tables" else 1) // agents)
            begun = time.process_time()
            for _ in range(weeks):
                step()
            found[name].append((time.process_time() - begun) / weeks / agents * 1e6)
    return [
        Timing(name, agents, statistics.median(times), min(times), max(times))
        for name, times in found.items()
    ]


def compare(agents: int, repeats: int = 5) -> list[Timing]:
    """Return timings of tables, objects, and objects on Mesa's generator, from one steady state."""
    tables = steady(agents)
    objects = objects_from(AllianceModel, tables)
    on_mesas = objects_from(MesaRandomModel, tables)
    return timings(
        {"tables": tables.step, "objects": objects.step, "objects on Mesa's random": on_mesas.step},
        agents,
        repeats,
    )


def cost(agents: int, repeats: int = 5) -> Timing:
    """Return time and memory of the tables at one size; best asked in a process of its own."""
    model = steady(agents)
    (timing,) = timings({"tables": model.step}, agents, repeats)
    return Timing(
        timing.model,
        agents,
        timing.median,
        timing.low,
        timing.high,
        memberships=float(model.world.agents["n_memberships"].mean()),
        kilobytes=bytes_per_agent(model) / 1000,
        gigabytes=peak_gigabytes(),
    )


def bytes_per_agent(model: TableModel) -> float:
    """Return the bytes that all tables take, per agent, without histories."""
    tables = [table for table in model.world if isinstance(table, np.ndarray)]
    histories = (model.world.memberships, model.world.lives, model.world.gone)
    held = sum(table.nbytes for table in tables) - sum(table.nbytes for table in histories)
    return held / len(model.world.ids)


def peak_gigabytes() -> float:
    """Return the most memory that this process has had; NaN on Windows, which has other ways."""
    try:
        import resource
    except ImportError:
        return float("nan")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9
