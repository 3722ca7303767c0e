"""8. Agents, in random order, spend their attention."""

import numpy as np

from sim.engine.ahead import everything_ahead
from sim.engine.order import put_in_order
from sim.engine.world import FREE, LOGGED, SERIAL, WEEK, draw, id_of, wide
from sim.practices.adapt import adapt
from sim.practices.check_in import check_in
from sim.practices.invest import invest
from sim.practices.offer import offer
from sim.practices.recognise import recognise
from sim.practices.resolve import resolve
from sim.practices.scout import scout
from sim.rules.draws import ACT, ORDER
from sim.rules.jit import inlined, inner, njit

WORK, SCOUT, CHECK_IN, ADAPT, RESOLVE, RECOGNISE, INVEST, OFFER = range(8)


@njit
def attend(world, p, first):
    """Let agents spend their attention, in order from place ``first`` on; return the place reached.

    It stops short where the tables might not hold what the next agent does: the caller makes them
    larger and goes on.
    """
    order = world.order
    if first == 0:
        put_in_order(world, ORDER)
    for place in range(first, order.size):
        acts = world.agents[order[place]].attention
        if (
            world.counts[FREE] < acts
            or world.counts[SERIAL] + acts > world.lives.size
            or world.counts[LOGGED] + 2 * acts > world.memberships.size
        ):
            return place
        everything_ahead(world, place)
        _attend(world, p, order[place])
    return order.size


@inlined()
def _attend(world, p, i):
    """Spend one agent's acts; whatever finds nothing to do is work."""
    agent = world.agents[i]
    worked = maintained = 0
    for number in range(wide(agent.attention)):
        u0, u1, u2, u3 = draw(world, ACT, id_of(world, i), number, 0)
        practice = _next_practice(world, p, i, u0)
        if practice == WORK or not _practise(world, p, i, practice, number, u1, u2, u3):
            worked += 1
        elif practice != SCOUT:
            maintained += 1
    agent.maintained = maintained
    agent.work = worked / agent.attention


@inner()
def _next_practice(world, p, i, u0):
    """Choose a practice: what the strategy insists on first, else one from its portfolio."""
    if p.off.attend:
        return WORK
    agent, week = world.agents[i], world.counts[WEEK]
    strategy = world.strategies[agent.strategy]
    if strategy.check_in_every < np.inf and not (p.off.check_in or p.null[CHECK_IN]):
        for m in range(agent.n_memberships):
            silent = week - world.rosters[world.member_of[i, m]].last_check_in
            if silent >= strategy.check_in_every:
                return CHECK_IN
    if strategy.resolve_above < np.inf and not (p.off.resolve or p.null[RESOLVE]):
        above = max(strategy.resolve_above, p.conflict.calm)
        for k in range(agent.n_allies):
            tie = world.ties[i, k]
            if tie.tension > above and tie.tried != week:
                return RESOLVE
    practice = 0
    while u0 >= strategy.thresholds[practice]:
        practice += 1
    return WORK if _is_off(p, practice) else practice


@inlined()
def _is_off(p, practice):
    """Whether a practice is switched off. Work itself is switched off in the portfolio."""
    return (
        (practice == SCOUT and p.off.scout)
        or (practice == CHECK_IN and p.off.check_in)
        or (practice == ADAPT and p.off.adapt)
        or (practice == RESOLVE and p.off.resolve)
        or (practice == RECOGNISE and p.off.recognise)
        or (practice == INVEST and p.off.invest)
        or (practice == OFFER and p.off.offer)
    )


@inlined()
def _practise(world, p, i, practice, number, u1, u2, u3):
    """Do a practice where it is most needed; False if there is nothing to do."""
    blind, null = p.blind[practice], p.null[practice]
    if practice == SCOUT:
        return scout(world, p, i, number, u1, u2, u3, blind, null)
    if practice == CHECK_IN:
        return check_in(world, p, i, number, u1, blind, null)
    if practice == ADAPT:
        return adapt(world, p, i, u1, blind, null)
    if practice == RESOLVE:
        return resolve(world, p, i, u1, blind, null)
    if practice == RECOGNISE:
        return recognise(world, p, i, u1, blind, null)
    if practice == INVEST:
        return invest(world, p, i, u1, blind, null)
    return offer(world, p, i, u1, blind, null)
