"""The tables that kernels work on, and how they come from a state and become one again.

A row is a seat, which one agent has or nobody: then all of it is zero. Agents stand in order of
seats, which is the order of everything that happens one after another. What an agent knows of
others lies in its row of slots: allies first, in order of seats, then acquaintances. Loops over
allies stop at their number, and find them in the order in which sums are to run.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.rules.draws import uniforms
from sim.rules.jit import inner
from sim.state.tables import TALLY

#: Bytes that a processor fetches at once: what is read together lies in as few of them as may be.
LINE = 64

#: An agent: what others read of it, what a process reads of its own, and the rest, a line each.
AGENT = np.dtype(
    [
        ("goal", "f8", 3),
        ("specialty", "f8", 3),
        ("standing", "f8"),
        ("openness", "f8"),
        ("stock", "f8", 3),
        ("reliability", "f8"),
        ("payoff", "f8"),
        ("n_allies", "i8"),
        ("n_memberships", "i4"),
        ("strategy", "i4"),
        ("needed", "?"),
        ("unmet", "?"),
        ("won", "?"),
        ("present", "?"),  # somebody is in the seat
        ("attention", "i4"),
        ("n_known", "i8"),
        ("maintained", "i4"),
        ("introducer", "i4"),  # row of the agent; −1: none
        ("work", "f8"),
        ("shared", "f8"),
        ("fitness", "f8"),
        ("voice", "f8"),
        ("opening", "f8"),
        ("stake", "f8"),
    ],
    align=True,
)

#: Evidence, seen and heard, about the one in the same place of ``known``. It stands apart from the
#: rest of what is known of them, because gossip and forgetting look through all of it.
EVIDENCE = np.dtype(
    [("kept", "f8"), ("broken", "f8"), ("heard_kept", "f8"), ("heard_broken", "f8")]
)

#: What there is between two, as one side has it; rapport and below: between allies only.
SLOT = np.dtype(
    [
        ("balance", "f8"),
        ("satisfaction", "f8"),
        ("gain", "f8"),
        ("rapport", "f8"),
        ("tension", "f8"),
        ("alliance", "i4"),  # row of the alliance; −1: acquaintance
        ("tension_since", "i4"),
        ("tried", "i4"),
        ("joined", "i4"),
        ("back", "i2"),  # slot in which the ally has this agent
        ("last_given", "i1"),
        ("last_got", "i1"),
    ],
    align=True,
)

#: An alliance without its members, who stand in ``members``; none marks a free row.
ROSTER = np.dtype(
    [
        ("common_goal", "f8", 3),
        ("progress", "f8"),
        ("milestones", "f8"),
        ("aligned", "f8"),  # of this week's commitments kept
        ("serial", "i4"),
        ("last_check_in", "i4"),
        ("n_members", "i4"),
        ("place", "i4"),  # among the memberships of the agent that is being looked at
    ],
    align=True,
)

#: What one agent answers another who asks for help, as decided from outside.
ANSWER = np.dtype([("asked", "i8"), ("asking", "i8"), ("probability", "f8")])

#: Places in ``World.counts``.
WEEK, SERIAL, FREE, LOGGED, PRESENT, ANSWERS, NOTED, DROPPED = range(8)
#: Stands in ``members`` where nobody does: larger than every row.
NOBODY = np.iinfo(np.int32).max
#: Places in ``World.tally``, by name.
T = {name: place for place, name in enumerate(TALLY)}


class World(NamedTuple):
    """All tables; N agents, M slots, A rows of alliances of at most G members."""

    agents: np.ndarray  # AGENT, (N,), a row a seat
    ids: np.ndarray  # (N,) of whoever is there, was there last, or is the first to come
    dense: bool  # ids are 0 … N − 1, so that rows are ids
    seats: np.ndarray  # SEAT, (N,), but for ids and who is there
    leaves: np.ndarray  # (N,) who leaves this week
    comes: np.ndarray  # (N,) who comes
    patrons: np.ndarray  # (N,) rows of those whose fitness newcomers begin with; −1: of nobody
    ties: np.ndarray  # SLOT, (N, M)
    evidence: np.ndarray  # EVIDENCE, (N, M)
    beliefs: np.ndarray  # (N, M, 3) believed goals
    seen: np.ndarray  # (N, M) weeks of last contact
    known: np.ndarray  # (N, M) rows of the agents in the slots
    member_of: np.ndarray  # (N, M) rows of alliances, oldest first; as many as n_memberships
    rosters: np.ndarray  # ROSTER, (A,)
    diversity: np.ndarray  # (A,) mean complementarity of members; −1: not known
    members: np.ndarray  # (A, G) rows of agents in order, then NOBODY
    logged: np.ndarray  # (A, G) rows of ``memberships``
    outcomes: np.ndarray  # (A, G) of this week's commitments
    verdicts: np.ndarray  # (A, G) what review decided
    free: np.ndarray  # (A,) rows of alliances to be used next: the first counts[FREE]
    memberships: np.ndarray  # MEMBERSHIP, every one there ever was: the first counts[LOGGED]
    lives: np.ndarray  # ALLIANCE_LIFE, the first counts[SERIAL]
    guest_acts: np.ndarray  # (N,) acts of others this week that one was part of
    favours: np.ndarray  # (N,) favours received lately, older ones counting less
    strategies: np.ndarray  # STRATEGY, (S,)
    plans: np.ndarray  # (N, number of practices) cumulated shares of acts; 0: no plan
    answers: np.ndarray  # ANSWER, sorted by both ids: the first counts[ANSWERS]
    log: np.ndarray  # NOTE, the first counts[NOTED]; of size 0: none is kept
    counts: np.ndarray  # (8,)
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
    spare_belief: np.ndarray  # (3,)
    k0: int
    k1: int


def lined(shape: int | tuple[int, ...], dtype: np.dtype | type) -> np.ndarray:
    """Return zeros that begin where a line of memory begins."""
    wanted = np.dtype(dtype)
    size = int(np.prod(shape)) * wanted.itemsize
    room = np.zeros(size + LINE, np.uint8)
    first = -room.ctypes.data % LINE
    return room[first : first + size].view(wanted).reshape(shape)


@inner()
def draw(world, purpose, i, j, repeat):
    """Return the four uniforms of this week for a purpose and two ids."""
    # Plus nothing: constants would have a kernel compiled for each.
    return uniforms(world.k0, world.k1, purpose + 0, world.counts[WEEK], i + 0, j + 0, repeat + 0)


@inner()
def id_of(world, row):
    """Return the id of the agent in a row."""
    return row if world.dense else world.ids[row]


@inner()
def draw_for_pair(world, purpose, i, j):
    """Return the four uniforms of this week of what happens to two alike, by rows."""
    one, other = id_of(world, i), id_of(world, j)
    return draw(world, purpose, min(one, other), max(one, other), 0)


@inner()
def is_there(world, row):
    """Whether somebody is in the seat of a row."""
    return world.agents[row].present


@inner()
def wide(number):
    """Return a stored number of 32 bits as one of 64, so that kernels are compiled only once."""
    return number + 0


@inner()
def other_in(world, i, k):
    """Return the row of the agent whom ``i`` has in slot ``k``."""
    return wide(world.known[i, k])


@inner()
def member_at(world, a, m):
    """Return the row of the agent in place ``m`` of the alliance in row ``a``."""
    return wide(world.members[a, m])


@inner()
def place_of(world, a, i):
    """Return where a member stands among the members: after all that are smaller.

    All are compared, since a search that stops is a branch that a processor guesses wrong.
    """
    place = 0
    for m in range(world.members.shape[1]):
        place += world.members[a, m] < i
    return place
