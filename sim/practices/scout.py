"""Scout: identify potential allies, establish common goals, found and admit.

**Whom.** The ally that last offered an introduction, if any, is asked now, and the offer is used
up: it names its ally with the largest align(goal of i, as the introducer believes it; the
candidate's, as believed) × the introducer's trust in the candidate, among those not allied with i;
nobody, if it no longer remembers i. Else, with probability closure, a random ally's random ally
other than i. Else any other agent, by index, drawn again while it is i itself. There is no falling
back: finding nobody, or an ally, the act is spent.

**Getting to know.** Both remember each other, if memory allows. Both tell their goals. If
value_i(j) > threshold_i and value_j(i) > threshold_j, they become allied.

**How.** With probability admission they try an existing alliance. A fair coin says who sponsors
first; if that fails, the other does. A sponsor proposes the other for its *best open alliance*:
s < G, the largest mean satisfaction of its ties there. If neither succeeds, or they did not try,
they found a pair with common goal normalise(sum of the goals as told).

**Admission** into an alliance, all of which must hold:

1. the newcomer shares no alliance of more than two with any member;
2. every member and the newcomer remember each other, still so after all room was made;
3. all members but the sponsor and the newcomer tell each other their goals;
4. for every member, the sponsor included, value of the newcomer > selectivity (no crowding: it
   takes on no new membership);
5. the mean over members of value_newcomer(member) > threshold of the newcomer.

Then common goal ← normalise(s·common goal + the newcomer's goal as told to the sponsor), s before
it joins. New ties have satisfaction hope, rapport and tension 0, and no memory of the last round. A
pair that the newcomer shares with a member is **absorbed**: the pair's life is censored, and its
tie moves over with its rapport, tension, satisfaction and memory, and with joined set to this week.

Existing connections as a way to allies follow [granovetter1973]; like seeks like, [mcpherson2001];
hope as the standard of comparison, [thibaut1959].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.anywhere import stranger
from sim.engine.rosters import found, join
from sim.engine.slots import find, find_ally, pick_ally, remember
from sim.engine.telling import are_allies, tell, threshold, value, whom_to_introduce
from sim.engine.world import T, World, draw, id_of, member_at, wide
from sim.inputs.practices.scout import Scout
from sim.practices.rule import Act, Rule
from sim.practices.targets import Candidate
from sim.rules.draws import PICK, STRANGER
from sim.rules.goals import blend
from sim.rules.jit import inner, part
from sim.state.histories import CLOSURE, INTRODUCTION
from sim.state.histories import STRANGER as MET_AS_STRANGER
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

SCOUTED, ADMITTED = T["scouted"], T["admitted"]
NEW_TIES, THROUGH_ALLIES = T["new_ties"], T["through_allies"]

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Candidate:
    """Whoever an ally offered to introduce; else an ally's ally; else a stranger.

    There is no falling back: a scout that finds nobody has spent its act.
    """
    if agent.introducer is not None:
        introducer, agent.introducer = agent.introducer, None
        introducer.guest_acts += 1
        return Candidate(introducer.whom_to_introduce_to(agent), INTRODUCTION)
    closure = 0.0 if "closure" in agent.model.off else agent.model.parameters.scout.closure
    if act.luck[1] < closure:
        return Candidate(_ally_of_an_ally(agent, act.number), CLOSURE)
    return Candidate(agent.stranger(STRANGER, act.number), MET_AS_STRANGER)


def do(agent: AllianceAgent, candidate: Candidate, act: Act) -> None:
    """Get to know somebody; if both want it, become allies."""
    other = candidate.agent
    if other is None or agent.bond_with(other) is not None:
        return
    if not (agent.remember(other) and other.remember(agent)):
        return
    agent.tell(other)
    other.tell(agent)
    if agent.wants(other) and other.wants(agent):
        agent.model.tally["scouted"] += 1
        _ally(agent, other, candidate.met, act)


def _ally_of_an_ally(agent: AllianceAgent, number: int) -> AllianceAgent | None:
    """Return a random ally's random ally other than oneself, if there is one."""
    luck = agent.model.draw(PICK, agent.id, number)
    ally = agent.model.pick([t.other for t in agent.allied], luck[0])
    if ally is None:
        return None
    return agent.model.pick([t.other for t in ally.allied if t.other is not agent], luck[1])


