"""The model as tables: the same weeks as :class:`sim.objects.model.AllianceModel`, compiled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from sim.engine.calls import calls
from sim.engine.handle import handle_of
from sim.engine.steering import logged_in, steered, with_log
from sim.engine.transfer import (
    blank_world,
    grown,
    histories_from,
    seats_from,
    state_from,
    with_room_for_requests,
    world_from,
)
from sim.engine.week import BEGIN, END, NOWHERE
from sim.engine.world import GONE, World
from sim.errors import BadInput
from sim.inputs.events import Event, events_from, is_learnt
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.steering import Steered, Steering
from sim.inputs.strategies import MixLike, mix_from, spend_time_on
from sim.inputs.switches import PLACEBOS
from sim.rules.draws import key
from sim.state.histories import Histories, stays
from sim.state.log import Logged, room_from
from sim.state.seats import ids_ran_out
from sim.state.settings import record_of, settings_from, strategy_table
from sim.state.start import beginning
from sim.state.tables import NONE, State


class TableModel(Steered):
    """A population as record tables; one step is one week."""

    practices = PLACEBOS

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
        self.calls = calls()
        self.seed = int(rng)
        self.parameters = parameters_from(parameters)
        if self.parameters.own:
            raise BadInput("practices of one's own have no kernels: they need the objects")
        self.mix = mix_from(strategies)
        spend_time_on(PLACEBOS, self.mix)
        self.events = events_from(events)
        self.steering = Steering()
        self.learnt = is_learnt(self.parameters, self.events)
        self.week = 0 if state is None else state.week
        for event in self.events:
            if event.week <= self.week:
                self.parameters = event.applied_to(self.parameters)
        self.settings = self._settings()
        luck = key(self.seed)
        if state is None:
            names, seats, _ = begun = beginning(self.parameters)
            table = self._strategies(len(seats))
            self._hold(blank_world(begun, self.parameters, table, luck))
            self.calls.start(self.handle, self.settings)
        else:
            lives, table = histories or Histories(), self._strategies(len(state.seats))
            self._hold(world_from(state, lives, self.parameters, table, luck))
        self.names = list(names) if names is not None else None
        self._there: set[int] = set()
        self._looked = NONE

    def _settings(self) -> Any:
        return record_of(settings_from(self.parameters, self.learnt))

    def _strategies(self, seats: int) -> np.ndarray:
        """Return the strategies as records, which are dealt to so many seats."""
        return strategy_table(self.mix, "work" not in self.parameters.off, seats)

    def step(self) -> None:
        """One week."""
        self.week += 1
        for event in self.events:
            if event.week == self.week:
                self._change_to(event.applied_to(self.parameters))
        self._steer()
        gone = self.world.counts[GONE]
        place = BEGIN
        while (place := self.calls.week(self.handle, self.settings, place)) != END:
            if place == NOWHERE:
                raise BadInput(ids_ran_out(len(self.world.ids)))
            self._make_room()
        if self.world.counts[GONE] > gone:
            self.steering.forget(self.world.gone["agent"][gone : self.world.counts[GONE]].tolist())

    def _make_room(self) -> None:
        """Make the tables larger that have too little room for the week to go on."""
        before = len(self.world.rosters)
        self._hold(grown(self.world))
        if len(self.world.rosters) > before:
            self.calls.extend(self.handle, before)

    def _hold(self, world: World) -> None:
        self.world, self.handle = world, handle_of(world)

    def _steer(self) -> None:
        """Write down what was decided from outside, if anything is new."""
        if self.steering.changed:
            self._hold(steered(self.world, self.steering, "work" not in self.parameters.off))
            self.steering.changed = False

    def _change_to(self, parameters: Parameters) -> None:
        """Let parameters change between two weeks."""
        self.calls.settled(self.handle, self.settings)  # what was before fades by what was before
        self._hold(with_room_for_requests(self.world, parameters))
        self.parameters = parameters
        self.settings = self._settings()
        self.world.strategies[:] = self._strategies(len(self.world.ids))
        self.steering.changed = True  # what is meant for work may go elsewhere now

    def who_is_there(self) -> list[int]:
        """Return the ids of all who are there, in order of seats."""
        there: list[int] = self.world.ids[self.world.agents["present"]].tolist()
        return there

    def is_there(self, agent: int) -> bool:
        """Whether an agent of this id is there."""
        if self._looked != self.week:
            self._there, self._looked = set(self.who_is_there()), self.week
        return agent in self._there

    def log(self, room: int) -> None:
        """Begin a log with room for so many notes, in place of the one there was; 0 for none.

        Raises
        ------
        BadInput
            If that is no whole number from 0 to ``sim.state.log.MOST``.
        """
        self._hold(with_log(self.world, room_from(room)))

    def logged(self) -> Logged:
        """Return what the log holds, and leave it empty."""
        return logged_in(self.world)

    def state(self, *, acquaintances: bool = True) -> State:
        """Return the state as tables."""
        if acquaintances:
            self.calls.settled(self.handle, self.settings)
        return state_from(self.world, acquaintances)

    def history_tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Return every membership and every alliance that ever was."""
        return histories_from(self.world)

    def stays(self) -> np.ndarray:
        """Return who was there and when."""
        return stays(self.world.gone[: self.world.counts[GONE]].tolist(), seats_from(self.world))

    def forget(self) -> None:
        """Drop memberships and alliances that have ended and stays that are over from the tables.

        Alliances that are alive get new numbers, in the same order.
        """
        self.calls.forget(self.handle)
