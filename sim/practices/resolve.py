"""Resolve: talk the worst conflict over.

The tensest tie not tried this week, if its tension > `conflict.calm`. With (assertive, cooperative)
of both sides' [conflict styles](#712-strategies) [thomas1974]:

```text
P = σ(resolve.rapport·rapport_ij − delay·(week − tension_since)
      + style·(coop_i + coop_j − 1) + candidness_i + candidness_j − 1)
    · (1 − e^(−tension_ij/ripe))                              (ripe = 0: times 1)
```

A conflict that has hardly begun cannot be talked over yet: at a tension of ripe a talk has
1 − 1/e = .63 of its chance. Both sides pay `resolve.cost` for every talk, on this tie, whatever
comes of it.

- *success*: tension ← relief·tension; if that is below calm, tension_since ← this week; both record
  (1, 0); i gains assertion·(assert_i − assert_j) on this tie, j the negative;
- *failure*: tension ← tension + failure. It adds: multiplied, failures would run away.

A pair is tried at most once a week, whoever tries.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import book, observe
from sim.engine.steering import note
from sim.engine.temper import candidness
from sim.engine.world import WEEK, T, World, draw_for_pair, id_of, other_in, wide
from sim.inputs.practices.resolve import Resolve
from sim.practices.rule import Act, Rule
from sim.rules.draws import RESOLVE
from sim.rules.elementary import exp, logistic
from sim.rules.jit import part, shared
from sim.state.log import RECONCILIATION
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.tie import Tie

ATTEMPTS, RESOLVED = T["attempts"], T["resolved"]

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Tie | None:
    """The tensest tie that was not tried this week, unless it is calm."""
    tense = [t for t in agent.allied if t.bond.tried != agent.model.week]
    worst = max(tense, key=lambda t: t.bond.tension, default=None)
    calm = agent.model.parameters.conflict.calm
    return worst if worst is not None and worst.bond.tension > calm else None


def do(agent: AllianceAgent, tie: Tie, act: Act) -> None:
    """Talk a conflict over: likelier to work among friends, early, and between cooperative and
    open people; unlikely where there is hardly a conflict yet. It costs both sides. The more
    assertive side gets a little more out of a success.

    Source: thomas1974.
    """
    model, bond, other = agent.model, tie.bond, tie.other
    back = other.ties[agent.id]
    p, week = model.parameters.resolve, model.week
    mine, theirs = agent.strategy.style, other.strategy.style
    chance = logistic(
        p.rapport * bond.rapport
        - p.delay * (week - bond.tension_since)
        + p.style * (mine[1] + theirs[1] - 1.0)
        + (agent.candidness + other.candidness - 1.0)
    )
    chance *= ripeness(bond.tension, p.ripe)
    bond.tried = week
    model.tally["attempts"] += 1
    agent.book(tie, -p.cost)
    other.book(back, -p.cost)
    luck = model.draw_for_pair(RESOLVE, agent, other)
    if luck[0] >= chance:
        bond.tension += p.failure
        return
    model.tally["resolved"] += 1
    bond.tension *= p.relief
    if bond.tension < model.parameters.conflict.calm:
        bond.tension_since = week
    model.note(RECONCILIATION, agent, other, bond.tension)
    agent.observe(other, 1.0, 0.0)
    other.observe(agent, 1.0, 0.0)
    won = p.assertion * (mine[0] - theirs[0])
    agent.book(tie, won)
    other.book(back, -won)


@shared
def ripeness(tension: float, ripe: float) -> float:
    """Return how far a conflict can be talked over: 1 − e^(−tension/ripe); 1 if ripe is 0."""
    return 1.0 - exp(-tension / ripe) if ripe > 0.0 else 1.0


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The tensest tie that was not tried this week, unless it is calm."""
    week, k, worst = world.counts[WEEK], NONE, p.conflict.calm
    for slot in range(world.agents[i].n_allies):
        tie = world.ties[i, slot]
        if tie.tried != week and tie.tension > worst:
            k, worst = slot, tie.tension
    return k


@part
def do_rows(world: World, p: Any, i: int, k: int, act: Act) -> None:
    """Talk a conflict over: likelier to work among friends, early, between cooperative, open ones.

    Unlikely where there is hardly a conflict yet; it costs both sides. The more assertive side gets
    a little more out of a success.
    """
    week, j, tie = world.counts[WEEK], other_in(world, i, k), world.ties[i, k]
    there = wide(tie.back)
    back = world.ties[j, there]
    strategies, agents = world.strategies, world.agents
    mine, theirs = strategies[agents[i].strategy], strategies[agents[j].strategy]
    chance = logistic(
        p.resolve.rapport * tie.rapport
        - p.resolve.delay * (week - tie.tension_since)
        + p.resolve.style * (mine.cooperative + theirs.cooperative - 1.0)
        + (candidness(world, p, i) + candidness(world, p, j) - 1.0)
    )
    chance *= ripeness(tie.tension, p.resolve.ripe)
    tie.tried = back.tried = week
    world.tally[ATTEMPTS] += 1.0
    book(world, i, k, -p.resolve.cost)
    book(world, j, there, -p.resolve.cost)
    u0, _, _, _ = draw_for_pair(world, RESOLVE, i, j)
    if u0 >= chance:
        tie.tension += p.resolve.failure
        back.tension = tie.tension
        return
    world.tally[RESOLVED] += 1.0
    tie.tension *= p.resolve.relief
    back.tension = tie.tension
    if tie.tension < p.conflict.calm:
        tie.tension_since = back.tension_since = week
    note(world, RECONCILIATION, id_of(world, i), id_of(world, j), tie.tension)
    observe(world, i, k, 1.0, 0.0, p)
    observe(world, j, there, 1.0, 0.0, p)
    won = p.resolve.assertion * (mine.assertive - theirs.assertive)
    book(world, i, k, won)
    book(world, j, there, -won)


RULE = Rule(Resolve, where, do, where_rows, do_rows)
