"""The exports: what whoever runs a world calls, by the addresses of its directory and its settings.

They are the same for Python, for code that was built beforehand, and for a browser:

- ``week`` simulates a week from a place on, and returns the place at which it ended
  (:mod:`sim.engine.week`);
- ``extend`` makes rows of alliances usable that were added to the tables;
- ``settled`` brings memories up to this week, before parameters change and before a state is read;
- ``forget`` drops what has ended.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from numba import types
from numba.extending import intrinsic
from numba.np.numpy_support import from_dtype

from sim.engine.handle import WORLD
from sim.engine.room import extend as extend_tables
from sim.engine.room import forget as forget_ended
from sim.engine.slots import settle
from sim.engine.week import whole_week
from sim.state.settings import settings_dtype

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


class Export(NamedTuple):
    """A function of addresses and numbers; the kernel that does it; whether it returns a number."""

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
    "week": Export(week, whole_week, 3, True),
    "extend": Export(extend, extend_tables, 2, False),
    "settled": Export(settled, settle, 2, False),
    "forget": Export(forget, forget_ended, 1, False),
}
