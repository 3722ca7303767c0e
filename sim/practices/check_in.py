"""Check in: a meeting at which everybody tells everybody.

A meeting of the alliance longest without one (older of equals), called by host i:

1. everybody there tells everybody;
2. last check-in ← this week;
3. on each of i's ties there: rapport ← + `check_in.rapport`·(1 − rapport);
4. a random member m is picked. i tells m hearsay about a random third party that i has seen enough
   of, kept + broken > `trust.gossip_above`, other than m; m tells i likewise. Both choose what to
   say before either listens, so that nobody is told its own news. The listener takes in what it is
   worth, and remembers the third party if it is worth anything and memory allows; m listens first;
5. i offers m an introduction if i has another ally, and m offers i one likewise. The newest offer
   replaces an older. Whom, is decided when the listener scouts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import find_ally, warm
from sim.engine.telling import hear, introduce, news_for, tell
from sim.engine.world import WEEK, World, draw, id_of, member_at, wide
from sim.inputs.practices.check_in import CheckIn
from sim.practices.rule import Act, Rule
from sim.rules.draws import PICK, priority
from sim.rules.jit import part
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Alliance | None:
    """The alliance longest without a meeting, the older of equals."""
    return min(agent.memberships, key=lambda a: a.last_check_in, default=None)


def do(agent: AllianceAgent, alliance: Alliance, act: Act) -> None:
    """Call a meeting."""
    alliance.meet(agent, act.number)


def meet(alliance: Alliance, host: AllianceAgent, number: int) -> None:
    """Everybody tells everybody, the silence ends, host and one member talk.

    The two exchange a piece of hearsay each way, and each offers the other an introduction.
    """
    model = alliance.model
    for teller in alliance.members:
        for listener in alliance.members:
            if teller is not listener:
                teller.tell(listener)
    alliance.last_check_in = model.week
    for tie in alliance.ties_of(host):
        tie.bond.warm(model.parameters.check_in.rapport)
    luck = model.draw(PICK, host.id, number)
    partner = model.pick(alliance.others(host), luck[0])
    assert partner is not None, "an alliance has two members at least"
    # Both choose what to say before either listens: nobody is told its own news.
    for_partner, for_host = host.news_for(partner, luck[1]), partner.news_for(host, luck[2])
    partner.hear(for_partner)
    host.hear(for_host)
    host.introduce_to(partner)
    partner.introduce_to(host)


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The alliance longest without a meeting, the older of equals."""
    a, longest = NONE, 0
    for m in range(world.agents[i].n_memberships):
        last = world.rosters[wide(world.member_of[i, m])].last_check_in
        if a < 0 or last < longest:
            a, longest = wide(world.member_of[i, m]), last
    return a


@part
def do_rows(world: World, p: Any, host: int, a: int, act: Act) -> None:
    """Everybody tells everybody, the silence ends, host and one member talk."""
    size = world.rosters[a].n_members
    for m in range(size):
        teller = member_at(world, a, m)
        for other in range(size):
            if other != m:
                listener = member_at(world, a, other)
                tell(world, p, teller, listener, find_ally(world, listener, teller))
    world.rosters[a].last_check_in = world.counts[WEEK]
    v0, v1, v2, _ = draw(world, PICK, id_of(world, host), act.number, 0)
    partner, highest = host, NONE
    for m in range(size):
        member = member_at(world, a, m)
        if member != host:
            warm(world, host, find_ally(world, host, member), p.check_in.rapport)
            place = priority(v0, id_of(world, member))
            if place > highest:
                partner, highest = member, place
    # Both choose what to say before either listens: nobody is told its own news.
    for_partner = news_for(world, p, host, find_ally(world, host, partner), v1)
    for_host = news_for(world, p, partner, find_ally(world, partner, host), v2)
    hear(world, p, partner, for_partner)
    hear(world, p, host, for_host)
    introduce(world, p, host, partner)
    introduce(world, p, partner, host)


RULE = Rule(CheckIn, where, do, where_rows, do_rows)
