"""5. Some are in need and ask allies for help: all decide first, then it happens."""

from sim.engine.slots import book, observe, trust
from sim.engine.steering import UNDECIDED, answered, note
from sim.engine.temper import candidness, courtesy
from sim.engine.world import T, draw, draw_for_pair, id_of, is_there, other_in, wide
from sim.rules.draws import HELP, LAPSE, NEED
from sim.rules.elementary import logistic
from sim.rules.jit import inlined, inner
from sim.state.log import FAILURE, REFUSAL
from sim.state.log import HELP as HELPING
from sim.state.tables import NONE

REQUESTS, HELPED = T["requests"], T["helped"]
#: What an ally answered: refused, failed, failed and owned up to it, helped, helped and thanked.
REFUSED, FAILED, OWNED_UP, HELPS, THANKED = range(5)


@inner()
def support(world, p):
    """Let needs strike, ask the most trusted allies, and carry out what they decided."""
    agents = world.agents
    if p.support.lapse > 0.0:
        _forget_rounds(world, p)
    asked = 0
    for i in range(agents.size):
        if not is_there(world, i):
            continue
        u0, _, _, _ = draw(world, NEED, id_of(world, i), 0, 0)
        agents[i].needed = agents[i].unmet = u0 < p.support.hardship
        if agents[i].needed and not p.off.support:
            asked = _seek_help(world, p, i, asked)
    for request in range(asked):
        _receive(world, p, request)
    for i in range(agents.size):
        if agents[i].unmet:
            agents[i].payoff -= p.support.loss
        world.favours[i] *= p.support.balance_memory
        for k in range(agents[i].n_allies):
            world.ties[i, k].balance *= p.support.balance_memory


@inlined()
def _forget_rounds(world, p):
    """Reset the memory of the last round on some ties, on both sides."""
    for i in range(world.agents.size):
        for k in range(world.agents[i].n_allies):
            j = other_in(world, i, k)
            if j > i:
                u0, _, _, _ = draw_for_pair(world, LAPSE, i, j)
                if u0 < p.support.lapse:
                    tie = world.ties[i, k]
                    back = world.ties[j, tie.back]
                    tie.last_given = tie.last_got = NONE
                    back.last_given = back.last_got = NONE


@inlined()
def _seek_help(world, p, i, asked):
    """Ask the most trusted allies, one after another, until helped; return the requests so far."""
    agent = world.agents[i]
    last_trust, last_slot = 2.0, NONE
    for _ in range(min(p.support.asks, agent.n_allies)):
        # The next most trusted: below the last in trust, or its equal further on in order of id.
        best, most = NONE, -1.0
        for k in range(agent.n_allies):
            t = trust(world, i, k)
            if t > most and (t < last_trust or (t == last_trust and k > last_slot)):
                best, most = k, t
        last_trust, last_slot = most, best
        answer = _answer(world, p, i, best)
        world.requests[asked, 0], world.requests[asked, 1] = i, best
        world.requests[asked, 2] = answer
        world.requests[asked, 3] = agent.standing >= p.support.good_standing
        asked += 1
        if answer >= HELPS and p.support.until_helped:
            break
    return asked


@inlined()
def _answer(world, p, asker, k):
    """Decide on helping whoever asks through slot ``k``, then deliver as far as one is reliable.

    What was decided from outside takes the place of one's willingness.
    """
    helper = other_in(world, asker, k)
    asker_id, helper_id = id_of(world, asker), id_of(world, helper)
    u0, u1, u2, u3 = draw(world, HELP, asker_id, helper_id, 0)
    chance = answered(world, helper_id, asker_id)
    if chance == UNDECIDED:
        chance = _willingness(world, p, helper, wide(world.ties[asker, k].back))
    willing = u0 < chance
    if u1 < p.support.slip:
        willing = not willing
    if willing and u2 < world.agents[helper].reliability:
        v0, _, _, _ = draw(world, HELP, asker_id, helper_id, 1)
        return THANKED if v0 < courtesy(world, p, asker) else HELPS
    if willing and not p.off.candour and u3 < candidness(world, p, helper):
        return OWNED_UP
    return FAILED if willing else REFUSED


@inlined()
def planned(rule, given, got):
    """Probability of helping by a memory-one rule, after what either side did last.

    The side that is not known yet counts as having helped.
    """
    if given == NONE and got == NONE:
        return rule[0]
    return rule[1 + 2 * (given == 0) + (got == 0)]


@inlined()
def _willingness(world, p, helper, k):
    """Probability of meaning to help the ally in slot ``k``: a memory-one rule, or attitude."""
    tie, strategy = world.ties[helper, k], world.strategies[world.agents[helper].strategy]
    if strategy.memory_one:
        return planned(strategy.rule, tie.last_given, tie.last_got)
    return logistic(
        p.support.attitude
        + p.support.attitude_trust * (trust(world, helper, k) - 0.5)
        - p.support.attitude_balance * tie.balance
        + p.support.attitude_rapport * tie.rapport
        + p.support.attitude_standing * (world.agents[world.known[helper, k]].standing - 0.5)
    )


@inlined()
def _receive(world, p, request):
    """Let an answer do what it does to both sides' payoffs, evidence and image."""
    asked = world.requests[request]
    i, k, answer = asked[0], asked[1], asked[2]
    j = other_in(world, i, k)
    tie = world.ties[i, k]
    there = wide(tie.back)
    back = world.ties[j, there]
    helper = world.agents[j]
    image = 0.0 if p.off.trust else p.support.image
    world.tally[REQUESTS] += 1.0
    tie.last_got = back.last_given = answer >= HELPS
    if answer < HELPS:
        observe(world, i, k, 0.0, p.cooperate.candour if answer == OWNED_UP else 1.0, p)
        book(world, i, k, -p.support.slight)
        kind = REFUSAL if answer == REFUSED else FAILURE
        note(world, kind, id_of(world, j), id_of(world, i), -p.support.slight)
        if asked[3]:
            helper.standing -= image * helper.standing
        return
    world.tally[HELPED] += 1.0
    world.agents[i].unmet = False
    note(world, HELPING, id_of(world, j), id_of(world, i), p.support.benefit)
    observe(world, i, k, 1.0, 0.0, p)
    book(world, i, k, p.support.benefit)
    book(world, j, there, -p.support.cost)
    tie.balance -= 1.0
    back.balance += 1.0
    if answer == THANKED:
        book(world, j, there, p.support.thanks)
        observe(world, j, there, p.support.gratitude, 0.0, p)
    else:
        book(world, j, there, -p.support.slight)
        observe(world, j, there, 0.0, p.support.gratitude, p)
    helper.standing += image * (1.0 - helper.standing)
