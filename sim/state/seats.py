"""Seats: a population has so many, each with one agent or nobody; names and ids of who comes.

The first agent of a seat has the number of the seat as its id, and each that follows has the id of
the one before + the number of seats. So an id tells the seat, and none is given twice.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import BadInput
from sim.rules.jit import shared

#: Blocks of four seats in which somebody is looked for; if all of them are empty, it is nobody.
REDRAWS = 1_024
#: Ids are words of 32 bits where chance is concerned.
IDS = 2**32


@shared
def id_after(last: int, listed: bool, seats: int) -> int:
    """Return the id that follows another in a seat, whether or not it is still a word."""
    return last if listed else last + seats


def next_id(last: int, listed: bool, seats: int) -> int:
    """Return the id of whoever comes to a seat next; raises ``BadInput`` if none is left.

    Parameters
    ----------
    last
        The id of whoever was there last, or is the first to come.
    listed
        Whether the seat is kept for one person.
    seats
        How many seats there are.
    """
    id_ = id_after(last, listed, seats)
    if id_ >= IDS:
        raise BadInput(ids_ran_out(seats))
    return id_


def ids_ran_out(seats: int) -> str:
    """Return what there is to say where no id is left for whoever comes next."""
    return (
        f"so many have come and gone that ids have run out: {seats:,} seats can be taken"
        f" {IDS // seats:,} times each; let fewer leave (turnover.exit)"
    )


def name_of(id_: int, seats: int, firsts: Sequence[str] | None) -> str:
    """Return what an agent is called: as the first of its seat, with the next number that is free.

    Parameters
    ----------
    id_
        The agent's id.
    seats
        How many seats there are.
    firsts
        Names of the first agents, by seat; None where agents are called by their ids.
    """
    if firsts is None:
        return str(id_)
    name, number = firsts[id_ % seats], 1
    taken = set(firsts) if id_ >= seats else set()
    for _ in range(id_ // seats):
        number += 1
        while f"{name} {number}" in taken:
            number += 1
    return name if number == 1 else f"{name} {number}"
