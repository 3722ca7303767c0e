"""Random targets, for practices that are made blind."""

from __future__ import annotations

from sim.engine.world import WEEK, id_of, member_at, other_in, wide
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
