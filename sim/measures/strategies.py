"""What those who follow each strategy have in a week."""

from __future__ import annotations

import numpy as np

from sim.engine.slots import trust
from sim.engine.world import PRESENT, is_there, other_in
from sim.measures.arrays import ratio
from sim.measures.tables import Tables, tables_of
from sim.rules.jit import njit
from sim.state.tables import State

#: What is known of those who follow a strategy, in order.
BY_STRATEGY = (
    "share", "payoff", "fitness", "memberships", "allies", "trust_received", "maintenance",
)  # fmt: skip
SHARE, PAYOFF, FITNESS, MEMBERSHIPS, ALLIES, TRUST, MAINTENANCE, TRUSTED = range(8)


@njit
def measure_strategies(world, found):
    """Fill in a row of zeros for each of ``BY_STRATEGY``; one more row counts who is trusted."""
    for i in range(world.agents.size):
        if not is_there(world, i):
            continue
        agent = world.agents[i]
        s = agent.strategy
        found[SHARE, s] += 1.0
        found[PAYOFF, s] += agent.payoff
        found[FITNESS, s] += agent.fitness
        found[MEMBERSHIPS, s] += agent.n_memberships
        found[ALLIES, s] += agent.n_allies
        found[MAINTENANCE, s] += agent.maintained
        for k in range(agent.n_allies):
            theirs = world.agents[other_in(world, i, k)].strategy
            found[TRUST, theirs] += trust(world, i, k)
            found[TRUSTED, theirs] += 1.0
    for s in range(found.shape[1]):
        followers = found[SHARE, s]
        for row in (PAYOFF, FITNESS, MEMBERSHIPS, ALLIES, MAINTENANCE):
            found[row, s] = ratio(found[row, s], followers)
        found[TRUST, s] = ratio(found[TRUST, s], found[TRUSTED, s])
        found[SHARE, s] = ratio(followers, world.counts[PRESENT])


def by_strategy(seen: State | Tables, n_strategies: int) -> dict[str, np.ndarray]:
    """Return what those who follow each strategy have, columns of shape (n_strategies,).

    ``share`` of the agents; the means of ``payoff`` and ``fitness`` (utility a week),
    ``memberships``, ``allies`` and ``maintenance`` (acts a week); and ``trust_received``, the mean
    trust of their allies in them. NaN for a strategy that nobody follows, or whom nobody is allied
    with.
    """
    tables, found = tables_of(seen), np.zeros((len(BY_STRATEGY) + 1, n_strategies))
    measure = tables.calls.strategies if tables.calls else measure_strategies
    measure(tables.handle, found)
    return dict(zip(BY_STRATEGY, found, strict=False))