def _ally(agent: AllianceAgent, other: AllianceAgent, met: int, act: Act) -> None:
    """Bring each other into an alliance there is, or found a new one."""
    if act.luck[2] < agent.model.parameters.scout.admission:
        sponsors = [(agent, other), (other, agent)]
        for sponsor, newcomer in sponsors if act.luck[3] < 0.5 else reversed(sponsors):
            alliance = best_open_alliance(sponsor)
            if alliance is not None and alliance.admits(newcomer, sponsor):
                alliance.admit(newcomer, sponsor, met)
                return
    # Trying to be admitted may have cost one of them its memory of the other.
    if other.id in agent.ties and agent.id in other.ties:
        agent.model.found(agent, other, met)


def best_open_alliance(agent: AllianceAgent) -> Alliance | None:
    """Return the alliance with room in which one is most satisfied, the older of equals."""
    open_ = [a for a in agent.memberships if a.is_open()]
    return max(open_, key=agent.satisfaction_in, default=None)


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> tuple[int, int]:
    """Whoever an ally offered to introduce; else an ally's ally; else a stranger."""
    agent = world.agents[i]
    if agent.introducer >= 0:
        introducer = wide(agent.introducer)
        agent.introducer = NONE
        world.guest_acts[introducer] += 1
        return whom_to_introduce(world, introducer, i), INTRODUCTION
    if not p.off.closure and act.luck[1] < p.scout.closure:
        v0, v1, _, _ = draw(world, PICK, id_of(world, i), act.number, 0)
        ally = pick_ally(world, i, v0, i)
        return (pick_ally(world, ally, v1, i) if ally >= 0 else NONE), CLOSURE
    return stranger(world, i, STRANGER, act.number), MET_AS_STRANGER


@part
def do_rows(world: World, p: Any, i: int, candidate: tuple[int, int], act: Act) -> None:
    """Get to know somebody; if both want it, become allies."""
    other, met = candidate
    if other < 0 or are_allies(world, i, other):
        return
    here = remember(world, p, i, other)
    if here < 0:
        return
    there = remember(world, p, other, i)
    if there < 0:
        return
    tell(world, p, i, other, there)
    tell(world, p, other, i, here)
    if value(world, p, i, here) > threshold(world, p, i) and value(
        world, p, other, there
    ) > threshold(world, p, other):
        world.tally[SCOUTED] += 1.0
        _ally_rows(world, p, i, other, met, act.luck[2], act.luck[3])


@inner()
def _ally_rows(world: World, p: Any, i: int, other: int, met: int, u2: float, u3: float) -> None:
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
def _best_open_alliance(world: World, p: Any, i: int) -> int:
    """Return the row of the alliance with room in which one is most satisfied, or −1."""
    best, highest = NONE, 0.0
    for m in range(world.agents[i].n_memberships):
        a = wide(world.member_of[i, m])
        if world.rosters[a].n_members < p.alliances.largest:
            satisfied = _satisfaction_in(world, i, a)
            if best < 0 or satisfied > highest:
                best, highest = a, satisfied
    return best


@inner()
def _satisfaction_in(world: World, i: int, a: int) -> float:
    """Return the mean satisfaction of ``i`` with its ties in an alliance."""
    total, size = 0.0, world.rosters[a].n_members
    for m in range(size):
        if world.members[a, m] != i:
            total += world.ties[i, find_ally(world, i, member_at(world, a, m))].satisfaction
    return total / (size - 1)


@inner()
def _admits(world: World, p: Any, a: int, newcomer: int, sponsor: int) -> bool:
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
            world.guest_acts[member] += 1
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
def _admit(world: World, p: Any, a: int, newcomer: int, sponsor: int, met: int) -> None:
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


RULE = Rule(Scout, where, do, where_rows, do_rows)
