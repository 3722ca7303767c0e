"""What a person's own methods may give back, and what they may make of a state.

A comparison with NaN is false, and one with 7 is true: a method that gives these in place of a
probability would never or always do something, and nobody would notice. So what overrides a method
is asked for its value and the value is looked at; the methods of this project are left as they are.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from numbers import Real
from typing import Any

import numpy as np

from sim.errors import BadInput
from sim.inputs.switches import PRACTICES
from sim.state.histories import CAUSES
from sim.state.tables import State

#: The words for some values, and whether a value is one of them.
Kind = tuple[str, Callable[[Any], bool]]

#: Agents' columns that are probabilities, or shares of what is best.
_SHARES = ("reliability", "openness", "standing")


def _is_truth(value: Any) -> bool:
    return isinstance(value, int | np.bool_)


def _is_number(value: Any) -> bool:
    return isinstance(value, Real | np.bool_) and bool(value == value)


def _is_probability(value: Any) -> bool:
    return _is_number(value) and bool(0.0 <= value <= 1.0)


def _is_verdict(value: Any) -> bool:
    causes = range(len(CAUSES))
    return _is_truth(getattr(value, "ends", None)) and getattr(value, "cause", None) in causes


def _is_commitment(value: Any) -> bool:
    if not (isinstance(value, tuple) and len(value) == 2 and isinstance(value[1], list | tuple)):
        return False
    return 1 <= len(value[1]) <= 4 and all(_is_number(term) for term in (value[0], *value[1]))


PROBABILITY: Kind = ("a probability, from 0 to 1", _is_probability)
NUMBER: Kind = ("a number", _is_number)
TRUTH: Kind = ("True or False", _is_truth)
PRACTICE: Kind = (f"one of {', '.join(PRACTICES)}", lambda value: value in tuple(PRACTICES))
VERDICT: Kind = ("a Verdict: whether it ends, and a cause", _is_verdict)
COMMITMENT: Kind = ("a number, and a list of the terms that may be to blame", _is_commitment)


def checked(owner: type, kinds: Mapping[str, Kind], where: Callable[[Any], str]) -> None:
    """Let a class look at what its own methods give back.

    Parameters
    ----------
    owner
        A subclass; what it takes from classes of this project is not looked at.
    kinds
        What methods, or properties, give back, by name.
    where
        Says of an object who and when it is.
    """
    for name, kind in kinds.items():
        found = inspect.getattr_static(owner, name)
        if isinstance(found, property):
            if found.fget is not None and _is_own(found.fget):
                setattr(owner, name, property(_looking(found.fget, name, kind, where)))
        elif inspect.isfunction(found):
            if _is_own(found):
                setattr(owner, name, _looking(found, name, kind, where))
        elif isinstance(found, Real | str | None) and not kind[1](found):
            raise BadInput(f"{owner.__name__}.{name} is {found!r}; allowed: {kind[0]}")


def check_state(model: str, state: State) -> None:
    """Raise ``BadInput`` if a person's own model has made something of a state that it cannot be.

    Parameters
    ----------
    model
        The name of its class.
    state
        The state after a week.
    """
    for what, table in (
        ("agent", state.agents), ("tie of agent", state.ties), ("alliance", state.alliances),
    ):  # fmt: skip
        for column in table.dtype.names or ():
            values = table[column]
            if values.dtype.base.kind != "f" or not len(table):
                continue
            wrong = ~np.isfinite(values.reshape(len(table), -1)).all(axis=1)
            if what == "agent" and column in _SHARES:
                wrong |= ~((values >= 0.0) & (values <= 1.0))
            if wrong.any():
                row = table[int(np.argmax(wrong))]
                allowed = "0 to 1" if what == "agent" and column in _SHARES else "a finite number"
                raise BadInput(
                    f"{model} made {column} of {what} {row[0]} {row[column].tolist()} in week"
                    f" {state.week}; allowed: {allowed}"
                )


def _is_own(method: Callable[..., Any]) -> bool:
    """Whether a method is a person's own, and not looked at already."""
    return not method.__module__.startswith("sim.") and vars(method).get("looked_at") is not method


def _looking(
    method: Callable[..., Any], name: str, kind: Kind, where: Callable[[Any], str]
) -> Callable[..., Any]:
    allowed, fits = kind

    @wraps(method)
    def looked_at(self: Any, *given: Any, **named: Any) -> Any:
        value = method(self, *given, **named)
        if not fits(value):
            owner = type(self).__name__
            raise BadInput(f"{owner}.{name} gave {value!r}{where(self)}; allowed: {allowed}")
        return value

    vars(looked_at)["looked_at"] = looked_at
    return looked_at
