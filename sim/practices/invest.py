"""Invest: an informal gathering.

The alliance with the largest Σ value_i(j)·(1 − rapport_ij) over its other members j. On each of
i's ties there: rapport ← + `invest.rapport`·(1 − rapport).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import find_ally, warm
from sim.engine.telling import value
from sim.engine.world import World, member_at, wide
from sim.inputs.practices.invest import Invest
from sim.practices.rule import Act, Rule
from sim.rules.elementary import total
from sim.rules.jit import inner, part
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Alliance | None:
    """The alliance with most to win: the largest sum of value times missing rapport."""

    def promise(alliance: Alliance) -> float:
        ties = alliance.ties_of(agent)
        return total(agent.value(t) * (1.0 - t.bond.rapport) for t in ties)

    return max(agent.memberships, key=promise, default=None)


def do(agent: AllianceAgent, alliance: Alliance, act: Act) -> None:
    """Hold an informal gathering."""
    alliance.gather(agent)


def gather(alliance: Alliance, host: AllianceAgent) -> None:
    """The host comes closer to everybody there."""
    for tie in alliance.ties_of(host):
        tie.bond.warm(alliance.model.parameters.invest.rapport)


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The alliance with most to win: the largest sum of value times missing rapport."""
    a, most = NONE, 0.0
    for m in range(world.agents[i].n_memberships):
        row = wide(world.member_of[i, m])
        promise = _promise(world, p, i, row)
        if a < 0 or promise > most:
            a, most = row, promise
    return a


@part
def do_rows(world: World, p: Any, host: int, a: int, act: Act) -> None:
    """The host comes closer to everybody there."""
    for m in range(world.rosters[a].n_members):
        member = member_at(world, a, m)
        if member != host:
            warm(world, host, find_ally(world, host, member), p.invest.rapport)


@inner()
def _promise(world: World, p: Any, i: int, a: int) -> float:
    """Return what there is to win in an alliance."""
    total = 0.0
    for m in range(world.rosters[a].n_members):
        member = member_at(world, a, m)
        if member != i:
            k = find_ally(world, i, member)
            total += value(world, p, i, k) * (1.0 - world.ties[i, k].rapport)
    return total


RULE = Rule(Invest, where, do, where_rows, do_rows)
