"""The week as a table: the processes in order, what each reads, writes and draws.

The name of a process is its switch, and its row in :mod:`sim.inputs.switches` says what *off*
means. A week is one kernel. Where a table has no room for what comes next, it stops before that;
whoever called it makes the tables larger and lets it go on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from sim.engine.processes.attend import attend
from sim.engine.processes.conflict import conflict
from sim.engine.processes.cooperate import cooperate
from sim.engine.processes.decide import decide
from sim.engine.processes.drift import drift
from sim.engine.processes.learn import learn
from sim.engine.processes.produce import produce
from sim.engine.processes.refer import refer
from sim.engine.processes.review import review
from sim.engine.processes.share import share
from sim.engine.processes.support import support
from sim.engine.processes.turnover import NO_IDS, NO_ROOM, turnover
from sim.engine.world import PRESENT, WEEK
from sim.rules.jit import inner


class Process(NamedTuple):
    """One line of the schedule."""

    name: str
    kernel: Callable[..., Any]
    reads: str
    writes: str
    draws: str


SCHEDULE = (
    Process("turnover", turnover, "memberships", "who is there, alliances, memory", "EXIT, ENTRY"),
    Process("drift", drift, "goals", "goals", "DRIFT"),
    Process("produce", produce, "work, specialties", "stocks", ""),
    Process("share", share, "stocks, trust", "stocks, payoff", ""),
    Process("cooperate", cooperate, "goals, trust, tension",
            "evidence, progress, payoff", "COMMIT"),
    Process("support", support, "trust, rapport, balance, standing",
            "evidence, balance, favours, standing, last round, payoff", "NEED, HELP, LAPSE"),
    Process("refer", refer, "specialties", "evidence, balance, payoff", "OPENING"),
    Process("conflict", conflict, "goals, silence, rapport",
            "tension, rapport, payoff", "CONFLICT"),
    Process("attend", attend, "everything", "everything but stocks and standing",
            "ORDER, ACT, PICK, STRANGER, TELL, RESOLVE"),
    Process("review", review, "gain, rapport, trust, tension", "satisfaction, alliances", "REVIEW"),
    Process("decide", decide, "goals, trust", "voice, payoff", "ARENA, DIRECTION"),
    Process("learn", learn, "payoff, fitness", "fitness, strategies", "LEARN, MODEL, DEATH"),
)  # fmt: skip


@inner()
def begin_week(world):
    """Start the books of a new week."""
    world.counts[WEEK] += 1
    world.tally[:] = 0.0
    for i in range(world.agents.size):
        agent = world.agents[i]
        agent.payoff = agent.shared = agent.opening = agent.stake = 0.0
        agent.needed = agent.unmet = agent.won = False
        for k in range(agent.n_allies):
            world.ties[i, k].gain = 0.0


#: Places in a week: where it begins and ends, before turnover, and before the first agent attends;
#: one without ids for all who come ends nowhere.
BEGIN, END, TURNOVER, ATTEND, NOWHERE = 0, 0, 1, 2, -1


@inner()
def whole_week(world, p, place):
    """Simulate a week from a place on; return END, or the place at which there is too little room.

    Then there must be room for ``counts[WANTED]`` acts, or stays that are over.
    """
    if place == BEGIN:
        begin_week(world)
    if place <= TURNOVER:
        became = turnover(world, p)
        if became == NO_ROOM:
            return TURNOVER
        if became == NO_IDS:
            return NOWHERE
        drift(world, p)
        produce(world, p)
        share(world, p)
        cooperate(world, p)
        support(world, p)
        refer(world, p)
        conflict(world, p)
    attended = attend(world, p, max(place - ATTEND, 0))
    if attended < world.counts[PRESENT]:
        return ATTEND + attended
    review(world, p)
    decide(world, p)
    learn(world, p)
    return END
