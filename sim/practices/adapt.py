"""Adapt: move the common goal to where the members' goals are, as far as one knows."""

from sim.engine.placebo import any_alliance
from sim.engine.slots import find_ally
from sim.engine.world import member_at, wide
from sim.rules.goals import align, normalise
from sim.rules.jit import inner
from sim.state.tables import NONE


@inner()
def adapt(world, p, i, u1, blind, null):
    """Move the common goal that fits its members least, if it matters."""
    a, worst = NONE, p.adapt.above
    if blind:
        a = any_alliance(world, i, u1)
    else:
        for m in range(world.agents[i].n_memberships):
            row = wide(world.member_of[i, m])
            misfit = 1.0 - align(world.rosters[row].common_goal, _fair_goal(world, i, row))
            if misfit > worst:
                a, worst = row, misfit
    if a < 0:
        return False
    if not null:
        fair = _fair_goal(world, i, a)
        for axis in range(3):
            world.rosters[a].common_goal[axis] = fair[axis]
    return True


@inner()
def _fair_goal(world, i, a):
    """Return the normalised mean of one's own goal and the others', as one believes them."""
    goal = world.agents[i].goal
    x, y, z = goal[0], goal[1], goal[2]
    for m in range(world.rosters[a].n_members):
        member = member_at(world, a, m)
        if member != i:
            believed = world.beliefs[i, find_ally(world, i, member)]
            x, y, z = x + believed[0], y + believed[1], z + believed[2]
    return normalise((x, y, z))
