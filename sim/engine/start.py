"""The first state as a kernel: people without ties, or in pairs, in tables of zeros.

It is what :func:`sim.state.start.first_state` makes of parameters without a network.
"""

from __future__ import annotations

from sim.engine.order import sort_by_words
from sim.engine.room import extend
from sim.engine.rosters import found
from sim.engine.slots import remember
from sim.engine.telling import tell
from sim.engine.world import PRESENT, draw, id_of, is_there
from sim.rules.draws import TEMPERAMENT
from sim.rules.jit import inner
from sim.rules.quantiles import beta_of
from sim.state.histories import AT_START
from sim.state.people import WORD, draw_person


@inner()
def populate(world, p):
    """Fill tables of zeros, but for strategies and whom seats are kept for, with week 0.

    Strategies say how many seats each is dealt to. A seat that is kept for somebody who comes later
    is empty.
    """
    extend(world, 0)
    _deal(world)
    reliable = beta_of(p.population.reliability, p.population.reliability_weight)
    open_ = beta_of(p.population.openness, p.population.openness_weight)
    for i in range(world.agents.size):
        agent, seat = world.agents[i], world.seats[i]
        world.ids[i] = i
        if seat.since <= 0:
            draw_person(agent, id_of(world, i), p, world.k0, world.k1, reliable, open_)
            agent.strategy, agent.present = seat.strategy, True
            world.counts[PRESENT] += 1
    if p.population.pairs:
        _pair(world, p)


@inner()
def _deal(world):
    """Deal strategies to the seats, in the order of a draw for each."""
    for i in range(world.agents.size):
        _, _, _, u3 = draw(world, TEMPERAMENT, i, 0, 0)
        world.words[i], world.order[i] = int(u3 * WORD), i
    sort_by_words(world, world.agents.size)
    place = 0
    for s in range(world.strategies.size):
        for _ in range(world.strategies[s].seats):
            world.seats[world.order[place]].strategy = s
            place += 1


@inner()
def _pair(world, p):
    """Ally every other agent with the next, if both are there; both have told their goals."""
    for pair in range(world.agents.size // 2):
        i, j = 2 * pair, 2 * pair + 1
        if is_there(world, i) and is_there(world, j):
            here, there = remember(world, p, i, j), remember(world, p, j, i)
            tell(world, p, i, j, there)
            tell(world, p, j, i, here)
            found(world, p, i, j, AT_START)
    world.tally[:] = 0.0
