"""From a state to the tables that kernels work on, and back; and tables that grow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

import sim.engine.world as engine
from sim.engine.world import (
    EDGE,
    EVIDENCE,
    FREE,
    GONE,
    LOGGED,
    NOBODY,
    SERIAL,
    SLOT,
    TABLES,
    WANTED,
    WEEK,
    World,
    lined,
    tables_of,
)
from sim.inputs.parameters import Parameters
from sim.state.histories import Histories
from sim.state.start import Beginning
from sim.state.tables import AGENT, NONE, TALLY, TIE, State, alliance_dtype, places_of

#: Columns of ``AGENT`` that the engine has under the same name.
_OF_AGENT = tuple(name for name in AGENT.names or () if name in (engine.AGENT.names or ()))
#: Columns of ``TIE`` that a slot has under the same name.
_OF_TIE = tuple(
    name for name in SLOT.names or () if name in (TIE.names or ()) and name != "alliance"
)
#: Columns of a roster → of the table of alliances.
_OF_ALLIANCE = {
    "serial": "alliance",
    "n_members": "size",
    "last_check_in": "last_check_in",
    "common_goal": "common_goal",
    "progress": "progress",
    "milestones": "milestones",
}


def world_from(
    state: State,
    histories: Histories,
    parameters: Parameters,
    strategies: np.ndarray,
    key: tuple[int, int],
) -> World:
    """Return the tables of a state."""
    n, living = len(state.seats), len(state.alliances)
    people, seats = state.agents, state.seats
    memberships, lives = histories.tables()
    rows = living + int(people["attention"].max(initial=1)) + n
    happened = {"logged": len(memberships), "lives": len(lives), "stays": len(histories.gone)}
    world = _blank(seats, rows, happened, parameters, strategies, key)
    world.memberships[: len(memberships)], world.lives[: len(lives)] = memberships, lives
    world.gone[: len(histories.gone)] = histories.gone
    world.diversity[:], world.members[:], world.free[:] = -1.0, NOBODY, np.arange(rows)[::-1]
    counts = (state.week, state.serial, rows - living, len(memberships), len(people))
    world.counts[: GONE + 1] = *counts, len(histories.gone)
    world.tally[:] = [state.tally.get(name, 0.0) for name in TALLY]
    take_seats(world, rows_of(world, people["id"]), people)
    _fill_rosters(world, state.alliances, memberships)
    _fill_slots(world, state)
    return world


def blank_world(
    begun: Beginning, parameters: Parameters, strategies: np.ndarray, key: tuple[int, int]
) -> World:
    """Return tables in which nobody is yet, and nothing has happened."""
    edges = np.array(list(begun.edges), EDGE)
    happens = {"logged": 2 * len(edges), "lives": len(edges), "stays": 0}
    rows = len(begun.seats) + len(edges) + 64
    world = _blank(begun.seats, rows, happens, parameters, strategies, key)
    return world._replace(edges=edges)


def _blank(
    seats: np.ndarray,
    rows: int,
    happened: Mapping[str, int],
    parameters: Parameters,
    strategies: np.ndarray,
    key: tuple[int, int],
) -> World:
    """Return tables of zeros but for seats and strategies, with room for what is to happen."""
    n = len(seats)
    sizes = {
        "agents": n,
        "slots": parameters.population.memory,
        "rows": rows,
        "members": parameters.alliances.largest,
        "logged": happened["logged"] + n,
        "lives": happened["lives"] + n,
        "stays": happened["stays"] + n,
        "strategies": len(strategies),
        "requests": _most_requests(n, parameters),
        "edges": 0,
        "answers": 0,
        "notes": 0,
    }
    world = World(**tables_of(sizes), k0=key[0], k1=key[1])
    world.ids[:], world.seats[:], world.strategies[:] = seats["id"], seats, strategies
    world.seats["id"], world.seats["present"] = 0, False  # said elsewhere
    return world


def take_seats(world: World, rows: np.ndarray, people: np.ndarray) -> None:
    """Put agents into rows."""
    agents = world.agents
    for name in _OF_AGENT:
        agents[name][rows] = people[name]
    introduced = people["introducer"] >= 0
    agents["introducer"][rows] = NONE
    agents["introducer"][rows[introduced]] = rows_of(world, people["introducer"][introduced])
    agents["present"][rows] = True
    world.favours[rows] = people["favours"]


def rows_of(world: World, ids: np.ndarray) -> np.ndarray:
    """Return the rows in which agents with these ids are."""
    return places_of(ids, world.ids)


def _most_requests(n: int, parameters: Parameters) -> int:
    return max(1, n * min(parameters.support.asks, parameters.population.memory))


def with_room_for_requests(world: World, parameters: Parameters) -> World:
    """Return the tables with room for as many requests for help as there may be."""
    return _resized(world, "requests", _most_requests(len(world.agents), parameters))


def _resized(world: World, size: str, rows: int) -> World:
    """Return the tables with so many rows wherever they have as many as a size says."""
    resized: dict[str, Any] = {}
    for name, (record, shape) in TABLES.items():
        if shape[0] == size:
            table = getattr(world, name)
            resized[name] = lined((rows, *table.shape[1:]), record)
            resized[name][: len(table)] = table[:rows]
    return world._replace(**resized)


def _fill_rosters(world: World, alliances: np.ndarray, memberships: np.ndarray) -> None:
    """Put alliances into the first rows, and find their members' memberships."""
    living = len(alliances)
    for name, source in _OF_ALLIANCE.items():
        world.rosters[name][:living] = alliances[source]
    if not living:
        return
    a, place = np.nonzero(alliances["members"] >= 0)
    ids = alliances["members"][a, place]
    member, serial = rows_of(world, ids), alliances["alliance"][a]
    world.members[a, place] = member
    running = np.flatnonzero(memberships["ended"] < 0)
    now = memberships[running]
    world.logged[a, place] = running[_matching((serial, ids), (now["alliance"], now["agent"]))]
    order = np.lexsort((serial, member))
    count = world.agents["n_memberships"]
    nth = np.arange(len(member)) - np.repeat(np.cumsum(count) - count, count)
    world.member_of[member[order], nth] = a[order]


