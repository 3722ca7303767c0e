"""Whom or what an agent comes upon without looking: a random alliance, ally or stranger."""

from __future__ import annotations

from sim.engine.world import PRESENT, WEEK, draw, id_of, is_there, member_at, other_in, wide
from sim.rules.draws import priority
from sim.rules.jit import inner
from sim.state.seats import REDRAWS
from sim.state.tables import NONE


@inner()
def any_alliance(world, i, luck):
    """Return the row of a random alliance of ``i``, picked by the least of its others, or −1."""
    best, highest = NONE, NONE
    for m in range(world.agents[i].n_memberships):
        a = wide(world.member_of[i, m])
        least = member_at(world, a, 1 if world.members[a, 0] == i else 0)
        place = priority(luck, id_of(world, least))
        if place > highest:
            best, highest = a, place
    return best


@inner()
def any_slot(world, i, luck, untried):
    """Return a random ally's slot, among those not tried this week if ``untried``, or −1."""
    best, highest = NONE, NONE
    for k in range(world.agents[i].n_allies):
        if not (untried and world.ties[i, k].tried == world.counts[WEEK]):
            place = priority(luck, id_of(world, other_in(world, i, k)))
            if place > highest:
                best, highest = k, place
    return best


@inner()
def stranger(world, i, purpose, number):
    """Return any other agent, drawn from all seats with redraws, or −1."""
    if world.counts[PRESENT] < 2:
        return NONE
    return anybody(world, purpose, id_of(world, i), number, 0, i)


@inner()
def anybody(world, purpose, id_, number, first, but):
    """Return any agent other than ``but``, drawn from all seats from a repeat on, or −1."""
    n = world.agents.size
    for repeat in range(first, first + REDRAWS):
        v0, v1, v2, v3 = draw(world, purpose, id_, number, repeat)
        for u in (v0, v1, v2, v3):
            row = int(u * n)
            if row != but and is_there(world, row):
                return row
    return NONE
