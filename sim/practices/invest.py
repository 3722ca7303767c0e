"""Invest: an informal gathering."""

from sim.engine.placebo import any_alliance
from sim.engine.slots import find_ally, warm
from sim.engine.telling import value
from sim.engine.world import member_at, wide
from sim.rules.jit import inner
from sim.state.tables import NONE


@inner()
def invest(world, p, i, u1, blind, null):
    """Gather the alliance with most to win: the largest sum of value times missing rapport."""
    a, most = NONE, 0.0
    if blind:
        a = any_alliance(world, i, u1)
    else:
        for m in range(world.agents[i].n_memberships):
            row = wide(world.member_of[i, m])
            promise = _promise(world, p, i, row)
            if a < 0 or promise > most:
                a, most = row, promise
    if a < 0:
        return False
    if not null:
        for m in range(world.rosters[a].n_members):
            member = member_at(world, a, m)
            if member != i:
                warm(world, i, find_ally(world, i, member), p.invest.rapport)
    return True


@inner()
def _promise(world, p, i, a):
    """Return what there is to win in an alliance."""
    total = 0.0
    for m in range(world.rosters[a].n_members):
        member = member_at(world, a, m)
        if member != i:
            k = find_ally(world, i, member)
            total += value(world, p, i, k) * (1.0 - world.ties[i, k].rapport)
    return total
