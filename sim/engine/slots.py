"""Slots: finding, remembering and forgetting others, and moving slots between allies and others.

Moving slots is where tables go wrong: whoever moves one repairs the ``back`` that points at it.
"""

from __future__ import annotations

import numpy as np

from sim.engine.world import WEEK, T, id_of, other_in
from sim.rules.draws import priority
from sim.rules.goals import UNKNOWN
from sim.rules.jit import inlined, inner
from sim.rules.trust import expectation, left_by, with_news
from sim.state.tables import NONE

EVICTED, REFUSED = T["evicted"], T["refused"]


@inlined()
def find(world, i, other):
    """Return the slot in which agent ``i`` has ``other``, or −1."""
    return _place(world, i, other, world.agents[i].n_known)


@inlined()
def find_ally(world, i, other):
    """Return the slot in which agent ``i`` has its ally ``other``, or −1."""
    return _place(world, i, other, world.agents[i].n_allies)


@inner()
def _place(world, i, other, n):
    """Return where ``other`` stands among the first ``n``, or −1.

    All are compared, eight at a time: that is faster than to stop where it stands.
    """
    wanted, place = np.int32(other), np.int32(0)
    for k in range(n):
        place += np.int32(k + 1) * np.int32(world.known[i, k] == wanted)
    return np.int64(place) - 1


@inner()
def remember(world, p, i, other):
    """Return the slot for ``other``, made if need be; −1 if memory is full of allies.

    A full memory forgets the acquaintance least known: the least evidence, less a little for every
    week out of sight; the smaller id of equals.
    """
    k = find(world, i, other)
    if k >= 0:
        return k
    agent, week = world.agents[i], world.counts[WEEK]
    n, n_allies = agent.n_known, agent.n_allies
    evidence, known, seen = world.evidence, world.known, world.seen
    if n < p.population.memory:
        k = n
        agent.n_known = n + 1
    else:
        least = 0.0
        for s in range(n_allies, n):
            good, bad = sum_of(evidence[i, s])
            score = good + bad - p.trust.fading * (week - seen[i, s])
            if k < 0 or score < least or (score == least and known[i, s] < known[i, k]):
                k, least = s, score
        if k < 0:
            world.tally[REFUSED] += 1.0
            return NONE
        world.tally[EVICTED] += 1.0
    known[i, k], seen[i, k] = other, week
    evidence[i, k].kept = evidence[i, k].broken = 0.0
    evidence[i, k].heard_kept = evidence[i, k].heard_broken = 0.0
    for axis in range(3):
        world.beliefs[i, k, axis] = UNKNOWN[axis]
    tie = world.ties[i, k]
    tie.balance = tie.satisfaction = tie.gain = 0.0
    tie.last_given = tie.last_got = NONE
    _acquaintance(tie)
    return k


@inlined()
def _acquaintance(tie):
    """Clear what only allies have between them."""
    tie.alliance = tie.back = tie.tension_since = tie.tried = tie.joined = NONE
    tie.rapport = tie.tension = 0.0


@inner()
def faded_balance(tie, p, week):
    """Return an acquaintance's balance of help, which has been fading since they parted.

    A week at a time, as with allies: a power would round differently.
    """
    balance = tie.balance
    if tie.joined >= 0 and balance != 0.0:
        for _ in range(week - tie.joined):
            balance *= p.support.balance_memory
    return balance


@inner()
def settle(world, p):
    """Bring what agents keep of former allies up to this week."""
    week = world.counts[WEEK]
    for i in range(world.agents.size):
        for k in range(world.agents[i].n_allies, world.agents[i].n_known):
            tie = world.ties[i, k]
            if tie.joined != week:
                tie.balance = faded_balance(tie, p, week)
                tie.gain = 0.0
                tie.joined = week


@inner()
def observe(world, i, k, good, bad, p):
    """Take in what one sees of the agent in a slot, at the cost of all older evidence."""
    if not p.off.trust:
        about, left = world.evidence[i, k], left_by(good, bad, p.trust.memory)
        about.kept, about.broken = with_news(about.kept, about.broken, good, bad, p.trust.memory)
        about.heard_kept *= left
        about.heard_broken *= left


