"""From a state to the tables that kernels work on, and back; and tables that grow."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.world import EVIDENCE, FREE, LOGGED, ROSTER, SERIAL, SLOT, WEEK, World
from sim.histories import ALLIANCE_LIFE, MEMBERSHIP, Histories
from sim.parameters import Parameters
from sim.tables import AGENT, NONE, TALLY, TIE, State, alliance_dtype

#: Tables that may turn out too small: a row an alliance, or a row a life.
_GROWING = (
    "rosters", "members", "joined", "logged", "outcomes", "verdicts", "memberships", "lives",
)  # fmt: skip
#: Columns of ``TIE`` that a slot has under the same name.
_ROSTER = {name: name for name in ROSTER.names or () if name not in ("aligned", "diversity")}
_ROSTER |= {"serial": "alliance", "n_members": "size"}
_SAME = tuple(name for name in SLOT.names or () if name in (TIE.names or ()) and name != "alliance")


def world_from(
    state: State,
    histories: Histories,
    parameters: Parameters,
    strategies: np.ndarray,
    key: tuple[int, int],
) -> World:
    """Return the tables of a state; agents are put in order of id."""
    n, m = len(state.agents), parameters.population.memory
    largest, living = parameters.alliances.largest, len(state.alliances)
    agents = state.agents[np.argsort(state.agents["id"], kind="stable")].copy()
    ids = agents["id"].copy()
    memberships, lives = histories.tables()
    rows = living + int(agents["attention"].max(initial=1)) + n
    world = World(
        agents=agents,
        ids=ids,
        dense=bool(np.array_equal(ids, np.arange(n))),
        ties=np.zeros((n, m), SLOT),
        evidence=np.zeros((n, m), EVIDENCE),
        known=np.full((n, m), NONE, np.int64),
        n_known=np.zeros(n, np.int64),
        member_of=np.full((n, m), NONE, np.int32),
        rosters=np.zeros(rows, ROSTER),
        members=np.full((rows, largest), NONE, np.int64),
        joined=np.full((rows, largest), NONE, np.int32),
        logged=np.full((rows, largest), NONE, np.int32),
        outcomes=np.zeros((rows, largest), np.int8),
        verdicts=np.zeros((rows, largest), np.int8),
        free=np.arange(rows - 1, -1, -1, dtype=np.int64),
        memberships=_with_room(memberships, MEMBERSHIP, 4 * n),
        lives=_with_room(lives, ALLIANCE_LIFE, 4 * n),
        strategies=strategies,
        counts=np.array([state.week, state.serial, rows, len(memberships)], np.int64),
        tally=np.array([state.tally.get(name, 0.0) for name in TALLY]),
        requests=_room_for_requests(n, parameters),
        flow=np.zeros((n, 3)),
        words=np.zeros(n, np.int64),
        order=np.zeros(n, np.int64),
        spare_order=np.zeros(n, np.int64),
        bytes=np.zeros(257, np.int64),
        sums=np.zeros((m, 11)),
        spare=np.zeros(1, SLOT),
        spare_evidence=np.zeros(1, EVIDENCE),
        k0=key[0],
        k1=key[1],
    )
    _fill_rosters(world, state, memberships)
    _fill_slots(world, state)
    return world


def _room_for_requests(n: int, parameters: Parameters) -> np.ndarray:
    asks = min(parameters.support.asks, parameters.population.memory)
    return np.zeros((max(1, n * asks), 4), np.int64)


def with_room_for_requests(world: World, parameters: Parameters) -> World:
    """Return the tables with room for as many requests for help as there may be."""
    return world._replace(requests=_room_for_requests(len(world.agents), parameters))


def _with_room(table: np.ndarray, dtype: np.dtype, more: int) -> np.ndarray:
    longer = np.zeros((len(table) + more, *table.shape[1:]), dtype)
    longer[: len(table)] = table
    return longer


def _fill_rosters(world: World, state: State, memberships: np.ndarray) -> None:
    table = state.alliances
    living = len(table)
    for name, source in _ROSTER.items():
        world.rosters[name][:living] = table[source]
    world.rosters["diversity"] = -1.0
    there = table["members"] >= 0
    world.members[:living][there] = np.searchsorted(world.ids, table["members"][there])
    world.joined[:living] = table["joined"]
    world.free[: len(world.free) - living] = np.arange(len(world.free) - 1, living - 1, -1)
    world.counts[FREE] -= living
    running = np.flatnonzero(memberships["ended"] < 0)
    row_of = {
        (m["alliance"].item(), m["agent"].item()): row
        for row, m in zip(running, memberships[running], strict=True)
    }
    for a in range(living):
        for place in range(table["size"][a]):
            of = (table["alliance"][a].item(), table["members"][a, place].item())
            world.logged[a, place] = row_of[of]
    count = np.zeros(len(world.agents), np.int64)
    for a in np.argsort(table["alliance"], kind="stable"):
        for i in world.members[a, : table["size"][a]]:
            world.member_of[i, count[i]] = a
            count[i] += 1


def _fill_slots(world: World, state: State) -> None:
    """Put ties into slots: allies first, in order of id, then acquaintances."""
    ties = state.ties
    owner, other = (np.searchsorted(world.ids, ties[name]) for name in ("agent", "other"))
    allied = ties["alliance"] >= 0
    order = np.lexsort((other, ~allied, owner))
    ties, owner, other, allied = ties[order], owner[order], other[order], allied[order]
    world.n_known[:] = np.bincount(owner, minlength=len(world.agents))
    first = np.concatenate(([0], np.cumsum(world.n_known)))[owner]
    slot = np.arange(len(ties)) - first
    world.known[owner, slot] = other
    for name in _SAME:
        world.ties[name][owner, slot] = ties[name]
    for name in EVIDENCE.names or ():
        world.evidence[name][owner, slot] = ties[name]
    serials = world.rosters["serial"][: len(state.alliances)]
    rank = np.argsort(serials)
    rows = np.full(len(ties), NONE)
    rows[allied] = rank[np.searchsorted(serials[rank], ties["alliance"][allied])]
    world.ties["alliance"][owner, slot] = rows
    world.ties["joined"][owner, slot] = np.where(allied, ties["joined"], state.week)
    world.ties["back"][owner, slot] = NONE
    there = np.flatnonzero(allied)
    # By (other, owner) the k-th allied side is the reverse of the k-th as they are.
    reverse = there[np.lexsort((owner[there], other[there]))]
    world.ties["back"][owner[there], slot[there]] = slot[reverse]


def grown(world: World) -> World:
    """Return the tables with half as much room again for alliances and for histories."""
    before = len(world.rosters)
    rows, count = _more(before), int(world.counts[FREE])
    free = np.zeros(rows, np.int64)
    free[: rows - before] = np.arange(rows - 1, before - 1, -1)
    free[rows - before : rows - before + count] = world.free[:count]
    world.counts[FREE] = rows - before + count
    longer: dict[str, Any] = {name: _longer(getattr(world, name)) for name in _GROWING}
    return world._replace(free=free, **longer)


def _more(length: int) -> int:
    return length + length // 2 + 64


def _longer(table: np.ndarray) -> np.ndarray:
    return _with_room(table, table.dtype, _more(len(table)) - len(table))


def state_from(world: World, ids: np.ndarray, acquaintances: bool) -> State:
    """Return the tables, settled, as a state; its agents stand in the order of ``ids``."""
    rows = np.searchsorted(world.ids, ids)
    return State(
        week=int(world.counts[WEEK]),
        agents=world.agents[rows].astype(AGENT),
        ties=_ties(world, acquaintances),
        alliances=_alliances(world),
        serial=int(world.counts[SERIAL]),
        tally=dict(zip(TALLY, world.tally.tolist(), strict=True)),
    )


def _ties(world: World, acquaintances: bool) -> np.ndarray:
    number = world.n_known if acquaintances else world.agents["n_allies"]
    owner = np.repeat(np.arange(len(world.agents)), number)
    first = np.concatenate(([0], np.cumsum(number)))[owner]
    slot = np.arange(len(owner)) - first
    other = world.known[owner, slot]
    if acquaintances:
        order = np.lexsort((other, owner))
        owner, slot, other = owner[order], slot[order], other[order]
    slots = world.ties[owner, slot]
    table = np.zeros(len(owner), TIE)
    table["agent"], table["other"] = world.ids[owner], world.ids[other]
    for name in _SAME:
        table[name] = slots[name]
    evidence = world.evidence[owner, slot]
    for name in EVIDENCE.names or ():
        table[name] = evidence[name]
    allied = slots["alliance"] >= 0
    table["alliance"] = np.where(allied, world.rosters["serial"][slots["alliance"]], NONE)
    table["joined"][~allied] = NONE
    return table


def _alliances(world: World) -> np.ndarray:
    living = np.flatnonzero(world.rosters["n_members"] > 0)
    living = living[np.argsort(world.rosters["serial"][living], kind="stable")]
    table = np.zeros(len(living), alliance_dtype(world.members.shape[1]))
    for name, source in _ROSTER.items():
        table[source] = world.rosters[name][living]
    there = np.arange(world.members.shape[1]) < table["size"][:, None]
    members = world.members[living]
    table["members"] = np.where(there, world.ids[np.where(there, members, 0)], NONE)
    table["joined"] = np.where(there, world.joined[living], NONE)
    return table


def histories_from(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return every membership and every alliance that ever was, as tables."""
    return (
        world.memberships[: world.counts[LOGGED]].copy(),
        world.lives[: world.counts[SERIAL]].copy(),
    )
