"""Check in: a meeting at which everybody tells everybody."""

from sim.engine.placebo import any_alliance
from sim.engine.slots import find_ally, warm
from sim.engine.telling import hear, introduce, news_for, tell
from sim.engine.world import WEEK, draw, id_of, member_at, wide
from sim.rules.draws import PICK, priority
from sim.rules.jit import inner
from sim.state.tables import NONE


@inner()
def check_in(world, p, i, number, u1, blind, null):
    """Call a meeting of the alliance longest without one, the older of equals."""
    a, longest = NONE, 0
    if blind:
        a = any_alliance(world, i, u1)
    else:
        for m in range(world.agents[i].n_memberships):
            last = world.rosters[wide(world.member_of[i, m])].last_check_in
            if a < 0 or last < longest:
                a, longest = wide(world.member_of[i, m]), last
    if a < 0:
        return False
    if not null:
        _meet(world, p, a, i, number)
    return True


@inner()
def _meet(world, p, a, host, number):
    """Everybody tells everybody, the silence ends, host and one member talk."""
    size = world.rosters[a].n_members
    for m in range(size):
        teller = member_at(world, a, m)
        for other in range(size):
            if other != m:
                listener = member_at(world, a, other)
                tell(world, p, teller, listener, find_ally(world, listener, teller))
    world.rosters[a].last_check_in = world.counts[WEEK]
    v0, v1, v2, _ = draw(world, PICK, id_of(world, host), number, 0)
    partner, highest = host, NONE
    for m in range(size):
        member = member_at(world, a, m)
        if member != host:
            warm(world, host, find_ally(world, host, member), p.check_in.rapport)
            place = priority(v0, id_of(world, member))
            if place > highest:
                partner, highest = member, place
    # Both choose what to say before either listens: nobody is told its own news.
    for_partner = news_for(world, p, host, find_ally(world, host, partner), v1)
    for_host = news_for(world, p, partner, find_ally(world, partner, host), v2)
    hear(world, p, partner, for_partner)
    hear(world, p, host, for_host)
    introduce(world, p, host, partner)
    introduce(world, p, partner, host)
