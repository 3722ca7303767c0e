"""Recognise: celebrate what was achieved."""

from sim.engine.placebo import any_alliance
from sim.engine.slots import book, find_ally, warm
from sim.engine.world import member_at, wide
from sim.rules.jit import inner
from sim.state.tables import NONE


@inner()
def recognise(world, p, i, u1, blind, null):
    """Celebrate in the alliance with most achievements uncelebrated, if they are worth it."""
    a, most = NONE, p.recognise.above
    if blind:
        a = any_alliance(world, i, u1)
    else:
        for m in range(world.agents[i].n_memberships):
            milestones = world.rosters[wide(world.member_of[i, m])].milestones
            if milestones > most:
                a, most = wide(world.member_of[i, m]), milestones
    if a < 0:
        return False
    if not null:
        _celebrate(world, p, a, i)
    return True


@inner()
def _celebrate(world, p, a, host):
    """Pleasure for every member, booked on its tie with the host; rapport for the host's ties."""
    size, due = world.rosters[a].n_members, world.rosters[a].milestones
    world.agents[host].payoff += p.recognise.pleasure * due
    for m in range(size):
        member = member_at(world, a, m)
        if member != host:
            k = find_ally(world, host, member)
            world.ties[host, k].gain += p.recognise.pleasure * due / (size - 1)
            book(world, member, wide(world.ties[host, k].back), p.recognise.pleasure * due)
            warm(world, host, k, 1.0 - (1.0 - p.recognise.rapport) ** due)
    world.rosters[a].milestones = 0.0
