"""8. Agents, in random order, spend their attention."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from sim.engine.ahead import everything_ahead
from sim.engine.order import put_in_order
from sim.engine.steering import has_plan, next_planned
from sim.engine.world import FREE, LOGGED, PRESENT, SERIAL, WANTED, WEEK, draw, id_of, wide
from sim.inputs.switches import PRACTICES
from sim.practices import SHIPPED
from sim.practices.rule import Act, Rule
from sim.practices.targets import KINDS, count_nobody
from sim.rules.draws import ACT, ORDER
from sim.rules.jit import inner, part

WORK, CHECK_IN, RESOLVE = (list(PRACTICES).index(name) for name in ("work", "check_in", "resolve"))


def attend_by(rules: Sequence[Rule]) -> Callable[..., Any]:
    """Return the process in which agents spend their attention on work and on some practices."""
    practise = _one_of(rules)
    maintains = (False, *(rule.declared.maintains for rule in rules))

    @inner()
    def attend(world, p, first):
        """Let agents attend, in order from place ``first`` on; return the place reached.

        It stops short where the tables might not hold what the next agent does: the caller makes
        them larger and goes on. What others took of one's time comes off after the last, so that no
        order matters.
        """
        order, agents = world.order, world.counts[PRESENT]
        if first == 0:
            put_in_order(world, ORDER, False)
            world.guest_acts[:] = 0
        for place in range(first, agents):
            i = order[place]
            agent = world.agents[i]
            acts = wide(agent.attention)
            if (
                world.counts[FREE] < acts
                or world.counts[SERIAL] + acts > world.lives.size
                or world.counts[LOGGED] + 2 * acts > world.memberships.size
            ):
                world.counts[WANTED] = acts
                return place
            everything_ahead(world, place)
            worked = idle = maintained = 0
            for number in range(acts):
                act = Act(number, draw(world, ACT, id_of(world, i), number, 0))
                practice = _next_practice(world, p, i, act.luck[0])
                if practice == WORK:
                    worked += 1
                elif not practise(world, p, i, practice, act):
                    worked += 1  # whatever finds nothing to do is work, if idle
                    idle += 1
                elif maintains[practice]:
                    maintained += 1
            agent.maintained = maintained
            agent.work = worked - p.attend.idle * idle  # in acts, until all have attended
        for i in order[:agents]:
            agent = world.agents[i]
            left = agent.work - p.attend.guest * world.guest_acts[i]
            agent.work = max(0.0, left / agent.attention)
        return agents

    return attend


@inner()
def _next_practice(world, p, i, u0):
    """Choose a practice: what the strategy insists on first, else one from its portfolio.

    A plan from outside takes the place of both.
    """
    if p.off.attend:
        return WORK
    if has_plan(world, i):
        practice = next_planned(world, i, u0)
        return WORK if p.skipped[practice] else practice
    agent, week = world.agents[i], world.counts[WEEK]
    strategy = world.strategies[agent.strategy]
    if strategy.check_in_every < np.inf and not (p.skipped[CHECK_IN] or p.null[CHECK_IN]):
        for m in range(agent.n_memberships):
            silent = week - world.rosters[world.member_of[i, m]].last_check_in
            if silent >= strategy.check_in_every:
                return CHECK_IN
    if strategy.resolve_above < np.inf and not (p.skipped[RESOLVE] or p.null[RESOLVE]):
        above = max(strategy.resolve_above, p.conflict.calm)
        for k in range(agent.n_allies):
            tie = world.ties[i, k]
            if tie.tension > above and tie.tried != week:
                return RESOLVE
    practice = 0
    while u0 >= strategy.thresholds[practice]:
        practice += 1
    return WORK if p.skipped[practice] else practice


def _one_of(rules: Sequence[Rule], first: int = 1) -> Callable[..., Any]:
    """Return a kernel that does the practice of a number, counted on from ``first``."""
    if not rules:
        return _nothing
    practise, others = _practise_by(rules[0], first), _one_of(rules[1:], first + 1)

    @part
    def one_of(world, p, i, practice, act):
        if practice == first:
            return practise(world, p, i, act)
        return others(world, p, i, practice, act)

    return one_of


@part
def _nothing(world, p, i, practice, act):
    return False


def _practise_by(rule: Rule, number: int) -> Callable[..., Any]:
    """Return a kernel that does a practice; False if there is nothing to do.

    A practice that is *blind* is done to a random target, one that is *null* is not done, though it
    takes everybody's time all the same.
    """
    where, do, target = rule.where_rows, rule.do_rows, rule.declared.target
    if where is None or do is None or target is None:
        raise TypeError(
            f"the practice '{rule.declared.name}' has no kernels, or none for its target"
        )
    anywhere, is_there = KINDS[target].anywhere_rows, KINDS[target].is_there
    shared = rule.declared.takes_time_of_others
    count_guests = KINDS[target].count_guests if shared else count_nobody

    @part
    def practise(world, p, i, act):
        found = anywhere(world, i, act) if p.blind[number] else where(world, p, i, act)
        if not is_there(found):
            return False
        count_guests(world, i, found)
        if not p.null[number]:
            do(world, p, i, found, act)
        return True

    return practise


attend = attend_by(SHIPPED)
