"""Offer: help unasked.

The ally j with the largest need·[its need unmet] − U(its stock) − `offer.balance`·balance_ij. It
gains

```text
benefit·(1 − sated)^R_j        then R_j ← R_j + 1
```

and `support.loss` as well if its need was unmet, which is now met. R_j counts the favours that j
received from anybody; every week, where balances fade, R ← `support.balance_memory`·R. i pays cost.
The ally records (1, 0) about i; i's balance + 1, the ally's − 1. Help given first obliges
[gouldner1960].
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.slots import book, observe
from sim.engine.world import World, other_in, wide
from sim.inputs.practices.offer import Offer
from sim.practices.rule import Act, Rule
from sim.rules.elementary import power
from sim.rules.jit import part
from sim.rules.resources import utility
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.tie import Tie

# ---------------------------------------------------------------------------------------- objects


def where(agent: AllianceAgent, act: Act) -> Tie | None:
    """The ally most in want: in unmet need, poor, and not already much in one's debt."""
    p = agent.model.parameters.offer

    def want(tie: Tie) -> float:
        needy = p.need * tie.other.unmet
        return float(needy - utility(tie.other.stock) - p.balance * tie.balance)

    return max(agent.allied, key=want, default=None)


def do(agent: AllianceAgent, tie: Tie, act: Act) -> None:
    """Help unasked: worth less after many favours lately; an unmet need is met by it."""
    p, other = agent.model.parameters.offer, tie.other
    back = other.ties[agent.id]
    worth = p.benefit * power(1.0 - p.sated, other.favours)
    other.book(back, worth + agent.model.parameters.support.loss * other.unmet)
    other.favours += 1.0
    other.unmet = False
    agent.book(tie, -p.cost)
    other.observe(agent, 1.0, 0.0)
    tie.balance += 1.0
    back.balance -= 1.0


# ---------------------------------------------------------------------------------------- kernels


@part
def where_rows(world: World, p: Any, i: int, act: Act) -> int:
    """The ally most in want: in unmet need, poor, and not already much in one's debt."""
    k, most = NONE, 0.0
    for slot in range(world.agents[i].n_allies):
        other, tie = world.agents[world.known[i, slot]], world.ties[i, slot]
        stock = other.stock
        want = (
            p.offer.need * other.unmet
            - utility((stock[0], stock[1], stock[2]))
            - p.offer.balance * tie.balance
        )
        if k < 0 or want > most:
            k, most = slot, want
    return k


@part
def do_rows(world: World, p: Any, i: int, k: int, act: Act) -> None:
    """Help unasked: worth less after many favours lately; an unmet need is met by it."""
    j, there = other_in(world, i, k), wide(world.ties[i, k].back)
    other = world.agents[j]
    worth = p.offer.benefit * power(1.0 - p.offer.sated, world.favours[j])
    book(world, j, there, worth + p.support.loss * other.unmet)
    world.favours[j] += 1.0
    other.unmet = False
    book(world, i, k, -p.offer.cost)
    observe(world, j, there, 1.0, 0.0, p)
    world.ties[i, k].balance += 1.0
    world.ties[j, there].balance -= 1.0


RULE = Rule(Offer, where, do, where_rows, do_rows)
