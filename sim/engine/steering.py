"""What comes from outside and what goes there: plans, answers, and the log."""

from __future__ import annotations

import numpy as np

from sim.engine.transfer import rows_of
from sim.engine.world import ANSWER, ANSWERS, DROPPED, NOTED, WEEK, World
from sim.inputs.steering import Steering
from sim.inputs.strategies import thresholds_of
from sim.inputs.switches import PRACTICES
from sim.rules.jit import inner
from sim.state.log import NOTE, Logged

#: The last threshold of a plan is 1; where there is none it is 0, as all others.
LAST = len(PRACTICES) - 1
#: Instead of a probability: nothing was decided.
UNDECIDED = -1.0


@inner()
def has_plan(world, i):
    """Whether it was decided from outside what an agent spends its acts on."""
    return world.plans[i, LAST] > 0.0


@inner()
def next_planned(world, i, u0):
    """Return the practice on which u falls in an agent's plan."""
    practice = 0
    while u0 >= world.plans[i, practice]:
        practice += 1
    return practice


@inner()
def answered(world, asked, asking):
    """Return the probability of helping that was decided for two ids, or ``UNDECIDED``."""
    low, high = 0, world.counts[ANSWERS]
    while low < high:
        middle = (low + high) >> 1
        answer = world.answers[middle]
        if answer.asked < asked or (answer.asked == asked and answer.asking < asking):
            low = middle + 1
        else:
            high = middle
    if low < world.counts[ANSWERS]:
        answer = world.answers[low]
        if answer.asked == asked and answer.asking == asking:
            return answer.probability
    return UNDECIDED


@inner()
def note(world, kind, who, whom, amount):
    """Write into the log, if there is one, what somebody did to whom; count what is over."""
    room = world.log.size
    if room == 0:
        return
    if world.counts[NOTED] == room:
        world.counts[DROPPED] += 1
        return
    entry = world.log[world.counts[NOTED]]
    entry.kind, entry.week = kind, world.counts[WEEK]
    entry.who, entry.whom, entry.amount = who, whom, amount
    world.counts[NOTED] += 1


def steered(world: World, steering: Steering, work: bool) -> World:
    """Return the tables with plans and answers in them, in place of those that were.

    ``work`` false spreads work over maintenance, as in portfolios.
    """
    world.plans[:] = 0.0
    if steering.plans:
        rows = rows_of(world, np.array(list(steering.plans)))
        world.plans[rows] = [thresholds_of(plan, work) for plan in steering.plans.values()]
    answers = np.array([(*pair, p) for pair, p in sorted(steering.answers.items())], ANSWER)
    world.counts[ANSWERS] = len(answers)
    return world._replace(answers=answers)


def with_log(world: World, room: int) -> World:
    """Return the tables with a log that has room for so many notes, and none in it."""
    world.counts[NOTED] = world.counts[DROPPED] = 0
    return world._replace(log=np.zeros(room, NOTE))


def logged_in(world: World) -> Logged:
    """Return what the log holds, and leave it empty."""
    logged = Logged(world.log[: world.counts[NOTED]].copy(), int(world.counts[DROPPED]))
    world.counts[NOTED] = world.counts[DROPPED] = 0
    return logged
