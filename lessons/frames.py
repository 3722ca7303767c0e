"""What the page draws: the network of one week, packed small, and what was measured since."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from lessons.worlds import Side, Worlds, finite
from sim.measures.arrays import trust_of
from sim.measures.networks import reverse

#: One alliance of two on the wire: seats of both, trust of the less trusting side and tension.
EDGE = np.dtype([("a", "<u2"), ("b", "<u2"), ("trust", "u1"), ("tension", "u1")])
#: Tension that is drawn as full; more looks the same.
FULL_TENSION = 2.0


def frame_of(worlds: Worlds) -> dict[str, Any]:
    """Return the worlds as they are now, and everything measured since the last frame."""
    return {"kind": "frame", "week": worlds.week, "sides": [_side(s) for s in worlds.sides]}


def begun(worlds: Worlds) -> dict[str, Any]:
    """Return what stays the same: who there is, and what is followed and measured."""
    return {
        **frame_of(worlds),
        "kind": "begun",
        "seed": worlds.setup.seed,
        "agents": [len(side.state.seats) for side in worlds.sides],
        "names": [side.model.names for side in worlds.sides],
        "strategies": [[s.name for s, _ in side.world.strategies] for side in worlds.sides],
        "parameters": [side.world.said() for side in worlds.sides],
        "events": [[e.as_data() for e in side.model.events] for side in worlds.sides],
    }


def _side(side: Side) -> dict[str, Any]:
    measured, by = side.take_measured()
    agents, seats = side.state.agents, side.state.seats
    strategy, allies = np.full(len(seats), -1), np.zeros(len(seats), np.int64)
    strategy[seats["present"]], allies[seats["present"]] = agents["strategy"], agents["n_allies"]
    return {
        "edges": base64.b64encode(edges_of(side).tobytes()).decode(),
        "strategy": strategy.tolist(),  # −1 where nobody is
        "allies": allies.tolist(),
        "generations": (seats["id"] // len(seats)).tolist(),  # how many were there before
        "measured": {name: finite(values) for name, values in measured.items()},
        "by": {name: finite(rows) for name, rows in by.items()},
        "news": side.feed.take(side.model),
    }


def edges_of(side: Side) -> np.ndarray:
    """Return every pair of allies once, dtype ``EDGE``."""
    ties, seats = side.state.ties, len(side.state.seats)
    a, b = ties["agent"] % seats, ties["other"] % seats
    trust = trust_of(ties)
    least = np.minimum(trust, trust[reverse(a, b)])
    once = a < b
    edges = np.zeros(int(once.sum()), EDGE)
    edges["a"], edges["b"] = a[once], b[once]
    edges["trust"] = np.rint(255.0 * least[once])
    edges["tension"] = np.rint(255.0 * np.clip(ties["tension"][once] / FULL_TENSION, 0.0, 1.0))
    return edges
