"""The exports: what whoever runs a world calls, by the addresses of its directory and its settings.

They are the same for Python, for code that was built beforehand, and for a browser:

- ``start`` fills tables of zeros with the first state (:mod:`sim.engine.start`);
- ``week`` simulates a week from a place on, and returns the place at which it ended
  (:mod:`sim.engine.week`);
- ``extend`` makes rows of alliances usable that were added to the tables;
- ``settled`` brings memories up to this week, before parameters change and before a state is read;
- ``forget`` drops what has ended;
- ``outcomes``, ``strategies`` and ``totals`` measure a week (:mod:`sim.measures`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from sim.engine.handle import WORLD
from sim.engine.room import extend as extend_tables
from sim.engine.room import forget as forget_ended
from sim.engine.slots import settle
from sim.engine.start import populate
from sim.engine.week import whole_week
from sim.measures.outcomes import measure_week
from sim.measures.strategies import measure_strategies
from sim.measures.totals import add_up
from sim.state.settings import settings_dtype

#: What built code returns if a kernel fails, which none does: there is nothing that could.
FAILED = -2

_SETTINGS = from_dtype(settings_dtype())


def _at(kind: Any) -> Any:
    """Return an intrinsic that makes a reference to a thing of some kind of its address."""

    @intrinsic
    def at(typing_context: Any, address: Any) -> Any:
        def make(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(kind))

        return kind(address), make

    return at


world_at, settings_at = _at(WORLD), _at(_SETTINGS)


def _array_at(number: Any, axes: int) -> Any:
    """Return an intrinsic that makes an array of some axes of its address and its lengths."""
    kind = types.Array(number, axes, "C", aligned=True)
    width = number.bitwidth // 8

    def make(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        address, *shape = arguments
        strides = [ir.IntType(64)(width)]
        for size in reversed(shape[1:]):
            strides.insert(0, builder.mul(strides[0], size))
        array = context.make_array(kind)(context, builder)
        data = builder.inttoptr(address, array.data.type)
        context.populate_array(
            array, data=data, shape=shape, strides=strides, itemsize=strides[-1], meminfo=None
        )
        return array._getvalue()

    if axes == 1:

        @intrinsic
        def column(typing_context: Any, address: Any, n: Any) -> Any:
            return kind(address, n), make

        return column

    @intrinsic
    def table(typing_context: Any, address: Any, rows: Any, columns: Any) -> Any:
        return kind(address, rows, columns), make

    return table


column_at, table_at = _array_at(types.float64, 1), _array_at(types.float64, 2)
numbers_at = _array_at(types.int64, 1)


def start(directory, settings):
    """Fill tables of zeros, but for strategies and whom seats are kept for, with week 0."""
    populate(world_at(directory), settings_at(settings))


def week(directory, settings, place):
    """Simulate a week from a place on; return where it ended."""
    return whole_week(world_at(directory), settings_at(settings), place)


def extend(directory, before):
    """Make rows of alliances usable that were added to tables which had so many."""
    extend_tables(world_at(directory), before)


def settled(directory, settings):
    """Bring memories up to this week."""
    settle(world_at(directory), settings_at(settings))


def forget(directory):
    """Drop memberships and alliances that have ended, and stays that are over."""
    forget_ended(world_at(directory))


def outcomes(directory, found, n, sums, rows, columns):
    """Fill in the outcomes of a week, in the order in which they are declared."""
    measure_week(world_at(directory), column_at(found, n), table_at(sums, rows, columns))


def strategies(directory, found, rows, columns):
    """Fill in what those who follow each strategy have."""
    measure_strategies(world_at(directory), table_at(found, rows, columns))


def totals(directory, seated, n, rows, n_rows, sums, kinds, people):
    """Add the week to everybody's sums; return whether all who are there were seen before."""
    world, table = world_at(directory), table_at(sums, kinds, people)
    return int(add_up(world, numbers_at(seated, n), numbers_at(rows, n_rows), table))


class Export(NamedTuple):
    """A function of addresses and numbers; the kernel that does it; whether it returns a number.

    Where a kernel takes an array, the function takes its address and its lengths.
    """

    function: Callable[..., Any]
    kernel: Callable[..., Any]
    arguments: int
    returns: bool

    @property
    def signature(self) -> Any:
        """Return what the compiler knows of it: all numbers are whole and have 64 bits."""
        returned = types.int64 if self.returns else types.void
        return returned(*[types.int64] * self.arguments)


EXPORTS = {
    "start": Export(start, populate, 2, False),
    "week": Export(week, whole_week, 3, True),
    "extend": Export(extend, extend_tables, 2, False),
    "settled": Export(settled, settle, 2, False),
    "forget": Export(forget, forget_ended, 1, False),
    "outcomes": Export(outcomes, measure_week, 6, False),
    "strategies": Export(strategies, measure_strategies, 4, False),
    "totals": Export(totals, add_up, 8, True),
}
