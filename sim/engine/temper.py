"""What an agent is like, where its strategy may have a say."""

from __future__ import annotations

from sim.rules.jit import inlined
from sim.state.settings import OWN


@inlined()
def candidness(world, p, i):
    """Probability of telling the truth: the strategy's openness, else the agent's own."""
    if p.off.openness:
        return 0.0
    openness = world.strategies[world.agents[i].strategy].openness
    return world.agents[i].openness if openness == OWN else openness


@inlined()
def courtesy(world, p, i):
    """Probability of acknowledging help: the strategy's, else the world's."""
    if p.off.appreciation:
        return 0.0
    appreciation = world.strategies[world.agents[i].strategy].appreciation
    return p.support.appreciation if appreciation == OWN else appreciation