@inlined()
def be_told(world, i, k, good, bad, p):
    """Take in what one is told of the agent in a slot, at the cost of what one was told before."""
    about = world.evidence[i, k]
    about.heard_kept, about.heard_broken = with_news(
        about.heard_kept, about.heard_broken, good, bad, p.trust.memory
    )


@inner()
def sum_of(about):
    """Return the evidence of reliance honoured and betrayed, seen or heard."""
    return about.kept + about.heard_kept, about.broken + about.heard_broken


@inner()
def trust(world, i, k):
    """Return the trust of ``i`` in the agent in a slot."""
    good, bad = sum_of(world.evidence[i, k])
    return expectation(good, bad)


@inner()
def move(world, i, source, target):
    """Copy a slot over another; if it is an ally's, the ally learns where it now is."""
    world.ties[i, target] = world.ties[i, source]
    world.evidence[i, target] = world.evidence[i, source]
    world.known[i, target] = world.known[i, source]
    world.seen[i, target] = world.seen[i, source]
    for axis in range(3):
        world.beliefs[i, target, axis] = world.beliefs[i, source, axis]
    if world.ties[i, target].alliance >= 0:
        world.ties[world.known[i, target], world.ties[i, target].back].back = target


@inner()
def _take_out(world, i, k):
    """Put a slot aside; return whom and when last seen it is about."""
    world.spare[0], world.spare_evidence[0] = world.ties[i, k], world.evidence[i, k]
    for axis in range(3):
        world.spare_belief[axis] = world.beliefs[i, k, axis]
    return other_in(world, i, k), world.seen[i, k]


@inner()
def _put_in(world, i, k, other, seen):
    """Put what was put aside into a slot."""
    world.ties[i, k], world.evidence[i, k] = world.spare[0], world.spare_evidence[0]
    for axis in range(3):
        world.beliefs[i, k, axis] = world.spare_belief[axis]
    world.known[i, k], world.seen[i, k] = other, seen


@inner()
def promote(world, i, k):
    """Move an acquaintance's slot to where allies stand, in order; return where that is."""
    n_allies = world.agents[i].n_allies
    other, seen = _take_out(world, i, k)
    if k != n_allies:
        move(world, i, n_allies, k)
    place = n_allies
    while place > 0 and world.known[i, place - 1] > other:
        move(world, i, place - 1, place)
        place -= 1
    _put_in(world, i, place, other, seen)
    world.agents[i].n_allies = n_allies + 1
    return place


@inner()
def demote(world, i, k):
    """Move a former ally's slot to the acquaintances."""
    last = world.agents[i].n_allies - 1
    other, seen = _take_out(world, i, k)
    for place in range(k, last):
        move(world, i, place + 1, place)
    _put_in(world, i, last, other, seen)
    _acquaintance(world.ties[i, last])
    world.ties[i, last].joined = world.counts[WEEK]  # from here on, the week they parted
    world.agents[i].n_allies = last


@inner()
def book(world, i, k, amount):
    """Book what a tie costs or yields, to the agent's payoff and to the tie's gain."""
    world.agents[i].payoff += amount
    world.ties[i, k].gain += amount


@inner()
def warm(world, i, k, share):
    """Make up for a share of the rapport missing between allies, on both sides."""
    tie = world.ties[i, k]
    tie.rapport += share * (1.0 - tie.rapport)
    world.ties[world.known[i, k], tie.back].rapport = tie.rapport


@inner()
def pick_ally(world, i, luck, but):
    """Return a random ally of ``i`` other than ``but``, or −1."""
    best, highest = NONE, NONE
    for k in range(world.agents[i].n_allies):
        other = other_in(world, i, k)
        if other != but:
            place = priority(luck, id_of(world, other))
            if place > highest:
                best, highest = other, place
    return best
