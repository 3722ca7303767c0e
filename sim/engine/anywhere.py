"""Whom or what an agent comes upon without looking: a random alliance, ally or stranger."""

from __future__ import annotations

from sim.engine.world import WEEK, draw, id_of, member_at, other_in, wide
from sim.rules.draws import priority
from sim.rules.jit import inner
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
    """Return any other agent, drawn from all by index with redraws."""
    n, repeat = world.agents.size, 0
    while True:
        v0, v1, v2, v3 = draw(world, purpose, id_of(world, i), number, repeat)
        for u in (v0, v1, v2, v3):
            other = int(u * n)
            if other != i:
                return other
        repeat += 1
