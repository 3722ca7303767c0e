"""Resolve: talk the worst conflict over."""

from sim.engine.placebo import any_slot
from sim.engine.slots import book, observe
from sim.engine.temper import candidness
from sim.engine.world import WEEK, T, draw, id_of, other_in, wide
from sim.rules.draws import RESOLVE
from sim.rules.jit import inner
from sim.rules.logistic import logistic
from sim.state.tables import NONE

ATTEMPTS, RESOLVED = T["attempts"], T["resolved"]


@inner()
def resolve(world, p, i, u1, blind, null):
    """Attend to the tensest tie that was not tried this week, unless it is calm."""
    week, k, worst = world.counts[WEEK], NONE, p.conflict.calm
    if blind:
        k = any_slot(world, i, u1, True)
    else:
        for slot in range(world.agents[i].n_allies):
            tie = world.ties[i, slot]
            if tie.tried != week and tie.tension > worst:
                k, worst = slot, tie.tension
    if k < 0:
        return False
    if not null:
        _talk(world, p, i, k)
    return True


@inner()
def _talk(world, p, i, k):
    """Try once: likelier to work among friends, early, and between cooperative, open people."""
    week, j, tie = world.counts[WEEK], other_in(world, i, k), world.ties[i, k]
    there = wide(tie.back)
    back = world.ties[j, there]
    strategies, agents = world.strategies, world.agents
    mine, theirs = strategies[agents[i].strategy], strategies[agents[j].strategy]
    chance = logistic(
        p.resolve.rapport * tie.rapport
        - p.resolve.delay * (week - tie.tension_since)
        + p.resolve.style * (mine.cooperative + theirs.cooperative - 1.0)
        + (candidness(world, p, i) + candidness(world, p, j) - 1.0)
    )
    tie.tried = back.tried = week
    world.tally[ATTEMPTS] += 1.0
    u0, _, _, _ = draw(world, RESOLVE, id_of(world, min(i, j)), id_of(world, max(i, j)), 0)
    if u0 >= chance:
        tie.tension += p.resolve.failure
        back.tension = tie.tension
        return
    world.tally[RESOLVED] += 1.0
    tie.tension *= p.resolve.relief
    back.tension = tie.tension
    if tie.tension < p.conflict.calm:
        tie.tension_since = back.tension_since = week
    observe(world, i, k, 1.0, 0.0, p)
    observe(world, j, there, 1.0, 0.0, p)
    won = p.resolve.assertion * (mine.assertive - theirs.assertive)
    book(world, i, k, won)
    book(world, j, there, -won)
