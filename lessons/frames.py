"""What the page draws: the network of one week, packed small, and what was measured since."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from lessons.worlds import Side, Worlds, finite
from sim.measures.arrays import trust_of

#: One alliance of two on the wire: rows of both, trust of the less trusting side and tension.
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
        "agents": [len(side.state.agents) for side in worlds.sides],
        "names": [side.model.names for side in worlds.sides],
        "strategies": [[s.name for s, _ in side.world.strategies] for side in worlds.sides],
        "parameters": [side.world.said() for side in worlds.sides],
        "events": [[e.as_data() for e in side.model.events] for side in worlds.sides],
    }


def _side(side: Side) -> dict[str, Any]:
    measured, by = side.take_measured()
    agents = side.state.agents
    return {
        "edges": base64.b64encode(edges_of(side).tobytes()).decode(),
        "strategy": agents["strategy"].tolist(),
        "allies": agents["n_allies"].tolist(),
        "measured": {name: finite(values) for name, values in measured.items()},
        "by": {name: finite(rows) for name, rows in by.items()},
        "news": side.feed.take(side.model),
    }


def edges_of(side: Side) -> np.ndarray:
    """Return every pair of allies once, dtype ``EDGE``."""
    ties, ids = side.state.ties, side.state.agents["id"]
    order = np.argsort(ids, kind="stable")
    a = order[np.searchsorted(ids, ties["agent"], sorter=order)]
    b = order[np.searchsorted(ids, ties["other"], sorter=order)]
    trust = trust_of(ties)
    # Ties are sorted by (agent, other): sorted by (other, agent) they are the reverse sides.
    back = np.lexsort((ties["agent"], ties["other"]))
    least = np.minimum(trust, trust[back])
    once = a < b
    edges = np.zeros(int(once.sum()), EDGE)
    edges["a"], edges["b"] = a[once], b[once]
    edges["trust"] = np.rint(255.0 * least[once])
    edges["tension"] = np.rint(255.0 * np.clip(ties["tension"][once] / FULL_TENSION, 0.0, 1.0))
    return edges
