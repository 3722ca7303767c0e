"""11. Fitness follows payoff; strategies spread, if they do, by imitation and mutation."""

from sim.engine.anywhere import anybody, stranger
from sim.engine.slots import pick_ally
from sim.engine.steering import note
from sim.engine.world import draw, id_of, is_there, other_in
from sim.rules.draws import DEATH, LEARN, MODEL
from sim.rules.elementary import logistic
from sim.rules.jit import inner
from sim.state.log import COPYING
from sim.state.tables import NONE

OFF, FERMI, DEATH_BIRTH = range(3)


@inner()
def learn(world, p):
    """Update fitness; let strategies spread by the rule there is."""
    agents = world.agents
    for i in range(agents.size):
        agents[i].fitness += p.learn.smoothing * (agents[i].payoff - agents[i].fitness)
    if p.off.learn or p.learn.rule == OFF:
        return
    if p.learn.rule == DEATH_BIRTH:
        _death_birth(world, p)
        return
    for i in range(agents.size):  # everybody looks at what was there before anybody learned
        world.flow[i, 0], world.flow[i, 1] = agents[i].fitness, agents[i].strategy
    for i in range(agents.size):
        if is_there(world, i):
            _imitate(world, p, i)


@inner()
def _imitate(world, p, i):
    """Mutate, or compare oneself with another and imitate the fitter (Fermi rule)."""
    agent, id_ = world.agents[i], id_of(world, i)
    u0, u1, u2, u3 = draw(world, LEARN, id_, 0, 0)
    if u0 >= p.learn.mutation and u1 >= p.learn.rate:
        return
    v0, v1, _, _ = draw(world, LEARN, id_, 0, 1)
    if u0 < p.learn.mutation:
        agent.strategy = int(v0 * world.strategies.size)
        return
    other = pick_ally(world, i, v1, i) if u2 < p.learn.allies else stranger(world, i, MODEL, 0)
    if other < 0:
        return
    if u3 < logistic(p.learn.selection * (world.flow[other, 0] - world.flow[i, 0])):
        note(world, COPYING, id_, id_of(world, other), world.flow[other, 0] - world.flow[i, 0])
        agent.fitness, agent.strategy = world.flow[other, 0], int(world.flow[other, 1])


@inner()
def _death_birth(world, p):
    """One agent gives up its strategy; its allies compete for it in proportion to fitness."""
    u0, u1, _, _ = draw(world, DEATH, 0, 0, 0)
    i, total = int(u0 * world.agents.size), 0.0
    if not is_there(world, i):
        i = anybody(world, DEATH, 0, 0, 1, NONE)
        if i < 0:
            return
    for k in range(world.agents[i].n_allies):
        total += _weight(world, p, i, k)
    threshold, passed = u1 * total, 0.0
    for k in range(world.agents[i].n_allies):
        passed += _weight(world, p, i, k)
        if threshold < passed:
            agent, other = world.agents[i], world.agents[world.known[i, k]]
            agent.strategy = other.strategy
            other_id = id_of(world, other_in(world, i, k))
            note(world, COPYING, id_of(world, i), other_id, other.fitness - agent.fitness)
            return


@inner()
def _weight(world, p, i, k):
    """Return how much an ally counts: 1 − selection + selection·fitness, 0 at least."""
    selection = p.learn.selection
    return max(0.0, 1.0 - selection + selection * world.agents[world.known[i, k]].fitness)
