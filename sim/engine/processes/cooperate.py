"""4. Members work for their alliance's common goal, or fail to follow through."""

from sim.engine.ahead import alliances_ahead
from sim.engine.rosters import number_memberships
from sim.engine.slots import find_ally, observe, trust
from sim.engine.temper import candidness
from sim.engine.world import T, draw, id_of, member_at, place_of, wide
from sim.rules.draws import COMMIT
from sim.rules.elementary import exp, power
from sim.rules.goals import align
from sim.rules.jit import inlined, inner
from sim.rules.resources import complementarity

COMMITMENTS, KEPT = T["commitments"], T["kept"]
PROGRESS, DIVERSITY, MILESTONES = T["progress"], T["diversity"], T["milestones"]
TENSION, TRUST = range(2)
#: What becomes of a commitment.
IS_KEPT, IS_BROKEN, IS_ANNOUNCED = range(3)


@inner()
def cooperate(world, p):
    """Let all decide, then everybody learn what the others did, then every alliance advance."""
    if p.off.cooperate:
        return
    for i in range(world.agents.size):
        alliances_ahead(world, i)
        _commit(world, p, i)
    for i in range(world.agents.size):
        alliances_ahead(world, i)
        _reveal(world, p, i)
    for i in range(world.agents.size):  # not by row: rows are recycled, and sums have an order
        alliances_ahead(world, i)
        for x in range(world.agents[i].n_memberships):
            a = wide(world.member_of[i, x])
            if world.members[a, 0] == i:
                _advance(world, p, a)


@inner()
def _commit(world, p, i):
    """Decide on following through in every alliance, on the trust and tension of before.

    What becomes of it stands in ``world.outcomes``, for the others to learn.
    """
    agent, ties, sums, rosters = world.agents[i], world.ties, world.sums, world.rosters
    goal = agent.goal
    able = agent.reliability * world.strategies[agent.strategy].diligence
    n = agent.n_memberships
    for x in range(n):
        sums[x, TENSION] = sums[x, TRUST] = 0.0
    number_memberships(world, i)
    for k in range(agent.n_allies):
        tie = ties[i, k]
        x = rosters[tie.alliance].place
        sums[x, TENSION] += tie.tension
        sums[x, TRUST] += trust(world, i, k)
    for x in range(n):
        a = wide(world.member_of[i, x])
        others = rosters[a].n_members - 1
        tension, trusting = sums[x, TENSION] / others, sums[x, TRUST] / others
        calm = exp(-p.cooperate.strain * tension) if tension > 0.0 else 1.0
        chance = able * (calm * (1.0 - p.cooperate.wary * (1.0 - trusting)))
        place = place_of(world, a, i)
        least = member_at(world, a, 1 if place == 0 else 0)
        u0, u1, _, _ = draw(world, COMMIT, id_of(world, i), id_of(world, least), 0)
        world.tally[COMMITMENTS] += 1.0
        outcome = IS_BROKEN
        if u0 < chance:
            outcome = IS_KEPT
            world.tally[KEPT] += 1.0
            fit = align(goal, rosters[a].common_goal)
            rosters[a].aligned += fit * fit * fit
            agent.payoff += -p.cooperate.effort
        elif u1 < candidness(world, p, i) and not p.off.candour:
            outcome = IS_ANNOUNCED
        world.outcomes[a, place] = outcome


@inner()
def _reveal(world, p, i):
    """Learn what every ally did, and bear one's own effort."""
    for k in range(world.agents[i].n_allies):
        tie = world.ties[i, k]
        a = wide(tie.alliance)
        if world.outcomes[a, place_of(world, a, i)] == IS_KEPT:
            tie.gain += -p.cooperate.effort / (world.rosters[a].n_members - 1)
        outcome = world.outcomes[a, place_of(world, a, world.known[i, k])]
        if outcome == IS_KEPT:
            observe(world, i, k, 1.0, 0.0, p)
        else:
            observe(world, i, k, 0.0, p.cooperate.candour if outcome == IS_ANNOUNCED else 1.0, p)


@inner()
def _advance(world, p, a):
    """Add progress, more of it by complementary members; pay a milestone that is reached."""
    roster, size = world.rosters[a], world.rosters[a].n_members
    base = p.cooperate.progress * roster.aligned
    if size > 2:
        base = p.cooperate.progress * power(2.0 / size, 1.0 - p.cooperate.kappa) * roster.aligned
    roster.aligned = 0.0
    added = 0.0
    if not p.off.diversity and base > 0.0:
        added = base * p.cooperate.diversity * _diversity(world, a)
    roster.progress += base + added
    world.tally[PROGRESS] += base + added
    world.tally[DIVERSITY] += added
    if roster.progress >= p.cooperate.milestone:
        roster.progress -= p.cooperate.milestone
        roster.milestones += 1.0
        world.tally[MILESTONES] += 1.0
        for m in range(size):
            _book_evenly(world, a, m, p.cooperate.prize)


@inlined()
def _diversity(world, a):
    """Return the mean complementarity of members' specialties, kept until members change."""
    if world.diversity[a] < 0.0:
        total, pairs, size = 0.0, 0, world.rosters[a].n_members
        for m in range(size):
            mine = world.agents[world.members[a, m]].specialty
            for other in range(m + 1, size):
                total += complementarity(mine, world.agents[world.members[a, other]].specialty)
                pairs += 1
        world.diversity[a] = total / pairs
    return world.diversity[a]


@inlined()
def _book_evenly(world, a, m, amount):
    """Book an amount to a member, split evenly over its ties in the alliance."""
    i, size = member_at(world, a, m), world.rosters[a].n_members
    world.agents[i].payoff += amount
    for other in range(size):
        if other != m:
            k = find_ally(world, i, member_at(world, a, other))
            world.ties[i, k].gain += amount / (size - 1)
