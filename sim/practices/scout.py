"""Scout: identify potential allies, establish common goals, found and admit."""

from sim.engine.rosters import found, join
from sim.engine.slots import find, find_ally, pick_ally, remember
from sim.engine.telling import are_allies, tell, threshold, value, whom_to_introduce
from sim.engine.world import T, draw, id_of, member_at, wide
from sim.rules.draws import PICK, STRANGER
from sim.rules.goals import blend
from sim.rules.jit import inner
from sim.state.histories import CLOSURE, INTRODUCTION
from sim.state.histories import STRANGER as MET_AS_STRANGER
from sim.state.tables import NONE

SCOUTED, ADMITTED = T["scouted"], T["admitted"]
NEW_TIES, THROUGH_ALLIES = T["new_ties"], T["through_allies"]


@inner()
def scout(world, p, i, number, u1, u2, u3, blind, null):
    """Get to know somebody; if both want it, become allies. The act is spent in any case."""
    if blind:
        other, met = stranger(world, i, STRANGER, number), MET_AS_STRANGER
    else:
        other, met = _somebody(world, p, i, number, u1)
    if null or other < 0 or are_allies(world, i, other):
        return True
    here = remember(world, p, i, other)
    if here < 0:
        return True
    there = remember(world, p, other, i)
    if there < 0:
        return True
    tell(world, p, i, other, there)
    tell(world, p, other, i, here)
    if value(world, p, i, here) > threshold(world, p, i) and value(
        world, p, other, there
    ) > threshold(world, p, other):
        world.tally[SCOUTED] += 1.0
        _ally_with(world, p, i, other, met, u2, u3)
    return True


@inner()
def _somebody(world, p, i, number, u1):
    """Whoever an ally offered to introduce; else an ally's ally; else a stranger."""
    agent = world.agents[i]
    if agent.introducer >= 0:
        introducer = wide(agent.introducer)
        agent.introducer = NONE
        return whom_to_introduce(world, introducer, i), INTRODUCTION
    if not p.off.closure and u1 < p.scout.closure:
        v0, v1, _, _ = draw(world, PICK, id_of(world, i), number, 0)
        ally = pick_ally(world, i, v0, i)
        return (pick_ally(world, ally, v1, i) if ally >= 0 else NONE), CLOSURE
    return stranger(world, i, STRANGER, number), MET_AS_STRANGER


@inner()
def stranger(world, i, purpose, number):
    """Return any other agent, drawn from all by index with redraws."""
    n, repeat = world.agents.size, 0
    while True:
        v0, v1, v2, v3 = draw(world, purpose, id_of(world, i), number, repeat)
        for u in (v0, v1, v2, v3):
            other = int(u * n)
            if other != i:
                return other
        repeat += 1


@inner()
def _ally_with(world, p, i, other, met, u2, u3):
    """Bring each other into an alliance there is, or found a new one."""
    if u2 < p.scout.admission:
        for turn in range(2):
            own = (u3 < 0.5) == (turn == 0)
            sponsor, newcomer = (i, other) if own else (other, i)
            a = _best_open_alliance(world, p, sponsor)
            if a >= 0 and _admits(world, p, a, newcomer, sponsor):
                _admit(world, p, a, newcomer, sponsor, met)
                return
    # Trying to be admitted may have cost one of them its memory of the other.
    if find(world, i, other) >= 0 and find(world, other, i) >= 0:
        found(world, p, i, other, met)


@inner()
def _best_open_alliance(world, p, i):
    """Return the row of the alliance with room in which one is most satisfied, or −1."""
    best, highest = NONE, 0.0
    for m in range(world.agents[i].n_memberships):
        a = wide(world.member_of[i, m])
        if world.rosters[a].n_members < p.alliances.largest:
            satisfied = satisfaction_in(world, i, a)
            if best < 0 or satisfied > highest:
                best, highest = a, satisfied
    return best


@inner()
def satisfaction_in(world, i, a):
    """Return the mean satisfaction of ``i`` with its ties in an alliance."""
    total, size = 0.0, world.rosters[a].n_members
    for m in range(size):
        if world.members[a, m] != i:
            total += world.ties[i, find_ally(world, i, member_at(world, a, m))].satisfaction
    return total / (size - 1)


@inner()
def _admits(world, p, a, newcomer, sponsor):
    """Decide on admission: all tell their goals, and all parties must be invested."""
    size = world.rosters[a].n_members
    for m in range(size):
        member = member_at(world, a, m)
        k = find_ally(world, newcomer, member)
        if member != sponsor and k >= 0:
            if world.rosters[world.ties[newcomer, k].alliance].n_members > 2:
                return False
    for m in range(size):
        member = member_at(world, a, m)
        if member != sponsor:
            if remember(world, p, member, newcomer) < 0:
                return False
            if remember(world, p, newcomer, member) < 0:
                return False
    # Making room for one of them may have pushed out another: look again before any joins.
    for m in range(size):
        member = member_at(world, a, m)
        if find(world, newcomer, member) < 0 or find(world, member, newcomer) < 0:
            return False
    for m in range(size):
        member = member_at(world, a, m)
        if member != sponsor:
            tell(world, p, member, newcomer, find(world, newcomer, member))
            tell(world, p, newcomer, member, find(world, member, newcomer))
    total = 0.0
    for m in range(size):
        member = member_at(world, a, m)
        selectivity = world.strategies[world.agents[member].strategy].selectivity
        if value(world, p, member, find(world, member, newcomer)) <= selectivity:
            return False
    for m in range(size):
        total += value(world, p, newcomer, find(world, newcomer, member_at(world, a, m)))
    return total / size > threshold(world, p, newcomer)


@inner()
def _admit(world, p, a, newcomer, sponsor, met):
    """Take in a newcomer: the common goal moves towards its goal, as told to the sponsor."""
    told = world.beliefs[sponsor, find(world, sponsor, newcomer)]
    goal = world.rosters[a].common_goal
    moved = blend(
        float(world.rosters[a].n_members), (goal[0], goal[1], goal[2]), (told[0], told[1], told[2])
    )
    for axis in range(3):
        goal[axis] = moved[axis]
    before = world.tally[NEW_TIES]
    join(world, p, a, newcomer)
    made = world.tally[NEW_TIES] - before
    world.tally[ADMITTED] += 1.0
    # A stranger is met without help; whoever else is in the alliance, through the sponsor.
    world.tally[THROUGH_ALLIES] += made - 1.0 if met == MET_AS_STRANGER else made
