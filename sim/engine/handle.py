"""One reference to all tables, so that a kernel takes one argument and not thirty arrays.

Compiled code gets a reference (a ``structref``); plain Python, with NUMBA_DISABLE_JIT=1, gets the
tables themselves as record arrays, whose fields it can read and write in the same words.
"""

from __future__ import annotations

from operator import attrgetter
from typing import Any

import numba
from numba.core import cgutils
from numba.core.datamodel.models import StructRefModel
from numba.core.datamodel.registry import default_manager
from numba.experimental import structref
from numba.extending import NativeValue, box, intrinsic, unbox

from sim.engine.world import World
from sim.rules.jit import fields_of, njit


class WorldType(numba.types.StructRef):
    """What the compiler knows of a reference to tables."""

    def preprocess_fields(self, fields: Any) -> Any:
        """Give every field its general type: a number is any number of its kind."""
        return tuple((name, numba.types.unliteral(kind)) for name, kind in fields)


class Handle(structref.StructRefProxy):
    """A reference to the tables of a world, for kernels only."""

    # Numba asks for this at every call and ignores what is raised meanwhile. A getter in Python
    # would be where Ctrl-C is lost now and then; in C there is no room for it.
    _numba_type_ = property(attrgetter("_type"))


class Uncounted(StructRefModel):
    """How a reference is held by compiled code: without counting who holds it.

    Counting would take a good part of a week, and is not needed: a kernel borrows its reference
    from the model, which holds the handle and the tables until the kernel returns.
    """

    def traverse(self, builder: Any) -> list[Any]:
        """Return the parts that have an owner: none."""
        return []


default_manager.register(WorldType, Uncounted)
structref.define_attributes(WorldType)
structref.define_constructor(Handle, WorldType, World._fields)


@box(WorldType)
def _keep(kind: Any, reference: Any, c: Any) -> Any:
    """Make the handle that keeps a reference for Python."""
    held = cgutils.create_struct_proxy(kind)(c.context, c.builder, value=reference)
    holder = c.box(numba.types.MemInfoPointer(numba.types.voidptr), held.meminfo)
    make = c.pyapi.unserialize(c.pyapi.serialize_object(Handle._numba_box_))
    kind_object = c.pyapi.unserialize(c.pyapi.serialize_object(kind))
    handle = c.pyapi.call_function_objargs(make, [kind_object, holder])
    for done_with in (make, kind_object, holder):
        c.pyapi.decref(done_with)
    return handle


@unbox(WorldType)
def _lend(kind: Any, handle: Any, c: Any) -> NativeValue:
    """Hand a handle to a kernel, which does not give its reference back: it never got one."""
    holder = c.pyapi.object_getattr_string(handle, "_meminfo")
    pointer = numba.types.MemInfoPointer(numba.types.voidptr)
    address = c.unbox(pointer, holder).value
    c.context.nrt.decref(c.builder, pointer, address)
    c.pyapi.decref(holder)
    reference = cgutils.create_struct_proxy(kind)(c.context, c.builder)
    reference.meminfo = c.builder.bitcast(address, reference.meminfo.type)
    return NativeValue(reference._getvalue())


@intrinsic
def _borrowed(typing_context: Any, world: Any) -> Any:
    """Return a tuple of the same tables without their owners.

    Compiled code counts references to whatever has an owner, each time it reads a field; that would
    take a good part of a week. The tables outlive the handle, since the model holds both.
    """

    def without_owners(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        fields = []
        values = cgutils.unpack_tuple(builder, arguments[0])
        for kind, value in zip(world.types, values, strict=True):
            if isinstance(kind, numba.types.Array):
                table = context.make_array(kind)(context, builder, value)
                table.meminfo = cgutils.get_null_value(table.meminfo.type)
                table.parent = cgutils.get_null_value(table.parent.type)
                value = table._getvalue()
            fields.append(value)
        return context.make_tuple(builder, world, fields)

    return world(world), without_owners


@njit
def _packed(world):
    return Handle(*_borrowed(world))  # type: ignore[call-arg]


def handle_of(world: World) -> Any:
    """Return what kernels take for a world."""
    if not numba.config.DISABLE_JIT:  # type: ignore[attr-defined]
        return _packed(world)
    plain = {name: fields_of(getattr(world, name)) for name in World._fields}
    return world._replace(**plain)
