"""1. Goals move: goal ← normalise(goal + rate·ξ)."""

from sim.engine.world import WEEK, id_of, is_there
from sim.rules.draws import DRIFT, normals
from sim.rules.goals import normalise
from sim.rules.jit import inner


@inner()
def drift(world, p):
    """Move every agent's goal a little."""
    if p.off.drift:
        return
    rate = p.drift.rate
    for i in range(world.agents.size):
        if not is_there(world, i):
            continue
        goal = world.agents[i].goal
        x, y, z = normals(world.k0, world.k1, DRIFT, world.counts[WEEK], id_of(world, i), 0)
        moved = normalise((goal[0] + rate * x, goal[1] + rate * y, goal[2] + rate * z))
        for axis in range(3):
            goal[axis] = moved[axis]
