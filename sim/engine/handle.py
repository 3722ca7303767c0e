"""One reference to all tables, so that a kernel takes one argument and not forty arrays.

The reference is the address of a *directory*: whole numbers that say of every table where it lies
and how long it is. Compiled code reads from it what ``World`` declares, in the same words. Nothing
is counted or owned: whoever calls a kernel holds the tables. A directory is the same for whoever
writes it, Python or a browser. Plain Python, with NUMBA_DISABLE_JIT=1, gets the tables themselves
as record arrays.
"""

from __future__ import annotations

from typing import Any

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.core.imputils import lower_getattr_generic
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, models, register_model, unbox
from numba.np.numpy_support import from_dtype

from sim.engine.world import TABLES, World
from sim.rules.jit import fields_of

#: Whole numbers that a directory has of a table: its address, and its shape of up to three axes.
ENTRY = 4
#: Fields that are numbers themselves; their entries come last.
NUMBERS = tuple(name for name in World._fields if name not in TABLES)
#: Where in a directory the entry of a field begins.
PLACES = {name: ENTRY * place for place, name in enumerate((*TABLES, *NUMBERS))}
#: How many whole numbers a directory has.
DIRECTORY = ENTRY * len(PLACES)

_KINDS: dict[str, Any] = dict.fromkeys(NUMBERS, types.int64) | {
    name: types.Array(from_dtype(record), len(shape), "C", aligned=True)
    for name, (record, shape) in TABLES.items()
}


class Reference(types.Opaque):
    """What the compiler knows of a directory: that it is at an address."""


WORLD = Reference("World")
register_model(Reference)(models.OpaqueModel)


@infer_getattr
class _Fields(AttributeTemplate):
    """What kinds of things the fields of a world are."""

    key = Reference

    def generic_resolve(self, value: Any, attr: str) -> Any:  # type: ignore[override]
        """Return the type of a field, None if there is none of this name."""
        return _KINDS.get(attr)


@lower_getattr_generic(Reference)
def _field(context: Any, builder: Any, world: Any, address: Any, name: str) -> Any:
    """Read a field: a number, or a table where and as large as the directory says."""
    number = ir.IntType(64)
    directory = builder.bitcast(address, number.as_pointer())

    def entry(place: int) -> Any:
        found = builder.load(builder.gep(directory, [number(PLACES[name] + place)]))
        # No kernel changes a directory: what was read of it once need not be read again.
        found.set_metadata("invariant.load", builder.module.add_metadata([]))
        return found

    if name in NUMBERS:
        return entry(0)
    record, sizes = TABLES[name]
    shape = [
        entry(1 + axis) if isinstance(size, str) else number(size)
        for axis, size in enumerate(sizes)
    ]
    strides = [number(record.itemsize)]
    for size in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], size))
    table = context.make_array(_KINDS[name])(context, builder)
    context.populate_array(
        table,
        data=builder.inttoptr(entry(0), table.data.type),
        shape=shape,
        strides=strides,
        itemsize=number(record.itemsize),
        meminfo=None,
    )
    return table._getvalue()


class Handle:
    """A directory of the tables of a world, which it holds as long as it lives itself."""

    # Numba asks for this at every call and ignores what is raised meanwhile. A getter in Python
    # would be where Ctrl-C is lost now and then; to find it on the class runs no Python.
    _numba_type_ = WORLD

    def __init__(self, world: World) -> None:
        self.world = world
        self.directory = np.zeros(DIRECTORY, np.int64)
        for name, place in PLACES.items():
            field = getattr(world, name)
            if name in NUMBERS:
                self.directory[place] = field
                continue
            assert field.flags.c_contiguous, name
            assert field.dtype == TABLES[name].record, name
            self.directory[place] = field.ctypes.data
            self.directory[place + 1 : place + 1 + field.ndim] = field.shape
        self.address = self.directory.ctypes.data


@unbox(Reference)
def _lend(kind: Any, handle: Any, c: Any) -> NativeValue:
    """Hand the address of a directory to a kernel."""
    number = c.pyapi.object_getattr_string(handle, "address")
    address = c.pyapi.long_as_voidptr(number)
    c.pyapi.decref(number)
    return NativeValue(address)


def handle_of(world: World) -> Any:
    """Return what kernels take for a world."""
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return Handle(world)
    plain: dict[str, Any] = {name: fields_of(getattr(world, name)) for name in TABLES}
    return world._replace(**plain)
