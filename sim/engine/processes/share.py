"""3. Allies share resources, all at once; then everybody enjoys what it has."""

from sim.engine.ahead import allies_ahead
from sim.engine.slots import trust
from sim.engine.world import other_in, wide
from sim.rules.jit import inner
from sim.rules.resources import KNOWLEDGE, most_and_least, utility


@inner()
def share(world, p):
    """Let what each has most of, relative to an ally, flow to that ally; enjoy the rest."""
    agents, flow = world.agents, world.flow
    for i in range(agents.size):
        flow[i, 0] = flow[i, 1] = flow[i, 2] = 0.0
    if not p.off.share:
        for i in range(agents.size):
            allies_ahead(world, i)
            _share_with_allies(world, p, i)
    for i in range(agents.size):
        agent = agents[i]
        stock = agent.stock
        before = utility((stock[0], stock[1], stock[2]))
        for kind in range(3):
            stock[kind] += flow[i, kind]
        enjoyed = utility((stock[0], stock[1], stock[2]))
        agent.payoff += enjoyed
        agent.shared = enjoyed - before


@inner()
def _share_with_allies(world, p, i):
    """Set off what flows both ways between ``i`` and its allies of larger id."""
    agent = world.agents[i]
    mine = (agent.stock[0], agent.stock[1], agent.stock[2])
    for k in range(agent.n_allies):
        j = other_in(world, i, k)
        if j < i:
            continue
        other, there = world.agents[j], wide(world.ties[i, k].back)
        theirs = (other.stock[0], other.stock[1], other.stock[2])
        most, least = most_and_least(mine, theirs)
        split = 1 + max(agent.n_allies, other.n_allies)
        _give(world, p, i, j, most, mine[most] - theirs[most], trust(world, i, k) / split)
        _give(world, p, j, i, least, theirs[least] - mine[least], trust(world, j, there) / split)


@inner()
def _give(world, p, giver, taker, kind, surplus, weight):
    """Send a share of a surplus on its way; knowledge is copied, the rest moves."""
    amount = p.share.rate * weight * max(0.0, surplus)
    world.flow[taker, kind] += amount
    if kind != KNOWLEDGE or p.off.copying:
        world.flow[giver, kind] -= amount
