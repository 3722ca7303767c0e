"""What outcomes of a week are made of: functions of the engine's tables, which kernels call.

A *side* is one direction of a tie between allies: agent ``i`` and its slot ``k``. Rows of seats
that nobody has are zero throughout, so that sums may run over all rows; means are over those who
are there. A value that does not exist is NaN.

A function that is made by another may name nothing outside itself that is compiled, or the kernel
of which it becomes a part would be compiled anew by every process (:func:`sim.rules.jit.part`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.engine.slots import trust as trust_in
from sim.engine.world import FREE, PRESENT, WEEK, T, is_there, other_in, wide
from sim.measures.arrays import NAN, ratio
from sim.rules.goals import dot
from sim.rules.jit import part, piece

#: A function that compiles: of tables, or of tables, an agent and its slot.
Function = Callable[..., Any]

#: Weeks for which two must have been allied before trust is held against reliability.
ACQUAINTED = 8
#: Stand beside places in the tally for how many agents there are, and living alliances.
AGENTS, ALLIANCES = -1, -2
#: Everything that is counted, and its place.
COUNTED = {**T, "agents": AGENTS, "alliances": ALLIANCES}
#: More members than an alliance may have.
ANY = 1_000

# ------------------------------------------------------------------------ counts of what happened


@part
def counted(world, what):
    """How often something happened this week, by its place in the tally; or who there is."""
    if what == AGENTS:
        return float(world.counts[PRESENT])
    if what == ALLIANCES:
        return float(alliances(world))
    return world.tally[what]


# ------------------------------------------------------------------------------------------ agents


def mean_of(column: str) -> Function:
    """Return a function: the mean of a column of agents."""

    @part
    def mean_over_agents(world):
        total = 0.0
        for i in range(world.agents.size):
            total += world.agents[i][column]
        return ratio(total, world.counts[PRESENT])

    return mean_over_agents


@part
def unmet_need(world):
    """Needs left unmet ÷ needs."""
    needs = left = 0
    for i in range(world.agents.size):
        needs += world.agents[i].needed
        left += world.agents[i].unmet
    return ratio(left, needs)


@part
def need_met(world):
    """Needs met ÷ needs."""
    return 1.0 - unmet_need(world)


_mean_voice = mean_of("voice")


@part
def voice_gain(world):
    """What allies add to the mean voice, which is 1 without any."""
    return _mean_voice(world) - 1.0


@part
def gini_of_fitness(world):
    """Gini's coefficient, as :func:`sim.measures.arrays.gini` has it where all count alike."""
    values, n = world.flow, 0
    for i in range(world.agents.size):
        if is_there(world, i):
            values[n, 0] = world.agents[i].fitness
            n += 1
    _sort(values, n)
    total = weighted = 0.0
    for place in range(n):
        total += values[place, 0]
        # how many have less, less how many have more, halves counting for oneself
        weighted += (2.0 * place + 1.0 - n) * values[place, 0]
    return weighted / (n * total) if total > 0.0 else NAN


@part
def _sort(values, n):
    """Sort the first ``n`` numbers of a column: a heap of them, whose largest goes to the end."""
    for place in range(n // 2 - 1, -1, -1):
        _sift(values, place, n)
    for last in range(n - 1, 0, -1):
        values[0, 0], values[last, 0] = values[last, 0], values[0, 0]
        _sift(values, 0, last)


@part
def _sift(values, place, n):
    """Let a number sink in a heap of ``n`` until none below it is larger."""
    sinking, below = values[place, 0], 2 * place + 1
    while below < n:
        if below + 1 < n and values[below + 1, 0] > values[below, 0]:
            below += 1
        if values[below, 0] <= sinking:
            break
        values[place, 0] = values[below, 0]
        place, below = below, 2 * below + 1
    values[place, 0] = sinking


# --------------------------------------------------------------------------------------- alliances


@part
def alliances(world):
    """How many alliances are alive."""
    return world.rosters.size - world.counts[FREE]


@part
def alliances_per_agent(world):
    """Living alliances per agent."""
    return ratio(alliances(world), world.counts[PRESENT])


def share_of_memberships(smallest: int, largest: int) -> Function:
    """Return a function: the share of memberships in alliances of so many members."""

    @part
    def share_of_some(world):
        return _memberships_of(world, smallest, largest)

    return share_of_some


@part
def _memberships_of(world, smallest, largest):
    chosen = everything = 0
    for a in range(world.rosters.size):
        size = wide(world.rosters[a].n_members)
        everything += size
        if smallest <= size <= largest:
            chosen += size
    return ratio(chosen, everything)


# ----------------------------------------------------------------------------------- sides of ties


@piece
def trust(world, i, k):
    """Trust in an ally."""
    return trust_in(world, i, k)


def of_tie(column: str) -> Function:
    """Return a function of a side: a column of what one has with an ally."""

    @piece
    def column_of_tie(world, i, k):
        return world.ties[i, k][column]

    return column_of_tie


@piece
def goal_cosine(world, i, k):
    """Cosine of the goals of two allies."""
    return dot(world.agents[i].goal, world.agents[other_in(world, i, k)].goal)


@piece
def misfit(world, i, k):
    """1 − align of one's goal to the common goal of the alliance."""
    roster = world.rosters[world.ties[i, k].alliance]
    return 0.5 - 0.5 * dot(world.agents[i].goal, roster.common_goal)


@piece
def belief_cosine(world, i, k):
    """Cosine of what one believes an ally's goal to be with what it is."""
    return dot(world.beliefs[i, k], world.agents[other_in(world, i, k)].goal)


@piece
def trust_and_reliability(world, i, k):
    """Trust in an ally, and its reliability, if they have been allied for some time."""
    if world.counts[WEEK] - world.ties[i, k].joined < ACQUAINTED:
        return NAN, NAN
    return trust_in(world, i, k), world.agents[other_in(world, i, k)].reliability


@piece
def trust_both_ways(world, i, k):
    """Trust in an ally, and the ally's in return."""
    back = wide(world.ties[i, k].back)
    return trust_in(world, i, k), trust_in(world, other_in(world, i, k), back)


@piece
def given_and_got(world, i, k):
    """Whether one helped when last asked and was helped when last asking, if both have asked."""
    tie = world.ties[i, k]
    if tie.last_given < 0 or tie.last_got < 0:
        return NAN, NAN
    return float(tie.last_given), float(tie.last_got)


@piece
def numbers_of_allies(world, i, k):
    """How many allies two allies have."""
    other = world.agents[other_in(world, i, k)]
    return float(world.agents[i].n_allies), float(other.n_allies)


# ----------------------------------------------------------------------------------------- network


@part
def sides(world):
    """How many sides of ties there are."""
    number = 0
    for i in range(world.agents.size):
        number += world.agents[i].n_allies
    return number


@part
def density(world):
    """The share of pairs of agents who are allied."""
    n = world.counts[PRESENT]
    return ratio(sides(world), n * (n - 1))


@part
def clustering(world):
    """The share of pairs of an agent's allies who are allied themselves: global transitivity."""
    closed, pairs, allied_with = 0, 0, world.words
    for i in range(world.agents.size):
        allied_with[i] = -1
    for i in range(world.agents.size):
        n = world.agents[i].n_allies
        pairs += n * (n - 1)
        for k in range(n):
            allied_with[world.known[i, k]] = i
        for k in range(n):
            j = other_in(world, i, k)
            if j > i:  # whoever both are allied with closes a pair of allies of either
                for m in range(world.agents[j].n_allies):
                    closed += 2 * int(allied_with[world.known[j, m]] == i)
    return ratio(closed, pairs)
