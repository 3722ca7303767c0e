"""A directory says where every table lies and how long it is, and kernels read it as meant."""

import numpy as np
import pytest

from sim.engine.calls import _numbers, calls
from sim.engine.handle import DIRECTORY, NUMBERS, PLACES, Handle, handle_of
from sim.engine.world import FREE, NOBODY, TABLES, World, tables_of
from sim.inputs.parameters import Parameters
from sim.state.settings import record_of, settings_from

SIZES = {
    "agents": 5, "slots": 3, "rows": 7, "members": 4, "logged": 11, "lives": 13,
    "stays": 8, "edges": 1, "strategies": 2, "requests": 6, "answers": 3, "notes": 9,
}  # fmt: skip


def blank() -> World:
    return World(**tables_of(SIZES), k0=17, k1=19)


def test_every_field_of_a_world_is_a_table_or_a_number() -> None:
    assert set(World._fields) == {*TABLES, *NUMBERS}
    assert list(PLACES.values()) == list(range(0, DIRECTORY, 4))


def test_tables_have_the_shapes_that_are_declared() -> None:
    world = blank()
    assert world.agents.shape == (5,)
    assert world.beliefs.shape == (5, 3, 3)
    assert world.members.shape == (7, 4)
    assert world.bytes.shape == (257,)
    assert not any(getattr(world, name).ctypes.data % 64 for name in TABLES), "lines of memory"


def test_a_directory_has_addresses_shapes_and_numbers() -> None:
    world = blank()
    directory = Handle(world).directory
    place = PLACES["beliefs"]
    assert directory[place : place + 4].tolist() == [world.beliefs.ctypes.data, 5, 3, 3]
    assert directory[PLACES["members"] + 1 :][:2].tolist() == [7, 4]
    assert [directory[PLACES[name]] for name in ("k0", "k1")] == [17, 19]


def test_a_table_of_another_kind_is_refused() -> None:
    with pytest.raises(AssertionError, match="order"):
        Handle(blank()._replace(order=np.zeros(5, np.int32)))
    with pytest.raises(AssertionError, match="flow"):
        Handle(blank()._replace(flow=np.zeros((3, 5)).T))


def test_a_kernel_reads_and_writes_what_python_holds() -> None:
    world = blank()
    world.free[:2], world.counts[FREE] = (4, 2), 2  # of the first five rows
    calls().extend(handle_of(world), 5)
    # the new rows are used after those that were free
    assert world.free[:4].tolist() == [6, 5, 4, 2]
    assert world.counts[FREE] == 4
    assert world.diversity.tolist() == [0.0] * 5 + [-1.0] * 2
    assert world.members.tolist() == [[0] * 4] * 5 + [[NOBODY] * 4] * 2


def test_a_record_is_handed_on_by_where_it_lies() -> None:
    settings = settings_from(Parameters())
    assert _numbers(record_of(settings)) == (settings.ctypes.data,)
