"""6. Some hear of openings, and keep them or pass them on to an ally."""

from sim.engine.slots import book, observe
from sim.engine.temper import candidness
from sim.engine.world import T, draw, id_of, is_there, other_in, wide
from sim.rules.draws import OPENING
from sim.rules.jit import inner
from sim.state.tables import NONE

OPENINGS, PASSED_ON = T["openings"], T["passed_on"]


@inner()
def refer(world, p):
    """Let openings be heard of."""
    for i in range(world.agents.size):
        if not is_there(world, i):
            continue
        u0, u1, u2, _ = draw(world, OPENING, id_of(world, i), 0, 0)
        if u0 < p.refer.openings:
            keeps = p.off.refer or u2 >= candidness(world, p, i)
            _hear_of_opening(world, p, i, int(3.0 * u1), keeps)


@inner()
def _hear_of_opening(world, p, i, kind, keeps):
    """Keep an opening if nobody fits it better or one is not open, else pass it on."""
    agent = world.agents[i]
    world.tally[OPENINGS] += 1.0
    best, fit = NONE, agent.specialty[kind]
    if not keeps:
        for k in range(agent.n_allies):
            theirs = world.agents[world.known[i, k]].specialty[kind]
            if theirs > fit:
                best, fit = k, theirs
    if best < 0:
        agent.opening = p.refer.worth * fit
        agent.payoff += agent.opening
        return
    world.tally[PASSED_ON] += 1.0
    j, there = other_in(world, i, best), wide(world.ties[i, best].back)
    book(world, j, there, p.refer.worth * fit)
    observe(world, j, there, 1.0, 0.0, p)
    world.ties[i, best].balance += 1.0
    world.ties[j, there].balance -= 1.0
