"""The tables that kernels work on, and how they come from a state and become one again.

Agents stand in order of id, so that a row is as good as an id wherever order matters. What an agent
knows of others lies in its row of slots: allies first, in order of id, then acquaintances. Loops
over allies stop at their number, and find them in the order in which sums are to run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.draws import uniforms
from sim.jit import inlined
from sim.tables import TALLY

#: Evidence about the one in the same place of ``known``. It stands apart from the rest of what is
#: known of them, because gossip and forgetting look through all of it.
EVIDENCE = np.dtype([("kept", "f8"), ("broken", "f8"), ("seen", "i4")], align=True)

#: What else an agent knows of the one in the same place of ``known``; rapport and below: of allies.
SLOT = np.dtype(
    [
        ("believed_goal", "f8", 3),
        ("balance", "f8"),
        ("satisfaction", "f8"),
        ("gain", "f8"),
        ("rapport", "f8"),
        ("tension", "f8"),
        ("alliance", "i4"),  # row of the alliance; −1: acquaintance
        ("back", "i4"),  # slot in which the ally has this agent
        ("tension_since", "i4"),
        ("tried", "i4"),
        ("joined", "i4"),
        ("last_given", "i1"),
        ("last_got", "i1"),
    ],
    align=True,
)

#: An alliance without its members, who stand in ``members``; none marks a free row.
ROSTER = np.dtype(
    [
        ("serial", "i8"),
        ("common_goal", "f8", 3),
        ("progress", "f8"),
        ("milestones", "f8"),
        ("aligned", "f8"),  # of this week's commitments kept
        ("diversity", "f8"),  # mean complementarity of members; −1: not known
        ("formed", "i4"),
        ("last_check_in", "i4"),
        ("n_members", "i4"),
    ],
    align=True,
)

#: Places in ``World.counts``.
WEEK, SERIAL, FREE, LOGGED = range(4)
#: Places in ``World.tally``, by name.
T = {name: place for place, name in enumerate(TALLY)}


class World(NamedTuple):
    """All tables; N agents, M slots, A rows of alliances of at most G members."""

    agents: np.ndarray  # AGENT, (N,), in order of id
    ids: np.ndarray  # (N,)
    dense: bool  # ids are 0 … N − 1, so that rows are ids
    ties: np.ndarray  # SLOT, (N, M)
    evidence: np.ndarray  # EVIDENCE, (N, M)
    known: np.ndarray  # (N, M) rows of the agents in the slots
    n_known: np.ndarray  # (N,)
    member_of: np.ndarray  # (N, M) rows of alliances, oldest first; as many as n_memberships
    rosters: np.ndarray  # ROSTER, (A,)
    members: np.ndarray  # (A, G) rows of agents in order
    joined: np.ndarray  # (A, G)
    logged: np.ndarray  # (A, G) rows of ``memberships``
    outcomes: np.ndarray  # (A, G) of this week's commitments
    verdicts: np.ndarray  # (A, G) what review decided
    free: np.ndarray  # (A,) rows of alliances to be used next: the first counts[FREE]
    memberships: np.ndarray  # MEMBERSHIP, every one there ever was: the first counts[LOGGED]
    lives: np.ndarray  # ALLIANCE_LIFE, the first counts[SERIAL]
    strategies: np.ndarray  # STRATEGY, (S,)
    counts: np.ndarray  # (4,)
    tally: np.ndarray  # (len(TALLY),)
    requests: np.ndarray  # (…, 4) this week's: asker, its slot of the helper, answer, good standing
    flow: np.ndarray  # (N, 3) resources on their way
    words: np.ndarray  # (N,) what agents are sorted by
    order: np.ndarray  # (N,) rows of agents in order
    spare_order: np.ndarray  # (N,)
    bytes: np.ndarray  # (257,) for sorting
    sums: np.ndarray  # (M, 11) what review adds up for one agent
    spare: np.ndarray  # SLOT, (1,) for a slot that is being moved
    spare_evidence: np.ndarray  # EVIDENCE, (1,)
    k0: int
    k1: int


@inlined()
def draw(world, purpose, i, j, repeat):
    """Return the four uniforms of this week for a purpose and two ids."""
    return uniforms(world.k0, world.k1, purpose, world.counts[WEEK], i, j, repeat)


@inlined()
def id_of(world, row):
    """Return the id of the agent in a row."""
    return row if world.dense else world.ids[row]


@inlined()
def row_of(world, id_):
    """Return the row of the agent with an id."""
    return id_ if world.dense else np.searchsorted(world.ids, id_)


@inlined()
def wide(number):
    """Return a stored number of 32 bits as one of 64, so that kernels are compiled only once."""
    return number + 0
