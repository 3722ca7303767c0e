"""From objects to tables and back: what a model is, written out in full."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.objects.alliance import Alliance
from sim.objects.tie import Bond, Tie
from sim.objects.turnover import seats_from, table_of
from sim.state.tables import AGENT, NONE, TIE, State, alliance_dtype

if TYPE_CHECKING:
    from sim.objects.model import AllianceModel

#: Columns of the agent table that are attributes of the same name.
_AS_THEY_ARE = tuple(
    name
    for name in AGENT.names or ()
    if name not in ("strategy", "introducer", "n_memberships", "n_allies")
)
_LAST = {None: NONE, False: 0, True: 1}


def _fill(table: np.ndarray, rows: Sequence[Any], columns: dict[str, Callable[[Any], Any]]) -> None:
    """Fill the columns of a table from objects, a column at a time (rows would be far slower)."""
    if rows:
        for name, value in columns.items():
            table[name] = [value(row) for row in rows]


def taken(model: AllianceModel, acquaintances: bool) -> State:
    """Return the state of a model as tables, with or without ties to acquaintances."""
    rows = model.population
    agents = np.zeros(len(rows), AGENT)
    _fill(
        agents,
        rows,
        {
            **{name: attrgetter(name) for name in _AS_THEY_ARE},
            "strategy": lambda a: a.strategy_number,
            "introducer": lambda a: NONE if a.introducer is None else a.introducer.id,
            "n_memberships": lambda a: len(a.memberships),
            "n_allies": lambda a: len(a.allied),
        },
    )
    return State(
        week=model.week,
        agents=agents,
        ties=_ties(model, acquaintances),
        alliances=_alliances(model),
        serial=model.serial,
        tally=dict(model.tally),
        seats=table_of(model.seats),
    )


def _ties(model: AllianceModel, acquaintances: bool) -> np.ndarray:
    if acquaintances:
        sides = [
            (a.id, tie)
            for a in model.population
            for tie in sorted(a.ties.values(), key=lambda t: t.other.seat)
        ]
    else:
        sides = [(a.id, tie) for a in model.population for tie in a.allied]
    table = np.zeros(len(sides), TIE)
    for name in ("alliance", "tension_since", "tried", "joined"):
        table[name] = NONE
    ties = [tie for _, tie in sides]
    table["agent"] = [owner for owner, _ in sides]
    _fill(
        table,
        ties,
        {
            "other": lambda t: t.other.id,
            "kept": lambda t: t.kept,
            "broken": lambda t: t.broken,
            "heard_kept": lambda t: t.heard_kept,
            "heard_broken": lambda t: t.heard_broken,
            "believed_goal": lambda t: t.believed_goal,
            "satisfaction": lambda t: t.satisfaction,
            "gain": lambda t: t.gain,
            "last_given": lambda t: _LAST[t.last_given],
            "last_got": lambda t: _LAST[t.last_got],
            "balance": lambda t: t.balance,
            "seen": lambda t: t.seen,
        },
    )
    at = np.array([t.bond is not None for t in ties], dtype=bool)
    bonds = [t.bond for t in ties if t.bond is not None]
    allied = table[at]
    _fill(
        allied,
        bonds,
        {
            "alliance": lambda b: b.alliance.serial,
            "rapport": lambda b: b.rapport,
            "tension": lambda b: b.tension,
            "tension_since": lambda b: b.tension_since,
            "tried": lambda b: b.tried,
            "joined": lambda b: b.joined,
        },
    )
    table[at] = allied
    return table


def _alliances(model: AllianceModel) -> np.ndarray:
    largest = model.parameters.alliances.largest
    table = np.zeros(len(model.alliances), alliance_dtype(largest))

    def padded(values: list[int]) -> list[int]:
        return values + [NONE] * (largest - len(values))

    _fill(
        table,
        model.alliances,
        {
            "alliance": lambda a: a.serial,
            "size": lambda a: len(a.members),
            "members": lambda a: padded([m.id for m in a.members]),
            "joined": lambda a: padded([a.joined[m] for m in a.members]),
            "formed": lambda a: a.formed,
            "last_check_in": lambda a: a.last_check_in,
            "common_goal": lambda a: a.common_goal,
            "progress": lambda a: a.progress,
            "milestones": lambda a: a.milestones,
        },
    )
    return table


def restore(model: AllianceModel, state: State) -> None:
    """Make a model's agents, ties and alliances from tables."""
    model.seats = seats_from(state.seats)
    agents = [model.agent_class(model, row, model.name_of(int(row["id"]))) for row in state.agents]
    by_id = model.by_id = {agent.id: agent for agent in agents}
    for seat, present in zip(model.seats, state.seats["present"].tolist(), strict=True):
        if present:
            seat.agent = by_id[seat.id]
            seat.agent.seat = seat.number
            model.population.append(seat.agent)
    for agent, introducer in zip(agents, state.agents["introducer"].tolist(), strict=True):
        agent.introducer = by_id.get(introducer)
    alliances = {int(row["alliance"]): _alliance(model, row, by_id) for row in state.alliances}
    model.alliances = [alliances[serial] for serial in sorted(alliances)]
    for alliance in model.alliances:
        for member in alliance.members:
            member.memberships.append(alliance)
    bonds: dict[tuple[int, int], Bond] = {}
    for row in state.ties:
        owner, other = by_id[int(row["agent"])], by_id[int(row["other"])]
        tie = owner.ties[other.id] = _tie(row, other)
        if row["alliance"] >= 0:
            pair = (min(owner.id, other.id), max(owner.id, other.id))
            tie.bond = bonds.setdefault(pair, _bond(row, alliances))
            owner.allied.append(tie)
    for agent in agents:
        agent.allied.sort(key=lambda t: t.other.seat)


def _alliance(model: AllianceModel, row: np.void, by_id: dict[int, Any]) -> Alliance:
    goal = tuple(row["common_goal"].tolist())
    alliance = model.alliance_class(model, int(row["alliance"]), goal, int(row["formed"]))
    alliance.last_check_in = int(row["last_check_in"])
    alliance.progress = float(row["progress"])
    alliance.milestones = float(row["milestones"])
    size = int(row["size"])
    alliance.members = [by_id[id_] for id_ in row["members"][:size].tolist()]
    alliance.joined = dict(zip(alliance.members, row["joined"][:size].tolist(), strict=True))
    return alliance


def _tie(row: np.void, other: Any) -> Tie:
    last = {number: word for word, number in _LAST.items()}
    tie = Tie(other, int(row["seen"]))
    tie.kept, tie.broken = float(row["kept"]), float(row["broken"])
    tie.heard_kept, tie.heard_broken = float(row["heard_kept"]), float(row["heard_broken"])
    tie.believed_goal = tuple(row["believed_goal"].tolist())
    tie.satisfaction, tie.gain = float(row["satisfaction"]), float(row["gain"])
    tie.balance = float(row["balance"])
    tie.last_given, tie.last_got = last[int(row["last_given"])], last[int(row["last_got"])]
    return tie


def _bond(row: np.void, alliances: dict[int, Alliance]) -> Bond:
    bond = Bond(alliances[int(row["alliance"])], int(row["joined"]))
    bond.rapport, bond.tension = float(row["rapport"]), float(row["tension"])
    bond.tension_since, bond.tried = int(row["tension_since"]), int(row["tried"])
    return bond
