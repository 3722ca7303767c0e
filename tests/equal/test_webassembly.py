"""The engine as WebAssembly, in wasmtime: the same bits as this machine's code."""

import numpy as np
import pytest

from sim.engine.calls import calls
from sim.engine.handle import DIRECTORY, ENTRY, NUMBERS, PLACES
from sim.engine.model import TableModel
from sim.engine.native import BUILT, WEBASSEMBLY
from sim.engine.transfer import _resized
from sim.engine.week import BEGIN, END
from sim.engine.world import TABLES, World

wasmtime = pytest.importorskip("wasmtime")

#: The engine's stack ends where tables begin.
TABLES_BEGIN = 65536


class Machine:
    """The engine in memory of its own, and copies there of the tables of a model."""

    def __init__(self, model: TableModel) -> None:
        store = wasmtime.Store()
        limits = wasmtime.Limits(64, None)
        self.memory = wasmtime.Memory(store, wasmtime.MemoryType(limits))
        kind = wasmtime.GlobalType(wasmtime.ValType.i32(), True)
        stack = wasmtime.Global(store, kind, wasmtime.Val.i32(TABLES_BEGIN))
        module = wasmtime.Module(store.engine, (BUILT / WEBASSEMBLY).read_bytes())
        self.exports = wasmtime.Instance(store, module, [self.memory, stack]).exports(store)
        self.store, self.top = store, TABLES_BEGIN
        self.settings = self.put(np.frombuffer(bytes(model.settings), np.uint8))
        directory = np.zeros(DIRECTORY, np.int64)
        self.at = {}
        for name in TABLES:
            table = getattr(model.world, name)
            self.at[name] = directory[PLACES[name]] = self.put(table)
            directory[PLACES[name] + 1 :][: table.ndim] = table.shape
        for name in NUMBERS:
            directory[PLACES[name]] = getattr(model.world, name)
        assert ENTRY * len(PLACES) == DIRECTORY
        self.directory = self.put(directory)

    def put(self, table: np.ndarray) -> int:
        """Copy a table into memory; return where it is."""
        at = self.top
        self.memory.write(self.store, table.tobytes(), at)
        self.top = -(-(at + table.nbytes) // 64) * 64
        return at

    def differing(self, world: World) -> list[str]:
        """Return the names of the tables that are not those of a world."""
        found = []
        for name, at in self.at.items():
            table = getattr(world, name)
            if bytes(self.memory.read(self.store, at, at + table.nbytes)) != table.tobytes():
                found.append(name)
        return found


def test_weeks_are_the_same_bit_for_bit() -> None:
    settings = {"population.agents": 40, "turnover.exit": 0.05, "learn.rule": "fermi"}
    model = TableModel(settings, {"balanced": 0.5, "networker": 0.5}, rng=8)
    before, world = len(model.world.rosters), model.world
    for size in ("lives", "logged", "stays", "rows"):
        world = _resized(world, size, 4000)
    model._hold(world)
    model.calls.extend(model.handle, before)
    machine = Machine(model)
    for week in range(12):
        model.step()
        place = machine.exports["week"](machine.store, machine.directory, machine.settings, BEGIN)
        assert place == END
        assert machine.differing(model.world) == [], week
    assert model.world is world, "there was room for everything"
    model.state()
    machine.exports["settled"](machine.store, machine.directory, machine.settings)
    model.forget()
    machine.exports["forget"](machine.store, machine.directory)
    assert machine.differing(model.world) == []
    assert calls().how.startswith("built")
