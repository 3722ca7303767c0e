"""9. Members stay, leave or are expelled: all is decided before anybody goes."""

from sim.engine.ahead import rows_ahead, ties_ahead
from sim.engine.rosters import close, number_memberships, remove
from sim.engine.slots import trust
from sim.engine.world import WEEK, T, draw, id_of, member_at, other_in, place_of, wide
from sim.rules.draws import REVIEW
from sim.rules.elementary import logistic
from sim.rules.jit import inlined, inner
from sim.state.histories import (
    ALTERNATIVES,
    CHANCE,
    DISTRUST,
    EXPELLED,
    LEFT,
    LOW_SATISFACTION,
    TENSION,
)
from sim.state.tables import NONE

LEAVING, EXPELLING = T["left"], T["expelled"]
STAYS = 0
#: A verdict is how·16 + cause.
SIXTEEN = 16
#: Sums over one's ties in an alliance, or the others' to one: places in a row of ``world.sums``.
SATISFACTION, TENSIONS, TRUST, RAPPORT, YEARS = range(5)
OTHERS = 5  # the same again, of the others' ties
CONTENT = 10  # mean satisfaction


@inner()
def review(world, p):
    """Feel, decide, and let go."""
    agents = world.agents
    ties = world.ties
    for i in range(agents.size):
        rows_ahead(world, i)
        for k in range(agents[i].n_allies):
            tie = ties[i, k]
            tie.satisfaction += p.review.smoothing * (tie.gain - tie.satisfaction)
    if p.off.review:
        return
    for i in range(agents.size):
        ties_ahead(world, i)
        _decide_on(world, p, i)
    for a in range(world.rosters.size):
        if world.rosters[a].n_members > 0:
            _let_go(world, a)


@inner()
def _let_go(world, a):
    """End the memberships that were decided to end, and the alliance if fewer than two remain."""
    first, by, size = STAYS, NONE, world.rosters[a].n_members
    for m in range(size - 1, -1, -1):  # from the highest place down, so that places stay
        verdict = world.verdicts[a, m]
        if verdict != STAYS:
            first, by = verdict, id_of(world, member_at(world, a, m))
            how = verdict // SIXTEEN
            world.tally[LEAVING if how == LEFT else EXPELLING] += 1.0
            remove(world, a, m, how, verdict % SIXTEEN)
    if first != STAYS and world.rosters[a].n_members < 2:
        close(world, a, first // SIXTEEN, first % SIXTEEN, by)


@inner()
def _decide_on(world, p, i):
    """Decide on all memberships of one agent."""
    agent, member_of, sums = world.agents[i], world.member_of, world.sums
    rosters, verdicts = world.rosters, world.verdicts
    _add_up(world, p, i)
    m = agent.n_memberships - 1
    for x in range(m + 1):
        sums[x, CONTENT] = sums[x, SATISFACTION] / (rosters[member_of[i, x]].n_members - 1)
    for x in range(m + 1):
        a = wide(member_of[i, x])
        size = wide(rosters[a].n_members)
        elsewhere = 0.0
        for y in range(m + 1):
            if y != x:
                elsewhere += sums[y, CONTENT]
        if m > 0:
            elsewhere = max(0.0, elsewhere / m) * m / (m + agent.attention)
        place = place_of(world, a, i)
        least = member_at(world, a, 1 if place == 0 else 0)
        u0, u1, _, _ = draw(world, REVIEW, id_of(world, i), id_of(world, least), 0)
        verdict = _verdict(p, sums[x], 0, size - 1, elsewhere, u0)
        if verdict != STAYS:
            verdict += LEFT * SIXTEEN
        elif size > 2 and not p.off.expulsion:
            verdict = _verdict(p, sums[x], OTHERS, size - 1, 0.0, u1)
            if verdict != STAYS:
                verdict += EXPELLED * SIXTEEN
        verdicts[a, place] = verdict


@inner()
def _add_up(world, p, i):
    """Add up an agent's ties by membership and, in larger alliances, the others' to it."""
    agent, ties, rosters, sums = world.agents[i], world.ties, world.rosters, world.sums
    week = world.counts[WEEK]
    number_memberships(world, i)
    for x in range(agent.n_memberships):
        for place in range(2 * OTHERS):
            sums[x, place] = 0.0
    for k in range(agent.n_allies):
        tie = ties[i, k]
        x = wide(rosters[tie.alliance].place)
        years = _old(week - tie.joined, p.review.halfway)
        _add(sums, x, 0, tie, trust(world, i, k), years)
        if rosters[tie.alliance].n_members > 2:
            other, there = other_in(world, i, k), wide(tie.back)
            trusted = trust(world, other, there)
            _add(sums, x, OTHERS, ties[other, there], trusted, years)


@inlined()
def _old(age, halfway):
    """Return how much of a tie's final worth its age gives it."""
    return age / (age + halfway)


@inlined()
def _add(sums, x, first, tie, trusting, years):
    sums[x, first + SATISFACTION] += tie.satisfaction
    sums[x, first + TENSIONS] += tie.tension
    sums[x, first + TRUST] += trusting
    sums[x, first + RAPPORT] += tie.rapport
    sums[x, first + YEARS] += years


@inner()
def _verdict(p, sums, first, n, elsewhere, luck):
    """Return STAYS, or the cause: the most negative term of commitment."""
    satisfaction, tension, trust = (
        sums[first + SATISFACTION] / n, sums[first + TENSIONS] / n, sums[first + TRUST] / n,
    )  # fmt: skip
    alternatives = -p.review.alternatives * elsewhere
    tense = -p.review.tension * tension
    trusting = p.review.trust * (trust - 0.5)
    investment = 0.5 * (sums[first + RAPPORT] / n + sums[first + YEARS] / n)
    commitment = (
        p.review.intercept + p.review.satisfaction * satisfaction + p.review.investment * investment
    )
    commitment = commitment + alternatives + tense + trusting
    # σ(−c) < 1/(1 + c + c²/2): most luck is too good for an exponential to matter.
    if commitment > 0.0 and luck * (1.0 + commitment + 0.5 * commitment * commitment) >= 1.0:
        return STAYS
    if luck >= logistic(-commitment):
        return STAYS
    content = p.review.satisfaction * (satisfaction - p.scout.hope)
    least = min(content, alternatives, tense, trusting)
    if least >= 0.0:
        return CHANCE
    if least == content:
        return LOW_SATISFACTION
    if least == alternatives:
        return ALTERNATIVES
    if least == tense:
        return TENSION
    return DISTRUST
