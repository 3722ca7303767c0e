"""Asking for memory before it is needed.

In a large world the allies and the alliances of an agent lie anywhere in memory, and waiting for
one after another is what takes the time. Who comes next is known, though: what will be looked at
then is asked for while others are dealt with, first the rows of an agent itself and, once they are
there, whatever they point at. Nothing depends on it but time. A small world is near at hand anyway,
and nothing is asked for.
"""

from __future__ import annotations

from typing import Any

import numba
from llvmlite import ir
from numba.core import cgutils
from numba.extending import intrinsic

from sim.engine.world import AGENT, EVIDENCE, LINE, SLOT, other_in, wide
from sim.rules.jit import inlined, inner

#: Agents in a world from which on it pays to ask.
MANY = 5_000
#: How many agents beforehand: rows of an agent itself, and what they point at.
FAR, NEAR = 48, 16

#: Slots of one's own that are asked for: as many as most have allies.
SLOTS = 6

AGENT_BYTES, SLOT_BYTES, EVIDENCE_BYTES = AGENT.itemsize, SLOT.itemsize, EVIDENCE.itemsize
BELIEF_BYTES = 24


@intrinsic
def _prefetch(typing_context: Any, table: Any, row: Any, first: Any, size: Any) -> Any:
    """Have the processor fetch bytes of a row into its second-level cache, line by line."""

    def fetch(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        table = context.make_array(signature.args[0])(context, builder, arguments[0])
        row, first, size = (
            context.cast(builder, number, kind, numba.types.intp)
            for number, kind in zip(arguments[1:], signature.args[1:], strict=True)
        )
        row_bytes = builder.extract_value(table.strides, 0)
        begin = builder.add(builder.mul(row, row_bytes), first)
        data, number = builder.bitcast(table.data, cgutils.voidptr_t), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [data.type, number, number, number])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        line = context.get_constant(numba.types.intp, LINE)
        end = builder.add(begin, size)
        with cgutils.for_range_slice(builder, begin, end, line, begin.type) as (byte, _):
            place = builder.gep(data, [byte])
            builder.call(ask, [place, number(0), number(2), number(1)])  # read, second level, data
        return context.get_dummy_value()

    return numba.types.void(table, row, first, size), fetch


def _nothing(table: Any, row: Any, first: Any, size: Any) -> None:
    """Stand in for it in plain Python."""


_fetch: Any = _nothing if numba.config.DISABLE_JIT else _prefetch  # type: ignore[attr-defined]


@inner()
def ask_for_rows(world, i):
    """Ask for what agent ``i`` has of itself, its first allies and its memberships."""
    _fetch(world.agents, i, 0, AGENT_BYTES)
    _fetch(world.member_of, i, 0, 1)
    _fetch(world.known, i, 0, 1)
    _fetch(world.ties, i, 0, SLOTS * SLOT_BYTES)
    _fetch(world.evidence, i, 0, SLOTS * EVIDENCE_BYTES)


@inner()
def ask_for_memory(world, i):
    """Ask for the rest of what agent ``i`` knows of others."""
    slots = world.known.shape[1]
    _fetch(world.known, i, 0, 4 * slots)
    _fetch(world.evidence, i, 0, EVIDENCE_BYTES * slots)
    _fetch(world.beliefs, i, 0, SLOTS * BELIEF_BYTES)
    _fetch(world.seen, i, 0, 1)


@inner()
def ask_for_alliances(world, i):
    """Ask for the alliances of agent ``i``."""
    for x in range(world.agents[i].n_memberships):
        a = wide(world.member_of[i, x])
        _fetch(world.rosters, a, 0, 1)
        _fetch(world.members, a, 0, 1)
        _fetch(world.outcomes, a, 0, 1)


@inner()
def ask_for_allies(world, i):
    """Ask for the allies of agent ``i``, and what they have of it."""
    for k in range(world.agents[i].n_allies):
        j, there = other_in(world, i, k), wide(world.ties[i, k].back)
        _fetch(world.agents, j, 0, 2 * LINE)
        _fetch(world.ties, j, there * SLOT_BYTES, 1)
        _fetch(world.evidence, j, there * EVIDENCE_BYTES, 1)


@inner()
def ask_for_memories_of(world, i):
    """Ask for what the allies of agent ``i`` remember."""
    for k in range(world.agents[i].n_allies):
        j, there = other_in(world, i, k), wide(world.ties[i, k].back)
        _fetch(world.known, j, 0, 1)
        _fetch(world.beliefs, j, there * BELIEF_BYTES, 1)
        _fetch(world.seen, j, 0, 1)


@inlined()
def _later(world, place, by):
    return min(place + by, world.agents.size - 1)


@inner()
def rows_ahead(world, i):
    """Ask for the rows of the agents that come after agent ``i``."""
    if world.agents.size > MANY:
        ask_for_rows(world, _later(world, i, FAR))


@inner()
def alliances_ahead(world, i):
    """Ask for the alliances of the agents that come after agent ``i``."""
    if world.agents.size > MANY:
        ask_for_rows(world, _later(world, i, FAR))
        ask_for_alliances(world, _later(world, i, NEAR))


@inner()
def allies_ahead(world, i):
    """Ask for the allies of the agents that come after agent ``i``."""
    if world.agents.size > MANY:
        ask_for_rows(world, _later(world, i, FAR))
        ask_for_allies(world, _later(world, i, NEAR))


@inner()
def ties_ahead(world, i):
    """Ask for the allies and the alliances of the agents that come after agent ``i``."""
    if world.agents.size > MANY:
        ask_for_rows(world, _later(world, i, FAR))
        ask_for_alliances(world, _later(world, i, NEAR))
        ask_for_allies(world, _later(world, i, NEAR))


@inner()
def voices_ahead(world, place):
    """Ask for the allies of the agents that come after a place in ``world.order``."""
    if world.agents.size > MANY:
        ask_for_rows(world, world.order[_later(world, place, FAR)])
        ask_for_allies(world, world.order[_later(world, place, NEAR)])


@inner()
def everything_ahead(world, place):
    """Ask for whatever an act of the agents may touch that come after a place in the order."""
    if world.agents.size > MANY:
        far, near = world.order[_later(world, place, FAR)], world.order[_later(world, place, NEAR)]
        ask_for_rows(world, far)
        ask_for_memory(world, far)
        ask_for_alliances(world, near)
        ask_for_allies(world, near)
        ask_for_memories_of(world, near)
