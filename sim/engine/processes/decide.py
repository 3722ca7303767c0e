"""10. Influence: arenas of agents in which the louder side wins, whoever's voice it is."""

from sim.engine.ahead import voices_ahead
from sim.engine.order import put_in_order
from sim.engine.slots import trust
from sim.engine.world import WEEK, is_there, other_in, wide
from sim.rules.draws import ARENA, DIRECTION, normals
from sim.rules.goals import dot, normalise
from sim.rules.jit import inner


@inner()
def decide(world, p):
    """Cut the seats into arenas, and let each decide; an empty seat has no voice."""
    if p.off.decide:
        return
    n = put_in_order(world, ARENA, True)
    for number in range((n + p.decide.arena - 1) // p.decide.arena):
        _arena(world, p, number, n)


@inner()
def _arena(world, p, number, n):
    """Weigh the voices on both sides of a random direction; the louder side wins."""
    agents, first = world.agents, number * p.decide.arena
    end = min(first + p.decide.arena, n)
    direction = normalise(normals(world.k0, world.k1, DIRECTION, world.counts[WEEK], number, 0))
    for_it = against = 0.0
    for place in range(first, end):
        voices_ahead(world, place)
        i = world.order[place]
        if not is_there(world, i):
            continue
        side = dot(agents[i].goal, direction) >= 0.0
        agents[i].voice = _voice(world, p, i, direction, side)
        if side:
            for_it += agents[i].voice
        else:
            against += agents[i].voice
    if for_it == against:
        return
    for i in world.order[first:end]:
        if not is_there(world, i):
            continue
        cares = dot(agents[i].goal, direction)
        agents[i].won = (cares >= 0.0) == (for_it > against)
        if agents[i].won:
            agents[i].stake = p.decide.stake * abs(cares)
            agents[i].payoff += agents[i].stake


@inner()
def _voice(world, p, i, direction, side):
    """Return 1, and the trust in one of every ally on the same side."""
    voice = 1.0
    if not p.off.voice:
        for k in range(world.agents[i].n_allies):
            j = other_in(world, i, k)
            if (dot(world.agents[j].goal, direction) >= 0.0) == side:
                voice += trust(world, j, wide(world.ties[i, k].back))
    return voice
