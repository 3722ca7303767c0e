"""Offer: help unasked."""

from sim.engine.placebo import any_slot
from sim.engine.slots import book, observe
from sim.engine.world import other_in, wide
from sim.rules.jit import inner
from sim.rules.resources import utility
from sim.state.tables import NONE


@inner()
def offer(world, p, i, u1, blind, null):
    """Help the ally most in want: in unmet need, poor, not already much in one's debt."""
    k, most = NONE, 0.0
    if blind:
        k = any_slot(world, i, u1, False)
    else:
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
    if k < 0:
        return False
    if not null:
        _favour(world, p, i, k)
    return True


@inner()
def _favour(world, p, i, k):
    """Do a favour; an unmet need is met by it."""
    j, there = other_in(world, i, k), wide(world.ties[i, k].back)
    other = world.agents[j]
    book(world, j, there, p.offer.benefit + p.support.loss * other.unmet)
    other.unmet = False
    book(world, i, k, -p.offer.cost)
    observe(world, j, there, 1.0, 0.0, p)
    world.ties[i, k].balance += 1.0
    world.ties[j, there].balance -= 1.0
