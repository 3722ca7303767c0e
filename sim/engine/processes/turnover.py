"""0. Some leave for good, and some come to seats that are empty."""

from sim.engine.anywhere import anybody
from sim.engine.rosters import close, remove
from sim.engine.slots import move
from sim.engine.steering import note
from sim.engine.world import (
    GONE,
    PRESENT,
    WANTED,
    WEEK,
    draw,
    id_of,
    is_there,
    member_at,
    place_of,
    wide,
)
from sim.rules.draws import ENTRY, EXIT
from sim.rules.jit import inner
from sim.rules.quantiles import beta_of
from sim.state.histories import EXITED, NO_CAUSE
from sim.state.log import COMING, GOING
from sim.state.people import draw_person
from sim.state.seats import IDS, id_after
from sim.state.tables import NONE

#: What becomes of it: it is done, or cannot be without more room, or without more ids.
DONE, NO_ROOM, NO_IDS = range(3)


@inner()
def turnover(world, p):
    """Let some leave, and some come; return DONE, or why not.

    If the table of those who are gone has no room for all who leave, nothing has happened yet.
    """
    if p.off.turnover:
        return DONE
    leaving = _choose_leavers(world, p)
    if leaving > world.gone.size - world.counts[GONE]:
        world.counts[WANTED] = leaving
        return NO_ROOM
    if leaving > 0:
        _leave(world)
        world.counts[PRESENT] -= leaving
    coming = _choose_newcomers(world, p)
    if coming > 0:
        if not _take_seats(world, p):
            return NO_IDS
        world.counts[PRESENT] += coming
    return DONE


@inner()
def _choose_leavers(world, p):
    """Mark who leaves; return how many."""
    leaving, week, leaves = 0, world.counts[WEEK], world.leaves
    for i in range(world.agents.size):
        leaves[i] = False
        if is_there(world, i):
            if world.seats[i].listed:
                leaves[i] = week > world.seats[i].until
            elif p.turnover.exit > 0.0:
                u0, _, _, _ = draw(world, EXIT, id_of(world, i), 0, 0)
                leaves[i] = u0 < p.turnover.exit
            leaving += leaves[i]
    return leaving


@inner()
def _leave(world):
    """Take those who leave out of all alliances, all memories and their seats."""
    for i in range(world.agents.size):
        if world.leaves[i]:
            _part(world, i)
            world.agents[i].present = False
    for i in range(world.agents.size):
        if is_there(world, i):
            _forget(world, i)
    for i in range(world.agents.size):
        if world.leaves[i]:
            stay = world.gone[world.counts[GONE]]
            stay.agent, stay.seat = id_of(world, i), i
            stay.came, stay.gone = world.seats[i].came, world.counts[WEEK]
            world.counts[GONE] += 1
            note(world, GOING, id_of(world, i), NONE, float(stay.gone - stay.came))
            world.agents[i], world.favours[i] = world.nobody[0], 0.0
            world.plans[i, :] = 0.0  # what others answer it, or it them, is never asked for again


@inner()
def _part(world, i):
    """End all memberships of an agent, with those of others in them who leave as well.

    An alliance in which fewer than two are left ends; of several who leave, by the first.
    """
    agent = world.agents[i]
    while agent.n_memberships > 0:
        a = wide(world.member_of[i, agent.n_memberships - 1])
        for m in range(world.rosters[a].n_members - 1, place_of(world, a, i) - 1, -1):
            if world.leaves[member_at(world, a, m)]:
                remove(world, a, m, EXITED, NO_CAUSE)
        if world.rosters[a].n_members < 2:
            close(world, a, EXITED, NO_CAUSE, id_of(world, i))


@inner()
def _forget(world, i):
    """Forget those who leave, who are nobody's allies any more, and what they offered."""
    agent = world.agents[i]
    for k in range(agent.n_known - 1, agent.n_allies - 1, -1):
        if world.leaves[world.known[i, k]]:
            last = agent.n_known - 1
            if k != last:
                move(world, i, last, k)
            agent.n_known = last
    if agent.introducer >= 0 and world.leaves[agent.introducer]:
        agent.introducer = NONE


@inner()
def _choose_newcomers(world, p):
    """Mark who comes to a seat that is empty, and whose fitness each begins with; return how many.

    Whoever comes to a seat that is not kept for one person has the next id of the seat.
    """
    coming, week, n = 0, world.counts[WEEK], world.agents.size
    for i in range(n):
        seat, comes = world.seats[i], False
        if not is_there(world, i):
            id_ = id_after(world.ids[i], seat.listed, n)
            if seat.listed:
                comes = seat.since <= week <= seat.until
            elif p.turnover.entry > 0.0:
                u0, _, _, _ = draw(world, ENTRY, id_, 0, 0)
                comes = u0 < p.turnover.entry
            if comes:
                there = world.counts[PRESENT] > 0
                world.patrons[i] = anybody(world, ENTRY, id_, 0, 1, NONE) if there else NONE
        world.comes[i] = comes
        coming += comes
    return coming


@inner()
def _take_seats(world, p):
    """Draw those who come, and give them their seats; return whether there are ids for all.

    They begin with the fitness of a patron and, where strategies are learnt, with its strategy.
    """
    reliable = beta_of(p.population.reliability, p.population.reliability_weight)
    open_ = beta_of(p.population.openness, p.population.openness_weight)
    n = world.agents.size
    for i in range(n):
        if world.comes[i]:
            seat, agent, patron = world.seats[i], world.agents[i], world.patrons[i]
            world.ids[i] = id_after(world.ids[i], seat.listed, n)
            if world.ids[i] >= IDS:
                return False
            seat.came = world.counts[WEEK]
            draw_person(agent, id_of(world, i), p, world.k0, world.k1, reliable, open_)
            agent.strategy = seat.strategy
            if patron >= 0:
                agent.fitness = world.agents[patron].fitness
                if p.learnt:
                    agent.strategy = world.agents[patron].strategy
            agent.present = True
            whom = id_of(world, patron) if patron >= 0 else NONE
            note(world, COMING, id_of(world, i), whom, agent.fitness)
    return True
