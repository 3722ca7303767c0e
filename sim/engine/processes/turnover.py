"""0. Some leave for good, and some come to seats that are empty."""

from sim.engine.anywhere import anybody
from sim.engine.rosters import close, remove
from sim.engine.slots import move
from sim.engine.steering import note
from sim.engine.world import PRESENT, WEEK, draw, id_of, is_there, member_at, place_of, wide
from sim.rules.draws import ENTRY, EXIT
from sim.rules.jit import inner, njit
from sim.state.histories import EXITED, NO_CAUSE
from sim.state.log import COMING, GOING
from sim.state.tables import NONE


@njit
def turnover(world, p):
    """Mark who leaves and who comes; return how many. The caller gives seats to newcomers.

    Those who leave are out of all alliances and of all memories; their rows are still to be
    cleared.
    """
    if p.off.turnover:
        return 0
    leaving = _leave(world, p)
    return leaving + _enter(world, p)


@inner()
def _leave(world, p):
    """Let some leave; return how many."""
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
            if leaves[i]:
                note(world, GOING, id_of(world, i), NONE, float(week - world.seats[i].came))
    if leaving == 0:
        return 0
    for i in range(world.agents.size):
        if leaves[i]:
            _part(world, i)
            world.agents[i].present = False
            world.plans[i, :] = 0.0  # what others answer it, or it them, is never asked for again
    for i in range(world.agents.size):
        if is_there(world, i):
            _forget(world, i)
    world.counts[PRESENT] -= leaving
    return leaving


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
def _enter(world, p):
    """Mark who comes to a seat that is empty, and whose fitness each begins with; return how many.

    Whoever comes to a seat that is not kept for one person has the next id of the seat.
    """
    coming, week, n = 0, world.counts[WEEK], world.agents.size
    for i in range(n):
        seat, comes = world.seats[i], False
        if not is_there(world, i):
            id_ = world.ids[i] if seat.listed else world.ids[i] + n
            if seat.listed:
                comes = seat.since <= week <= seat.until
            elif p.turnover.entry > 0.0:
                u0, _, _, _ = draw(world, ENTRY, id_, 0, 0)
                comes = u0 < p.turnover.entry
            if comes:
                there = world.counts[PRESENT] > 0
                patron = anybody(world, ENTRY, id_, 0, 1, NONE) if there else NONE
                world.patrons[i] = patron
                whom, fitness = NONE, 0.0
                if patron >= 0:
                    whom, fitness = id_of(world, patron), world.agents[patron].fitness
                note(world, COMING, id_, whom, fitness)
        world.comes[i] = comes
        coming += comes
    return coming
