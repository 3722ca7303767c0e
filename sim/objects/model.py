"""The model as objects, plain Python and Mesa: a population, its alliances, and their luck.

What happens in a week stands in :mod:`sim.objects.week`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import mesa
import numpy as np

from sim.inputs.events import Event, events_from, is_learnt
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.practices.practice import Practice
from sim.inputs.steering import Steered, Steering
from sim.inputs.strategies import Mix, MixLike, mix_from, spend_time_on, thresholds_of
from sim.objects.agent import AllianceAgent
from sim.objects.alliance import Alliance
from sim.objects.own import NUMBER, checked
from sim.objects.transfer import restore, taken
from sim.objects.turnover import Seat, Turnover
from sim.objects.week import Weekly
from sim.practices import SHIPPED
from sim.practices.rule import Rule, rule_of
from sim.rules.draws import (
    key,
    normals,
    priority,
    uniforms,
)
from sim.rules.goals import blend
from sim.state.histories import ABSORBED, CENSORED, DISSOLVED, NO_CAUSE, STRANGER, Histories
from sim.state.log import NOTE, Logged, room_from
from sim.state.start import first_state
from sim.state.tables import NONE, TALLY, State


class AllianceModel(Weekly, Turnover, Steered, mesa.Model):
    """A population of agents that form, maintain and break alliances; one step is one week.

    Parameters
    ----------
    parameters
        ``Parameters``, or {dotted name: value} for what differs from the defaults.
    strategies
        A name, a strategy, {name: share}, or pairs (strategy, share).
    rng
        The seed, a whole number: it determines everything. Mesa calls it so.
    events
        {"week": w, "set": {dotted name: value}}: parameters that change at the start of a week.
    state, histories, names
        A state to go on from instead of a start, with its histories; names of the first agents by
        seat.
    own
        Practices of one's own, beside those that are shipped.

    Attributes
    ----------
    seats
        Where there is room for an agent each, in order.
    population
        The agents in order of their seats; ``agents`` is Mesa's set of the same.
    practices
        The rules of what agents spend attention on, beside work, by name.
    alliances
        Those alive, oldest first. ``histories`` has all that ever were.
    tally
        What happened this week, by the names of ``sim.state.tables.TALLY``.
    week
        The week of the last step; 0 before the first.
    steering
        What is decided for agents from outside: :meth:`plan` and :meth:`answer` say it.
    """

    agent_class: type[AllianceAgent] = AllianceAgent
    alliance_class: type[Alliance] = Alliance

    def __init_subclass__(cls, **given: Any) -> None:
        """Look at what a subclass's own methods give back."""
        super().__init_subclass__(**given)
        checked(cls, {"staleness": NUMBER}, lambda model: f" in week {model.week}")

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
        own: Iterable[type[Practice]] = (),
    ) -> None:
        super().__init__(rng=abs(int(rng)))
        self.seed = int(rng)
        self.key = key(self.seed)
        self.parameters: Parameters = parameters_from(parameters, own)
        self.events = events_from(events, self.parameters.own)
        rules: tuple[Rule, ...] = (*SHIPPED, *map(rule_of, self.parameters.own))
        self.practices: dict[str, Rule] = {rule.declared.name: rule for rule in rules}
        self.steering = Steering()
        self.log(0)
        self.mix: Mix = mix_from(strategies)
        spend_time_on(self.practices, self.mix)
        self.strategies = [strategy for strategy, _ in self.mix]
        if state is None:
            state, histories, names = first_state(self.parameters, self.mix, self.seed)
        self.learnt = is_learnt(self.parameters, self.events)
        for event in self.events:
            if event.week <= state.week:
                self.parameters = event.applied_to(self.parameters)
        self.names = list(names) if names is not None else None
        self.histories = histories or Histories()
        self.week: int = state.week
        self.serial = state.serial
        self.tally = {**dict.fromkeys(TALLY, 0.0), **state.tally}
        self.alliances: list[Alliance] = []
        self.seats: list[Seat] = []
        self.population: list[AllianceAgent] = []
        self.by_id: dict[int, AllianceAgent] = {}
        self._take_note_of_parameters()
        restore(self, state)
        # Mesa numbers agents in a table that would keep every model alive; our ids are our own.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)

    def _take_note_of_parameters(self) -> None:
        self.off: frozenset[str] = frozenset(self.parameters.off)
        self.thresholds = [self.thresholds_of(strategy.portfolio) for strategy in self.strategies]

    def thresholds_of(self, portfolio: Mapping[str, float]) -> tuple[float, ...]:
        """Return the cumulated shares of a portfolio, or a plan, as practices are switched now."""
        kept = [rule.declared.name for rule in self.practices.values() if rule.declared.maintains]
        return thresholds_of(portfolio, "work" not in self.off, kept)

    # -- chance -------------------------------------------------------------------------------

    def draw(
        self, purpose: int, i: int, j: int = 0, repeat: int = 0
    ) -> tuple[float, float, float, float]:
        """Return the four uniforms of this week for a purpose and ids (:mod:`sim.rules.draws`)."""
        return uniforms(*self.key, purpose, self.week, i, j, repeat)

    def draw_for_pair(
        self, purpose: int, a: AllianceAgent, b: AllianceAgent
    ) -> tuple[float, float, float, float]:
        """Return the four uniforms of this week of what happens to two alike."""
        return self.draw(purpose, min(a.id, b.id), max(a.id, b.id))

    def normals(self, purpose: int, i: int) -> tuple[float, float, float]:
        """Return three standard normals of this week for a purpose and an id."""
        return normals(*self.key, purpose, self.week, i, 0)

    def pick(self, candidates: list[AllianceAgent], luck: float) -> AllianceAgent | None:
        """Return a random one of some agents, None if there are none."""
        return max(candidates, key=lambda agent: priority(luck, agent.id), default=None)

    # -- alliances ----------------------------------------------------------------------------

    def found(self, founder: AllianceAgent, partner: AllianceAgent, met: int) -> Alliance:
        """Found an alliance of two; its common goal is the sum of their goals as told."""
        told, heard = partner.ties[founder.id].believed_goal, founder.ties[partner.id].believed_goal
        goal = blend(1.0, told, heard)
        alliance = self.alliance_class(self, self.serial, goal, self.week)
        self.histories.form(alliance.serial, founder.id, partner.id, met, self.week)
        self.serial += 1
        self.alliances.append(alliance)
        self.tally["formed"] += 1
        self.tally["through_allies"] += met != STRANGER
        alliance.join(founder)
        alliance.join(partner)
        return alliance

    def close(self, alliance: Alliance, how: int, cause: int, by: int) -> None:
        """End an alliance; whoever is still in it is released."""
        released = how if how in CENSORED else DISSOLVED
        for member in reversed(list(alliance.members)):
            alliance.remove(member, released, NO_CAUSE)
        self.alliances.remove(alliance)
        self.histories.end(alliance.serial, self.week, how, cause, by)
        self.tally["dissolved"] += how != ABSORBED

    # -- steering and logging -------------------------------------------------------------------

    def who_is_there(self) -> list[int]:
        """Return the ids of all who are there, in order of seats."""
        return [agent.id for agent in self.population]

    def is_there(self, agent: int) -> bool:
        """Whether an agent of this id is there."""
        return agent in self.by_id

    def log(self, room: int) -> None:
        """Begin a log with room for so many notes, in place of the one there was; 0 for none.

        Raises
        ------
        BadInput
            If that is no whole number from 0 to ``sim.state.log.MOST``.
        """
        self._room, self._dropped = room_from(room), 0
        self._notes: list[tuple[int, int, int, int, float]] = []

    def note(
        self, kind: int, who: AllianceAgent, whom: AllianceAgent | None, amount: float
    ) -> None:
        """Write into the log, if there is one, what somebody did to whom; count what is over."""
        if len(self._notes) < self._room:
            other = NONE if whom is None else whom.id
            self._notes.append((kind, self.week, who.id, other, amount))
        elif self._room:
            self._dropped += 1

    def logged(self) -> Logged:
        """Return what the log holds, and leave it empty."""
        logged = Logged(np.array(self._notes, NOTE), self._dropped)
        self.log(self._room)
        return logged

    # -- tables -------------------------------------------------------------------------------

    def state(self, *, acquaintances: bool = True) -> State:
        """Return the state as tables; without acquaintances enough to measure, not to go on."""
        return taken(self, acquaintances)

    def history_tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Return every membership and every alliance that ever was, as tables."""
        return self.histories.tables()
