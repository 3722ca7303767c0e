"""Print a digest of every bit of some worlds: ``python -m tests.equal.digest``."""

import hashlib
import json
import sys

from sim.engine.model import TableModel
from sim.measures.outcomes import period, week
from sim.measures.strategies import by_strategy
from sim.measures.tables import Tables
from sim.measures.totals import Totals

WORLDS = {
    "everything on": ({"population.agents": 24, "learn.rule": "fermi"}, {"balanced": 1.0}),
    "groups and mixes": (
        {"population.agents": 20, "population.memory": 10, "scout.admission": 1.0},
        {"networker": 0.5, "transactional": 0.3, "free_rider": 0.2},
    ),
    "coming and going": (
        {"population.agents": 20, "turnover.exit": 0.2, "turnover.entry": 0.4},
        {"balanced": 0.5, "shirker": 0.5},
    ),
    "placebos": (
        {"population.agents": 16, "blind": ["scout", "resolve"], "null": ["invest"]},
        {"all_round": 1.0},
    ),
    "steered": (
        {"population.agents": 16, "turnover.exit": 0.02, "learn.rule": "fermi"},
        {"networker": 0.5, "all_round": 0.5},
    ),
    "people come and go": (
        {"population.agents": 20, "turnover.exit": 0.1, "turnover.entry": 0.3},
        {"balanced": 0.5, "shirker": 0.5},
    ),
}
WEEKS = 15


def digests() -> dict[str, str]:
    """Return a digest of all tables of each world, and of what is measured of it every week."""
    found = {}
    for name, (parameters, strategies) in WORLDS.items():
        model, totals = TableModel(parameters, strategies, rng=4), Totals()
        model.log(60)  # more happens
        for agent in range(0, 16, 3) if name == "steered" else ():
            model.plan(agent, {"work": 0.2, "check_in": 0.3, "offer": 0.5})
            for other in range(1, 16, 3):
                model.answer(agent, other, other / 16)
        measured: list[float] = []
        for week_ in range(WEEKS):
            model.step()
            if week_ == WEEKS // 2:
                model.forget()
            tables = Tables(model.world, model.handle)
            totals.add(tables)
            measured += week(tables).values()
            for column in by_strategy(tables, len(strategies)).values():
                measured += column.tolist()
        for column in totals.columns().values():
            measured += column.tolist()
        measured += period(totals).values()
        state = model.state()
        bits = [state.agents, state.ties, state.alliances, *model.history_tables()]
        bits += [state.seats, model.stays(), model.logged().notes]
        found[name] = hashlib.blake2b(b"".join(t.tobytes() for t in bits)).hexdigest()
        # not their bits: of what does not exist, which NaN it is does not matter
        numbers = " ".join(map(float.hex, measured))
        found[f"{name}, measured"] = hashlib.blake2b(numbers.encode()).hexdigest()
    return found


if __name__ == "__main__":
    json.dump(digests(), sys.stdout)
