"""How often one cooperator takes over a frozen network: the model's own kernels, run after run."""

from __future__ import annotations

from typing import Any

from sim.engine.processes.learn import learn
from sim.engine.processes.support import support
from sim.engine.week import begin_week
from sim.rules.jit import njit

DEFECTOR, COOPERATOR = range(2)


@njit
def takeovers(world: Any, p: Any, first: int, runs: int) -> tuple[int, int]:
    """Return in how many runs one cooperator takes over, and the weeks that all runs took.

    A week is that of the model with only support and learn on. Chance goes on from run to run,
    since no week comes twice; the cooperator of run r is the agent in row (first + r) mod N.
    """
    agents, takeovers, weeks = world.agents, 0, 0
    for run in range(first, first + runs):
        for i in range(agents.size):
            agents[i].strategy = DEFECTOR
        agents[run % agents.size].strategy = COOPERATOR
        cooperators = 1
        while 0 < cooperators < agents.size:
            begin_week(world)
            support(world, p)
            learn(world, p)
            weeks += 1
            cooperators = 0
            for i in range(agents.size):
                cooperators += agents[i].strategy
        takeovers += cooperators > 0
    return takeovers, weeks
