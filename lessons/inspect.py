"""One agent in full: what it is, what it has, whom it trusts and who trusts it."""

from __future__ import annotations

from typing import Any

import numpy as np

from lessons.worlds import Side, finite
from sim.errors import BadInput
from sim.measures.arrays import trust_of
from sim.rules.resources import KINDS

#: Past memberships that are told.
MOST_PAST = 8


def agent_in(side: Side, seat: Any) -> dict[str, Any]:
    """Return what the page shows of the agent in a seat."""
    agents, ties, seats = side.state.agents, side.state.ties, side.state.seats
    if isinstance(seat, bool) or not isinstance(seat, int) or not 0 <= seat < len(seats):
        raise BadInput("there is no such agent")
    if not seats["present"][seat]:
        raise BadInput("nobody is there this week")
    agent = agents[np.sum(seats["present"][:seat])]
    mine = ties[ties["agent"] == agent["id"]]
    theirs = ties[ties["other"] == agent["id"]]
    back = dict(zip(theirs["agent"].tolist(), trust_of(theirs).tolist(), strict=True))
    memberships, _ = side.model.history_tables()
    past = memberships[(memberships["agent"] == agent["id"]) & (memberships["ended"] >= 0)]
    return {
        "kind": "agent",
        "agent": seat,
        "generation": int(agent["id"]) // len(seats),
        "week": side.model.week,
        "strategy": int(agent["strategy"]),
        "goal": finite(agent["goal"].tolist()),
        "stock": dict(zip(KINDS, finite(agent["stock"].tolist()), strict=True)),
        **{
            name: finite(float(agent[name]))
            for name in ("reliability", "openness", "standing", "payoff", "fitness", "work")
        },
        "attention": int(agent["attention"]),
        "memberships": int(agent["n_memberships"]),
        "allies": [
            {
                "agent": int(tie["other"]) % len(seats),
                "generation": int(tie["other"]) // len(seats),
                "trust": round(trust, 3),
                "back": round(back[int(tie["other"])], 3),
                "tension": round(float(tie["tension"]), 2),
                "rapport": round(float(tie["rapport"]), 2),
                "weeks": side.model.week - int(tie["joined"]),
            }
            for tie, trust in zip(mine, trust_of(mine).tolist(), strict=True)
        ],
        "past": [
            {"from": int(p["joined"]), "to": int(p["ended"]), "how": int(p["how"]),
             "cause": int(p["cause"])}
            for p in past[-MOST_PAST:][::-1]
        ],
    }  # fmt: skip
