"""The tables that kernels work on, and how they come from a state and become one again.

A row is a seat, which one agent has or nobody: then all of it is zero. Agents stand in order of
seats, which is the order of everything that happens one after another. What an agent knows of
others lies in its row of slots: allies first, in order of seats, then acquaintances. Loops over
allies stop at their number, and find them in the order in which sums are to run.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, NamedTuple, get_type_hints

import numpy as np

from sim.inputs.switches import PRACTICES
from sim.rules.draws import uniforms
from sim.rules.jit import inner
from sim.state.histories import ALLIANCE_LIFE, MEMBERSHIP, STAY
from sim.state.log import NOTE
from sim.state.settings import STRATEGY
from sim.state.tables import SEAT, TALLY

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

#: Two who are allied at the start, by their seats, and how much good evidence they have.
EDGE = np.dtype([("one", "i8"), ("other", "i8"), ("weight", "f8")])

#: Places in ``World.counts``; GONE and WANTED: how many stays are over, and for how many acts, or
#: agents who leave, there is to be room before a week can go on.
WEEK, SERIAL, FREE, LOGGED, PRESENT, GONE, WANTED, ANSWERS, NOTED, DROPPED = range(10)
#: Stands in ``members`` where nobody does: larger than every row.
NOBODY = np.iinfo(np.int32).max
#: Places in ``World.tally``, by name.
T = {name: place for place, name in enumerate(TALLY)}


class World(NamedTuple):
    """All tables: what a row is made of, and how many rows there are, by name or as a number.

    Names of sizes stand for how many "agents" (N), "slots" an agent (M), "rows" of alliances (A) of
    at most so many "members" (G), "edges", "strategies", "requests", "answers" and "notes" there
    may be, for how many memberships are "logged", and alliances' "lives" and "stays" of those who
    left.
    """

    agents: Annotated[np.ndarray, AGENT, "agents"]  # a row a seat
    #: Of whoever is there, was there last, or is the first to come.
    ids: Annotated[np.ndarray, np.int64, "agents"]
    seats: Annotated[np.ndarray, SEAT, "agents"]  # but for ids and who is there
    leaves: Annotated[np.ndarray, np.bool_, "agents"]  # who leaves this week
    comes: Annotated[np.ndarray, np.bool_, "agents"]  # who comes
    #: Rows of those whose fitness newcomers begin with; −1: of nobody.
    patrons: Annotated[np.ndarray, np.int64, "agents"]
    ties: Annotated[np.ndarray, SLOT, "agents", "slots"]
    evidence: Annotated[np.ndarray, EVIDENCE, "agents", "slots"]
    beliefs: Annotated[np.ndarray, np.float64, "agents", "slots", 3]  # believed goals
    seen: Annotated[np.ndarray, np.int32, "agents", "slots"]  # weeks of last contact
    known: Annotated[np.ndarray, np.int32, "agents", "slots"]  # rows of the agents in the slots
    #: Rows of alliances, oldest first; as many as n_memberships.
    member_of: Annotated[np.ndarray, np.int32, "agents", "slots"]
    rosters: Annotated[np.ndarray, ROSTER, "rows"]
    #: Mean complementarity of members; −1: not known.
    diversity: Annotated[np.ndarray, np.float64, "rows"]
    members: Annotated[np.ndarray, np.int32, "rows", "members"]  # agents in order, then NOBODY
    logged: Annotated[np.ndarray, np.int32, "rows", "members"]  # rows of ``memberships``
    outcomes: Annotated[np.ndarray, np.int8, "rows", "members"]  # of this week's commitments
    verdicts: Annotated[np.ndarray, np.int8, "rows", "members"]  # what review decided
    #: Rows of alliances to be used next: the first counts[FREE].
    free: Annotated[np.ndarray, np.int64, "rows"]
    #: Every one there ever was: the first counts[LOGGED].
    memberships: Annotated[np.ndarray, MEMBERSHIP, "logged"]
    lives: Annotated[np.ndarray, ALLIANCE_LIFE, "lives"]  # the first counts[SERIAL]
    gone: Annotated[np.ndarray, STAY, "stays"]  # those that are over: the first counts[GONE]
    #: Acts of others this week that one was part of.
    guest_acts: Annotated[np.ndarray, np.int32, "agents"]
    #: Favours received lately, older ones counting less.
    favours: Annotated[np.ndarray, np.float64, "agents"]
    edges: Annotated[np.ndarray, EDGE, "edges"]  # in the order in which they were founded
    strategies: Annotated[np.ndarray, STRATEGY, "strategies"]
    #: Cumulated shares of acts as planned from outside; 0: no plan.
    plans: Annotated[np.ndarray, np.float64, "agents", len(PRACTICES)]
    answers: Annotated[np.ndarray, ANSWER, "answers"]  # by both ids: the first counts[ANSWERS]
    log: Annotated[np.ndarray, NOTE, "notes"]  # the first counts[NOTED]; no rows: none is kept
    counts: Annotated[np.ndarray, np.int64, 10]
    tally: Annotated[np.ndarray, np.float64, len(TALLY)]
    #: This week's: asker, its slot of the helper, answer, good standing.
    requests: Annotated[np.ndarray, np.int64, "requests", 4]
    flow: Annotated[np.ndarray, np.float64, "agents", 3]  # resources on their way
    words: Annotated[np.ndarray, np.int64, "agents"]  # what agents are sorted by
    order: Annotated[np.ndarray, np.int64, "agents"]  # rows of agents in order
    spare_order: Annotated[np.ndarray, np.int64, "agents"]
    bytes: Annotated[np.ndarray, np.int64, 257]  # for sorting
    sums: Annotated[np.ndarray, np.float64, "slots", 11]  # what review adds up for one agent
    nobody: Annotated[np.ndarray, AGENT, 1]  # what an empty seat has: zeros
    spare: Annotated[np.ndarray, SLOT, 1]  # for a slot that is being moved
    spare_evidence: Annotated[np.ndarray, EVIDENCE, 1]
    spare_belief: Annotated[np.ndarray, np.float64, 3]
    k0: int
    k1: int


class Table(NamedTuple):
    """What a row of a table is made of, and its shape in sizes by name and numbers."""

    record: np.dtype
    shape: tuple[str | int, ...]


#: Every table by name, as ``World`` says.
TABLES = {
    name: Table(np.dtype(said.__metadata__[0]), said.__metadata__[1:])
    for name, said in get_type_hints(World, include_extras=True).items()
    if hasattr(said, "__metadata__")
}


def tables_of(sizes: Mapping[str, int]) -> dict[str, np.ndarray]:
    """Return every table, of zeros, with so many rows of each kind."""
    return {
        name: lined(tuple(sizes[n] if isinstance(n, str) else n for n in shape), record)
        for name, (record, shape) in TABLES.items()
    }


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
    return world.ids[row]


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
