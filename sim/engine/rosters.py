"""Alliances: founding, joining, leaving, ending; their rows are used again, their numbers never."""

from __future__ import annotations

from sim.engine.slots import demote, faded_balance, find, find_ally, promote
from sim.engine.world import FREE, LOGGED, NOBODY, SERIAL, WEEK, T, id_of, member_at, wide
from sim.rules.goals import blend
from sim.rules.jit import inlined, inner
from sim.state.histories import ABSORBED, CENSORED, DISSOLVED, NO_CAUSE, RUNNING, STRANGER
from sim.state.tables import NONE

FORMED, THROUGH_ALLIES, NEW_TIES, ENDED = (
    T["formed"],
    T["through_allies"],
    T["new_ties"],
    T["dissolved"],
)


@inner()
def found(world, p, founder, partner, met):
    """Found an alliance of two; its common goal is the sum of their goals as told."""
    week = world.counts[WEEK]
    told = world.beliefs[partner, find(world, partner, founder)]
    heard = world.beliefs[founder, find(world, founder, partner)]
    goal = blend(1.0, (told[0], told[1], told[2]), (heard[0], heard[1], heard[2]))
    world.counts[FREE] -= 1
    a = world.free[world.counts[FREE]]
    serial = world.counts[SERIAL]
    world.counts[SERIAL] += 1
    roster = world.rosters[a]
    roster.serial, roster.n_members = serial, 0
    roster.last_check_in = week
    roster.progress = roster.milestones = roster.aligned = 0.0
    for axis in range(3):
        roster.common_goal[axis] = goal[axis]
    life = world.lives[serial]
    life.alliance = serial
    life.founder, life.partner = id_of(world, founder), id_of(world, partner)
    life.met, life.formed = met, week
    life.ended = life.ended_by = NONE
    life.how, life.cause = RUNNING, NO_CAUSE
    life.largest = life.members = 0
    world.tally[FORMED] += 1.0
    if met != STRANGER:
        world.tally[THROUGH_ALLIES] += 1.0
    join(world, p, a, founder)
    join(world, p, a, partner)


@inner()
def join(world, p, a, newcomer):
    """Make ``newcomer`` a member of the alliance in row ``a``, allied with every other.

    A pair that shares nothing but an alliance of two is absorbed: its tie moves over.
    """
    week, roster = world.counts[WEEK], world.rosters[a]
    for m in range(roster.n_members):
        member = member_at(world, a, m)
        k = find(world, member, newcomer)
        pair = wide(world.ties[member, k].alliance)
        if pair >= 0:
            back = world.ties[member, k].back
            world.ties[member, k].alliance = world.ties[newcomer, back].alliance = a
            world.ties[member, k].joined = world.ties[newcomer, back].joined = week
            close(world, pair, ABSORBED, NO_CAUSE, NONE)
        else:
            become_allies(world, p, a, member, newcomer)
    size = roster.n_members
    place = size
    while place > 0 and world.members[a, place - 1] > newcomer:
        world.members[a, place] = world.members[a, place - 1]
        world.logged[a, place] = world.logged[a, place - 1]
        place -= 1
    world.members[a, place] = newcomer
    world.logged[a, place] = _log(world, a, newcomer, size + 1)
    roster.n_members, world.diversity[a] = size + 1, -1.0
    _enrol(world, a, newcomer)


@inner()
def become_allies(world, p, a, i, j):
    """Ally two who remember each other, through the alliance in row ``a``."""
    week = world.counts[WEEK]
    here, there = promote(world, i, find(world, i, j)), promote(world, j, find(world, j, i))
    for side in range(2):
        tie = world.ties[i, here] if side == 0 else world.ties[j, there]
        tie.back = there if side == 0 else here
        tie.alliance = a
        tie.balance = faded_balance(tie, p, week)
        tie.satisfaction, tie.gain = p.scout.hope, 0.0
        tie.last_given = tie.last_got = NONE
        tie.rapport = tie.tension = 0.0
        tie.joined = tie.tension_since = week
        tie.tried = NONE
    world.tally[NEW_TIES] += 1.0


@inner()
def _log(world, a, newcomer, size):
    """Note a new membership; return its row."""
    row = world.counts[LOGGED]
    world.counts[LOGGED] += 1
    membership = world.memberships[row]
    membership.agent = id_of(world, newcomer)
    membership.alliance = world.rosters[a].serial
    membership.strategy = world.agents[newcomer].strategy
    membership.joined = world.counts[WEEK]
    membership.ended = NONE
    membership.how, membership.cause = RUNNING, NO_CAUSE
    life = world.lives[world.rosters[a].serial]
    life.largest = max(life.largest, size)
    life.members += 1
    return row


@inner()
def _enrol(world, a, newcomer):
    """Add a row to an agent's memberships, oldest alliance first."""
    agent = world.agents[newcomer]
    place = agent.n_memberships
    serial = world.rosters[a].serial
    while place > 0 and world.rosters[world.member_of[newcomer, place - 1]].serial > serial:
        world.member_of[newcomer, place] = world.member_of[newcomer, place - 1]
        place -= 1
    world.member_of[newcomer, place] = a
    agent.n_memberships += 1


@inner()
def remove(world, a, m, how, cause):
    """End the membership in place ``m``; its ties become acquaintances."""
    roster, member = world.rosters[a], member_at(world, a, m)
    for other_place in range(roster.n_members):
        other = member_at(world, a, other_place)
        if other == member:
            continue
        k = find_ally(world, member, other)
        if k >= 0 and world.ties[member, k].alliance == a:
            demote(world, other, wide(world.ties[member, k].back))
            demote(world, member, k)
    membership = world.memberships[world.logged[a, m]]
    membership.ended = world.counts[WEEK]
    membership.how, membership.cause = how, cause
    for place in range(m, roster.n_members - 1):
        world.members[a, place] = world.members[a, place + 1]
        world.logged[a, place] = world.logged[a, place + 1]
    roster.n_members, world.diversity[a] = roster.n_members - 1, -1.0
    world.members[a, roster.n_members] = NOBODY
    agent, place = world.agents[member], 0
    while world.member_of[member, place] != a:
        place += 1
    for following in range(place, agent.n_memberships - 1):
        world.member_of[member, following] = world.member_of[member, following + 1]
    agent.n_memberships -= 1


@inlined()
def number_memberships(world, i):
    """Note on each alliance of ``i`` which of its memberships that is, to sort its ties by."""
    for x in range(world.agents[i].n_memberships):
        world.rosters[world.member_of[i, x]].place = x


@inner()
def close(world, a, how, cause, by):
    """End an alliance; whoever is still in it is released, from the highest place down."""
    roster = world.rosters[a]
    released = how if how in CENSORED else DISSOLVED
    for m in range(roster.n_members - 1, -1, -1):
        remove(world, a, m, released, NO_CAUSE)
    life = world.lives[roster.serial]
    life.ended, life.how, life.cause, life.ended_by = world.counts[WEEK], how, cause, by
    world.free[world.counts[FREE]] = a
    world.counts[FREE] += 1
    if how != ABSORBED:
        world.tally[ENDED] += 1.0
