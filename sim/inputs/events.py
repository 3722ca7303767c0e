"""Events: parameters that change at the start of a given week."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import InitVar, dataclass
from typing import Any

from sim.errors import BadInput, UnknownName, shown
from sim.inputs.parameters import Parameters, parameter_declarations, parameters_with
from sim.inputs.practices.practice import Practice

#: Parameters that shape the population and cannot change while a run goes on.
STRUCTURAL = ("population.", "attention.", "alliances.")


@dataclass(frozen=True)
class Event:
    """Parameters that take new values at the start of ``week`` (1 is the first week).

    ``own`` are practices of a person's own whose parameters may be among them.
    """

    week: int
    changes: tuple[tuple[str, Any], ...]
    own: InitVar[tuple[type[Practice], ...]] = ()

    def __post_init__(self, own: tuple[type[Practice], ...]) -> None:
        if isinstance(self.week, bool) or not isinstance(self.week, int) or self.week < 1:
            raise BadInput(
                f"an event's week must be a whole number from 1 up, not {shown(self.week)}"
            )
        tree = parameters_with(own)
        known = parameter_declarations(tree)
        for name, _ in self.changes:
            if name not in known:
                raise UnknownName("parameter", name, known)
            if name.startswith(STRUCTURAL):
                raise BadInput(f"{name} shapes the population and cannot change during a run")
        self.applied_to(tree())  # values that cannot be used are found before anything runs

    def applied_to(self, parameters: Parameters) -> Parameters:
        """Return the parameters as they are from this event on."""
        return parameters.updated(dict(self.changes))

    def as_data(self) -> dict[str, Any]:
        """Return the event as configs write it."""
        return {"week": self.week, "set": dict(self.changes)}


def ever(parameters: Parameters, events: Iterable[Event]) -> list[Parameters]:
    """Return the parameters of a run, as it begins and from each event on."""
    found = [parameters]
    for event in sorted(events, key=lambda event: event.week):
        found.append(event.applied_to(found[-1]))
    return found


def is_learnt(parameters: Parameters, events: Iterable[Event]) -> bool:
    """Return whether strategies are learnt in any week of a run that begins with parameters."""
    return any(p.learn.rule != "off" and "learn" not in p.off for p in ever(parameters, events))


def events_from(
    given: Iterable[Event | Mapping[str, Any]], own: tuple[type[Practice], ...] = ()
) -> tuple[Event, ...]:
    """Return events in order of weeks; raises ``BadInput`` for what cannot be one."""
    events = []
    for event in given:
        if not isinstance(event, Event):
            if set(event) != {"week", "set"} or not isinstance(event["set"], Mapping):
                raise BadInput('an event is {"week": w, "set": {dotted name: value}}')
            event = Event(event["week"], tuple(sorted(event["set"].items())), own)
        events.append(event)
    return tuple(sorted(events, key=lambda event: event.week))
