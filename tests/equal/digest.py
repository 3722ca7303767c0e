"""Print a digest of every bit of some worlds: ``python -m tests.equal.digest``."""

import hashlib
import json
import sys

from sim.engine.calls import calls
from sim.engine.model import TableModel

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
}
WEEKS = 15


def digests(built: bool = True) -> dict[str, str]:
    """Return a digest of all tables of each world, by the engine as it was built or compiled."""
    found = {}
    for name, (parameters, strategies) in WORLDS.items():
        model = TableModel(parameters, strategies, rng=4)
        model.calls = calls(built=built)
        model.log(60)  # more happens
        for agent in range(0, 16, 3) if name == "steered" else ():
            model.plan(agent, {"work": 0.2, "check_in": 0.3, "offer": 0.5})
            for other in range(1, 16, 3):
                model.answer(agent, other, other / 16)
        for week in range(WEEKS):
            model.step()
            if week == WEEKS // 2:
                model.forget()
        state = model.state()
        bits = [state.agents, state.ties, state.alliances, *model.history_tables()]
        bits += [state.seats, model.stays(), model.logged().notes]
        found[name] = hashlib.blake2b(b"".join(t.tobytes() for t in bits)).hexdigest()
    return found


if __name__ == "__main__":
    json.dump(digests(), sys.stdout)
