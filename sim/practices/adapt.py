"""Adapt: move the common goal to where the members' goals are, as far as one knows.

i's fair goal for an alliance is normalise(its own goal + Σ goals of the other members as i believes
them). The alliance with the largest 1 − align(common goal, fair goal), if above `adapt.above`:
common goal ← fair goal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import find_ally
from sim.engine.world import World, member_at, wide
from sim.inputs.practices.adapt import Adapt
from sim.practices.rule import Act, Rule
from sim.rules.goals import Goal, align, normalise
from sim.rules.jit import inner, part
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Alliance | None:
    """The alliance whose common goal fits its members least, if it matters."""
    misfits = [(1.0 - align(a.common_goal, fair_goal(agent, a)), a) for a in agent.memberships]
    misfit, alliance = max(misfits, key=lambda m: m[0], default=(0.0, None))
    return alliance if misfit > agent.model.parameters.adapt.above else None


def do(agent: AllianceAgent, alliance: Alliance, act: Act) -> None:
    """Move the common goal to where the members' goals are, as far as one knows."""
    alliance.common_goal = fair_goal(agent, alliance)


def fair_goal(agent: AllianceAgent, alliance: Alliance) -> Goal:
    """Return the normalised mean of one's own goal and the others', as one believes them."""
    x, y, z = agent.goal
    for tie in alliance.ties_of(agent):
        a, b, c = tie.believed_goal
        x, y, z = x + a, y + b, z + c
    return normalise((x, y, z))


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The alliance whose common goal fits its members least, if it matters."""
    a, worst = NONE, p.adapt.above
    for m in range(world.agents[i].n_memberships):
        row = wide(world.member_of[i, m])
        misfit = 1.0 - align(world.rosters[row].common_goal, _fair_goal(world, i, row))
        if misfit > worst:
            a, worst = row, misfit
    return a


@part
def do_rows(world: World, p: Any, i: int, a: int, act: Act) -> None:
    """Move the common goal to where the members' goals are, as far as one knows."""
    fair = _fair_goal(world, i, a)
    for axis in range(3):
        world.rosters[a].common_goal[axis] = fair[axis]


@inner()
def _fair_goal(world: World, i: int, a: int) -> Goal:
    """Return the normalised mean of one's own goal and the others', as one believes them."""
    goal = world.agents[i].goal
    x, y, z = goal[0], goal[1], goal[2]
    for m in range(world.rosters[a].n_members):
        member = member_at(world, a, m)
        if member != i:
            believed = world.beliefs[i, find_ally(world, i, member)]
            x, y, z = x + believed[0], y + believed[1], z + believed[2]
    return normalise((x, y, z))


RULE = Rule(Adapt, where, do, where_rows, do_rows)
