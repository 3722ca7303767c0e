"""Room: rows that were added to the tables are made usable, and what has ended is dropped."""

from __future__ import annotations

from sim.engine.world import FREE, GONE, LOGGED, NOBODY, SERIAL, wide
from sim.rules.jit import inner
from sim.state.histories import RUNNING
from sim.state.tables import NONE


@inner()
def extend(world, before):
    """Make the rows of alliances usable that were added to tables which had ``before`` of them.

    They are used after those that were free already.
    """
    rows, free = world.rosters.size, world.counts[FREE]
    added = rows - before
    for place in range(free):
        last = free - 1 - place
        world.free[last + added] = world.free[last]
    for place in range(added):
        a = rows - 1 - place
        world.free[place] = a
        world.diversity[a] = -1.0
        for m in range(world.members.shape[1]):
            world.members[a, m] = NOBODY
    world.counts[FREE] = free + added


@inner()
def forget(world):
    """Drop memberships and alliances that have ended, and stays that are over.

    Whoever wants them has copied them before. Alliances that are alive get new numbers, in the
    same order: nothing that happens depends on a number, only on which of two is older.
    """
    for a in range(world.rosters.size):
        if world.rosters[a].n_members > 0:
            world.lives[world.rosters[a].serial].ended_by = a  # for a while: where it is
    _forget_memberships(world)
    _forget_alliances(world)
    world.counts[GONE] = 0


@inner()
def _forget_memberships(world):
    """Keep those that are running, by the new numbers of their alliances' rows."""
    kept = 0
    for row in range(world.counts[LOGGED]):
        membership = world.memberships[row]
        if membership.how == RUNNING:
            a, m = wide(world.lives[membership.alliance].ended_by), 0
            while world.logged[a, m] != row:
                m += 1
            world.memberships[kept] = membership
            world.logged[a, m] = kept
            kept += 1
    world.counts[LOGGED] = kept


@inner()
def _forget_alliances(world):
    """Keep those that are alive, under new numbers."""
    kept = 0
    for serial in range(world.counts[SERIAL]):
        life = world.lives[serial]
        if life.how == RUNNING:
            a = wide(life.ended_by)
            world.lives[kept] = life
            world.lives[kept].alliance, world.lives[kept].ended_by = kept, NONE
            world.rosters[a].serial = kept
            for m in range(world.rosters[a].n_members):
                world.memberships[world.logged[a, m]].alliance = kept
            kept += 1
    world.counts[SERIAL] = kept
