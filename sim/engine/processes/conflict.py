"""7. Tension eases, breaks out and costs; silence and diverging goals bring more of it."""

from sim.engine.ahead import ties_ahead
from sim.engine.slots import book
from sim.engine.steering import note
from sim.engine.world import WEEK, T, draw_for_pair, id_of, other_in, wide
from sim.rules.draws import CONFLICT
from sim.rules.elementary import exp, log
from sim.rules.goals import align
from sim.rules.jit import inner
from sim.state.log import QUARREL

CONFLICTS = T["conflicts"]


@inner()
def conflict(world, p):
    """Let tension ease and break out on every allied tie; cool rapport, forget milestones."""
    rate = 0.0 if p.off.conflict else p.conflict.rate
    for i in range(world.agents.size):
        ties_ahead(world, i)
        for k in range(world.agents[i].n_allies):
            if world.known[i, k] > i:
                _friction(world, p, rate, i, k)
    for a in range(world.rosters.size):
        if world.rosters[a].n_members > 0:
            world.rosters[a].milestones *= p.conflict.fading


@inner()
def _friction(world, p, rate, i, k):
    """One week between two allies."""
    week, j, tie = world.counts[WEEK], other_in(world, i, k), world.ties[i, k]
    there = wide(tie.back)
    back, roster = world.ties[j, there], world.rosters[tie.alliance]
    aligned = align(world.agents[i].goal, roster.common_goal) + align(
        world.agents[j].goal, roster.common_goal
    )
    stale = staleness(week - roster.last_check_in, p)
    tension = tie.tension * p.conflict.decay
    u0, u1, _, _ = draw_for_pair(world, CONFLICT, i, j)
    risk = 1.0 + p.conflict.misalignment * (1.0 - aligned / 2.0) + p.conflict.staleness * stale
    if u0 < rate * risk:
        world.tally[CONFLICTS] += 1.0
        if tension < p.conflict.calm:
            tie.tension_since = back.tension_since = week
        tension += -p.conflict.severity * log(u1) * (1.0 - p.conflict.damping * tie.rapport)
        note(world, QUARREL, id_of(world, i), id_of(world, j), tension)
    tie.tension = back.tension = tension
    book(world, i, k, -p.conflict.strife * tension)
    book(world, j, there, -p.conflict.strife * tension)
    tie.rapport *= 1.0 - p.conflict.cooling * stale
    back.rapport = tie.rapport


@inner()
def staleness(silent, p):
    """Return how far silence has gone: 1 − exp(−weeks/8)."""
    return 1.0 - exp(-silent / p.conflict.silence)