def _matching(pairs: tuple[np.ndarray, ...], among: tuple[np.ndarray, ...]) -> np.ndarray:
    """Return where each pair of numbers stands among others, of which none is there twice."""
    wanted, there = np.lexsort(pairs), np.lexsort(among)
    found = np.empty(len(wanted), np.int64)
    found[wanted] = there
    return found


def _fill_slots(world: World, state: State) -> None:
    """Put ties into slots: allies first, in order of seats, then acquaintances."""
    ties = state.ties
    owner, other = (rows_of(world, ties[name]) for name in ("agent", "other"))
    allied = ties["alliance"] >= 0
    order = np.lexsort((other, ~allied, owner))
    ties, owner, other, allied = ties[order], owner[order], other[order], allied[order]
    world.agents["n_known"] = np.bincount(owner, minlength=len(world.agents))
    first = np.concatenate(([0], np.cumsum(world.agents["n_known"])))[owner]
    slot = np.arange(len(ties)) - first
    world.known[owner, slot] = other
    world.seen[owner, slot] = ties["seen"]
    world.beliefs[owner, slot] = ties["believed_goal"]
    for name in _OF_TIE:
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
    """Return the tables with half as much room again wherever there is too little to go on.

    Rows of alliances that are new are still to be made usable.
    """
    count = world.counts
    wanted = count[WANTED]
    if count[SERIAL] + wanted > len(world.lives):
        world = _resized(world, "lives", _more(world.lives, wanted))
    if count[LOGGED] + 2 * wanted > len(world.memberships):
        world = _resized(world, "logged", _more(world.memberships, 2 * wanted))
    if count[GONE] + wanted > len(world.gone):
        world = _resized(world, "stays", _more(world.gone, wanted))
    if count[FREE] < wanted:
        world = _resized(world, "rows", _more(world.rosters, wanted))
    return world


def _more(table: np.ndarray, wanted: int) -> int:
    return len(table) + max(len(table) // 2 + 64, int(wanted))


def state_from(world: World, acquaintances: bool) -> State:
    """Return the tables, settled, as a state."""
    rows = np.flatnonzero(world.agents["present"])
    people = world.agents[rows]
    agents = np.zeros(len(rows), AGENT)
    agents["id"] = world.ids[rows]
    for name in _OF_AGENT:
        agents[name] = people[name]
    introduced = people["introducer"] >= 0
    agents["favours"] = world.favours[rows]
    agents["introducer"] = np.where(introduced, world.ids[people["introducer"]], NONE)
    return State(
        week=int(world.counts[WEEK]),
        agents=agents,
        ties=_ties(world, acquaintances),
        alliances=_alliances(world),
        serial=int(world.counts[SERIAL]),
        tally=dict(zip(TALLY, world.tally.tolist(), strict=True)),
        seats=seats_from(world),
    )


def seats_from(world: World) -> np.ndarray:
    """Return the seats as a table."""
    seats = world.seats.copy()
    seats["id"], seats["present"] = world.ids, world.agents["present"]
    return seats


def _ties(world: World, acquaintances: bool) -> np.ndarray:
    number = world.agents["n_known"] if acquaintances else world.agents["n_allies"]
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
    table["seen"] = world.seen[owner, slot]
    table["believed_goal"] = world.beliefs[owner, slot]
    for name in _OF_TIE:
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
    for name, source in _OF_ALLIANCE.items():
        table[source] = world.rosters[name][living]
    there = np.arange(world.members.shape[1]) < table["size"][:, None]
    members = world.members[living]
    table["members"] = np.where(there, world.ids[np.where(there, members, 0)], NONE)
    table["formed"] = world.lives["formed"][table["alliance"]]
    joined = world.memberships["joined"][np.where(there, world.logged[living], 0)]
    table["joined"] = np.where(there, joined, NONE)
    return table


def histories_from(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return every membership and every alliance that ever was, as tables."""
    return (
        world.memberships[: world.counts[LOGGED]].copy(),
        world.lives[: world.counts[SERIAL]].copy(),
    )
