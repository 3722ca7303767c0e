"""A directory says where every table lies and how long it is, and kernels read it as meant."""

import numpy as np
import pytest

from sim.engine.handle import DIRECTORY, NUMBERS, PLACES, Handle
from sim.engine.model import TableModel
from sim.engine.processes.produce import produce
from sim.engine.world import TABLES, World, tables_of

SIZES = {
    "agents": 5, "slots": 3, "rows": 7, "members": 4, "logged": 11, "lives": 13,
    "strategies": 2, "requests": 6,
}  # fmt: skip


def blank() -> World:
    return World(**tables_of(SIZES), dense=True, k0=17, k1=19)


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
    assert [directory[PLACES[name]] for name in ("dense", "k0", "k1")] == [1, 17, 19]


def test_a_table_of_another_kind_is_refused() -> None:
    with pytest.raises(AssertionError, match="order"):
        Handle(blank()._replace(order=np.zeros(5, np.int32)))
    with pytest.raises(AssertionError, match="flow"):
        Handle(blank()._replace(flow=np.zeros((3, 5)).T))


def test_a_kernel_reads_and_writes_what_python_holds() -> None:
    model = TableModel({"population.agents": 3, "produce.retention": 0.5, "produce.output": 2.0})
    model.world.agents["stock"], model.world.agents["specialty"] = 4.0, (1.0, 0.0, 0.5)
    model.world.agents["work"] = 1.0
    produce(model.handle, model.settings)
    # ½ of 4, and 2 times what it is good at
    assert model.world.agents["stock"].tolist() == [[4.0, 2.0, 3.0]] * 3
