"""The model as tables: the same weeks as :class:`sim.objects.model.AllianceModel`, compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.engine.handle import handle_of
from sim.engine.slots import settle
from sim.engine.transfer import (
    clear_seats,
    grown,
    histories_from,
    seats_from,
    state_from,
    take_seats,
    with_room_for_requests,
    world_from,
)
from sim.engine.week import SCHEDULE, Process, begin_week
from sim.engine.world import PRESENT, World
from sim.errors import BadInput
from sim.inputs.events import Event, events_from, is_learnt
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.strategies import MixLike, mix_from, spend_time_on
from sim.inputs.switches import PLACEBOS
from sim.rules.draws import key
from sim.rules.jit import announce_compilation
from sim.state.histories import Histories, stays
from sim.state.seats import next_id
from sim.state.settings import record_of, settings_from, strategy_table
from sim.state.start import first_state, newcomers
from sim.state.tables import State


class TableModel:
    """A population as record tables; one step is one week."""

    def __init__(
        self,
        parameters: Parameters | Mapping[str, Any] | None = None,
        strategies: MixLike = "balanced",
        *,
        rng: int = 0,
        events: Iterable[Event | Mapping[str, Any]] = (),
        state: State | None = None,
        histories: Histories | None = None,
        names: Sequence[str] | None = None,
    ) -> None:
        announce_compilation(SCHEDULE[-1].name)
        self.seed = int(rng)
        self.parameters = parameters_from(parameters)
        if self.parameters.own:
            raise BadInput("practices of one's own have no kernels: they need the objects")
        self.mix = mix_from(strategies)
        spend_time_on(PLACEBOS, self.mix)
        self.events = events_from(events)
        if state is None:
            state, histories, names = first_state(self.parameters, self.mix, self.seed)
        self.learnt = is_learnt(self.parameters, self.events)
        for event in self.events:
            if event.week <= state.week:
                self.parameters = event.applied_to(self.parameters)
        self.names = list(names) if names is not None else None
        self.week = state.week
        self.settings = record_of(settings_from(self.parameters))
        lives = histories or Histories()
        self.gone = list(lives.gone)
        self._hold(world_from(state, lives, self.parameters, self._strategies(), key(self.seed)))

    def _strategies(self) -> np.ndarray:
        work = "work" not in self.parameters.off
        return strategy_table([strategy for strategy, _ in self.mix], work)

    def step(self) -> None:
        """One week."""
        self.week += 1
        for event in self.events:
            if event.week == self.week:
                self._change_to(event.applied_to(self.parameters))
        begin_week(self.handle)
        for process in SCHEDULE:
            if process.name == "attend":
                self._attend(process)
            elif process.kernel(self.handle, self.settings) and process.name == "turnover":
                self._turn_over()

    def _turn_over(self) -> None:
        """Clear the seats of those who leave, and give seats to those who come."""
        world, seats = self.world, seats_from(self.world)
        left, taken = np.flatnonzero(world.leaves), np.flatnonzero(world.comes)
        for seat in left.tolist():
            self.gone.append((int(world.ids[seat]), seat, int(seats["came"][seat]), self.week))
        last, listed, n = seats["id"][taken], seats["listed"][taken], len(seats)
        ids = [next_id(*seat, n) for seat in zip(last.tolist(), listed.tolist(), strict=True)]
        people = newcomers(self.parameters, self.seed, np.array(ids, np.int64))
        patrons = world.patrons[taken]
        fitness, strategy = (world.agents[name][patrons] for name in ("fitness", "strategy"))
        somebody = patrons >= 0
        people["fitness"] = np.where(somebody, fitness, 0.0)
        learns = somebody & self.learnt
        people["strategy"] = np.where(learns, strategy, seats["strategy"][taken])
        clear_seats(world, left)
        world.ids[taken], world.seats["came"][taken] = people["id"], self.week
        world.counts[PRESENT] += len(taken)
        if world.dense and not np.array_equal(world.ids, np.arange(len(world.ids))):
            self._hold(world._replace(dense=False))
        take_seats(self.world, taken, people)

    def _attend(self, process: Process) -> None:
        """Let all agents attend; where the tables become too small, make them larger and go on."""
        place, agents = process.kernel(self.handle, self.settings, 0), self.world.counts[PRESENT]
        while place < agents:
            acts = int(self.world.agents["attention"][self.world.order[place]])
            self._hold(grown(self.world, acts))
            place = process.kernel(self.handle, self.settings, place)

    def _hold(self, world: World) -> None:
        self.world, self.handle = world, handle_of(world)

    def _change_to(self, parameters: Parameters) -> None:
        """Let parameters change between two weeks."""
        settle(self.handle, self.settings)  # what was before fades by what was before
        self._hold(with_room_for_requests(self.world, parameters))
        self.parameters, self.settings = parameters, record_of(settings_from(parameters))
        self.world.strategies[:] = self._strategies()

    def state(self, *, acquaintances: bool = True) -> State:
        """Return the state as tables."""
        if acquaintances:
            settle(self.handle, self.settings)
        return state_from(self.world, acquaintances)

    def history_tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Return every membership and every alliance that ever was."""
        return histories_from(self.world)

    def stays(self) -> np.ndarray:
        """Return who was there and when."""
        return stays(self.gone, seats_from(self.world))
