"""One reference to all tables, so that a kernel takes one argument and not thirty arrays.

Compiled code gets a reference (a ``structref``); plain Python, with NUMBA_DISABLE_JIT=1, gets the
tables themselves as record arrays, whose fields it can read and write in the same words.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from numba.experimental import structref

from sim.engine.world import World
from sim.jit import njit


@structref.register
class WorldType(numba.types.StructRef):
    """What the compiler knows of a reference to tables."""

    def preprocess_fields(self, fields: Any) -> Any:
        """Give every field its general type: a number is any number of its kind."""
        return tuple((name, numba.types.unliteral(kind)) for name, kind in fields)


class Handle(structref.StructRefProxy):
    """A reference to the tables of a world, for kernels only."""


structref.define_boxing(WorldType, Handle)
structref.define_constructor(Handle, WorldType, World._fields)
structref.define_attributes(WorldType)


@njit
def _packed(world):
    return Handle(*world)


def handle_of(world: World) -> Any:
    """Return what kernels take for a world."""
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return _packed(world)
    plain = {name: _in_plain_python(getattr(world, name)) for name in World._fields}
    return world._replace(**plain)


def record_of(settings: np.ndarray) -> Any:
    """Return the one record of an array as kernels read it."""
    compiled = not numba.config.DISABLE_JIT  # type: ignore[attr-defined]
    return settings[0] if compiled else _in_plain_python(settings)[0]


def _in_plain_python(table: Any) -> Any:
    has_fields = isinstance(table, np.ndarray) and table.dtype.names is not None
    return table.view(np.recarray) if has_fields else table
