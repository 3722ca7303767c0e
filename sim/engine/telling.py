"""Telling and valuing: goals as told, hearsay, introductions, and what somebody is worth."""

from __future__ import annotations

from sim.engine.slots import be_told, find, find_ally, remember, sum_of, trust
from sim.engine.temper import candidness
from sim.engine.world import WEEK, draw, id_of, other_in
from sim.rules.draws import TELL, priority
from sim.rules.goals import align, bent
from sim.rules.jit import inlined, inner
from sim.rules.resources import complementarity
from sim.rules.trust import hearsay
from sim.state.tables import NONE


@inner()
def tell(world, p, i, j, slot):
    """Tell ``j``, who has the teller ``i`` in ``slot``, one's goal: true if open, else bent."""
    goal, theirs = world.agents[i].goal, world.agents[j].goal
    u0, _, _, _ = draw(world, TELL, id_of(world, i), id_of(world, j), 0)
    told = (goal[0], goal[1], goal[2])
    if u0 >= candidness(world, p, i):
        told = bent(told, (theirs[0], theirs[1], theirs[2]))
    for axis in range(3):
        world.beliefs[j, slot, axis] = told[axis]
    world.seen[j, slot] = world.counts[WEEK]


@inner()
def value(world, p, i, k):
    """Worth as an ally of the agent in slot ``k``: goals, specialties, trust, standing."""
    other = world.agents[world.known[i, k]]
    good, bad = sum_of(world.evidence[i, k])
    reputation = 2.0 * p.scout.reputation * (other.standing - p.scout.neutral_standing)
    trusted = (good + 1.0 + reputation) / (good + bad + 2.0)
    return (
        p.scout.align * align(world.agents[i].goal, world.beliefs[i, k])
        + p.scout.complementarity * complementarity(world.agents[i].specialty, other.specialty)
        + p.scout.trust * trusted
    )


@inlined()
def threshold(world, p, i):
    """What an ally must be worth: selectivity, and more the fuller one's hands are."""
    agent = world.agents[i]
    selectivity = world.strategies[agent.strategy].selectivity
    return selectivity + p.scout.crowding * agent.n_memberships / agent.attention


@inner()
def news_for(world, p, i, k, luck):
    """Return a random third party and what one saw of it, as the ally in slot ``k`` discounts it.

    What one only heard is not passed on.
    """
    if p.off.hearsay or p.off.trust:
        return NONE, 0.0, 0.0
    evidence, known = world.evidence, world.known
    third, highest = NONE, NONE
    for s in range(world.agents[i].n_known):
        # Who is known well enough is a coin toss to a processor: it is faster not to ask first.
        place = priority(luck, id_of(world, known[i, s]))
        about = evidence[i, s]
        well_known = about.kept + about.broken > p.trust.gossip_above
        place = place if well_known and s != k else NONE
        if place > highest:
            third, highest = s, place
    if third < 0:
        return NONE, 0.0, 0.0
    record = evidence[i, third]
    teller = sum_of(evidence[known[i, k], world.ties[i, k].back])
    good, bad = hearsay(teller[0], teller[1], record.kept, record.broken, p.trust.hearsay)
    return other_in(world, i, third), good, bad


@inner()
def hear(world, p, i, news):
    """Take in hearsay, making room in memory for whom it is about."""
    about, good, bad = news
    if good + bad > 0.0:
        slot = remember(world, p, i, about)
        if slot >= 0:
            be_told(world, i, slot, good, bad, p)


@inner()
def introduce(world, p, i, listener):
    """Offer the listener an introduction to another ally, if one has any."""
    if not p.off.introductions and world.agents[i].n_allies > 1:
        world.agents[listener].introducer = i


@inner()
def whom_to_introduce(world, introducer, listener):
    """Return the introducer's ally who suits the listener best, or −1: trusted, of like goals."""
    about = find(world, introducer, listener)
    if about < 0:
        return NONE
    wanted = world.beliefs[introducer, about]
    best, highest = NONE, -1.0
    for k in range(world.agents[introducer].n_allies):
        other = other_in(world, introducer, k)
        if other == listener or are_allies(world, listener, other):
            continue
        believed = world.beliefs[introducer, k]
        fit = align(wanted, believed) * trust(world, introducer, k)
        if fit > highest:
            best, highest = other, fit
    return best


@inlined()
def are_allies(world, i, j):
    """Whether ``i`` and ``j`` are allied."""
    return find_ally(world, i, j) >= 0
