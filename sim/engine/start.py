"""The first state as a kernel: people without ties, in pairs or in a network, in tables of zeros.

It is the one that :func:`sim.state.start.first_state` writes down.
"""

from __future__ import annotations

from sim.engine.order import sort_by_words
from sim.engine.room import extend
from sim.engine.rosters import found
from sim.engine.slots import remember
from sim.engine.telling import tell
from sim.engine.world import PRESENT, draw, id_of
from sim.rules.draws import TEMPERAMENT, WORD
from sim.rules.jit import inner
from sim.rules.quantiles import beta_of
from sim.state.histories import AT_START
from sim.state.people import draw_person


@inner()
def populate(world, p):
    """Fill tables of zeros, but for strategies, edges and whom seats are kept for, with week 0.

    Strategies say how many seats each is dealt to. A seat that is kept for somebody who comes later
    is empty, and has no edges. Nobody has more of them than an agent can remember.
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
    for edge in range(world.edges.size):
        _ally(world, p, edge)
    world.tally[:] = 0.0


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
def _ally(world, p, edge):
    """Ally two, who have told each other their goals."""
    i, j = world.edges[edge].one, world.edges[edge].other
    here, there = remember(world, p, i, j), remember(world, p, j, i)
    tell(world, p, i, j, there)
    tell(world, p, j, i, here)
    world.evidence[i, here].kept = world.evidence[j, there].kept = world.edges[edge].weight
    found(world, p, i, j, AT_START)
