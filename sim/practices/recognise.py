"""Recognise: celebrate what was achieved.

The alliance with most unrecognised milestones m, if m > `recognise.above`. Every member gains
pleasure·m; the host's is split evenly over its ties there, every other member books its own on its
tie to the host. On the host's ties there 1 − rapport ← (1 − rapport)·(1 − `recognise.rapport`)^m.
Then milestones ← 0. That a success celebrated together is worth more follows [gable2004].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import book, find_ally, warm
from sim.engine.world import World, member_at, wide
from sim.inputs.practices.recognise import Recognise
from sim.practices.rule import Act, Rule
from sim.rules.elementary import power
from sim.rules.jit import part
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Alliance | None:
    """The alliance with most achievements uncelebrated, if they are worth it."""
    best = max(agent.memberships, key=lambda a: a.milestones, default=None)
    above = agent.model.parameters.recognise.above
    return best if best is not None and best.milestones > above else None


def do(agent: AllianceAgent, alliance: Alliance, act: Act) -> None:
    """Hold a celebration."""
    alliance.celebrate(agent)


def celebrate(alliance: Alliance, host: AllianceAgent) -> None:
    """Pleasure for every member, rapport for the host's ties.

    The host's pleasure is split over its ties here; every other member owes its own to the host,
    and books it on that tie.
    """
    p, due = alliance.model.parameters.recognise, alliance.milestones
    host.book_evenly(alliance.ties_of(host), p.pleasure * due)
    for other in alliance.others(host):
        other.book(other.ties[host.id], p.pleasure * due)
    for tie in alliance.ties_of(host):
        tie.bond.warm(1.0 - power(1.0 - p.rapport, due))
    alliance.milestones = 0.0


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The alliance with most achievements uncelebrated, if they are worth it."""
    a, most = NONE, p.recognise.above
    for m in range(world.agents[i].n_memberships):
        milestones = world.rosters[wide(world.member_of[i, m])].milestones
        if milestones > most:
            a, most = wide(world.member_of[i, m]), milestones
    return a


@part
def do_rows(world: World, p: Any, host: int, a: int, act: Act) -> None:
    """Pleasure for every member, booked on its tie with the host; rapport for the host's ties."""
    size, due = world.rosters[a].n_members, world.rosters[a].milestones
    world.agents[host].payoff += p.recognise.pleasure * due
    for m in range(size):
        member = member_at(world, a, m)
        if member != host:
            k = find_ally(world, host, member)
            world.ties[host, k].gain += p.recognise.pleasure * due / (size - 1)
            book(world, member, wide(world.ties[host, k].back), p.recognise.pleasure * due)
            warm(world, host, k, 1.0 - power(1.0 - p.recognise.rapport, due))
    world.rosters[a].milestones = 0.0


RULE = Rule(Recognise, where, do, where_rows, do_rows)
