"""What a world is made of that nobody gave parameters or strategies for, as plain values."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.inputs.events import STRUCTURAL
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import STRATEGIES
from sim.state.settings import RULES, settings_dtype, settings_from, strategy_table


def defaults() -> dict[str, Any]:
    """Return the defaults of all parameters that kernels read, what they are allowed to be, and
    every strategy as its record.

    A strategy has its thresholds with work and without. What is endless is told as a word, since
    JSON has no number for it.
    """
    settings = settings_from(Parameters())[0]
    groups = [name for name in settings_dtype().names or () if name in Parameters.model_fields]
    parameters = {name: _values(settings[name]) for name in groups if settings[name].dtype.names}
    parameters["learn"]["rule"] = RULES[parameters["learn"]["rule"]]
    strategies = {}
    for name, strategy in STRATEGIES.items():
        given, idle = (strategy_table(((strategy, 1.0),), work, 1)[0] for work in (True, False))
        strategies[name] = _values(given) | {"without_work": _value(idle["thresholds"])}
    return {"parameters": parameters, "allowed": allowed(), "strategies": strategies}


def allowed() -> dict[str, dict[str, Any]]:
    """Return what parameters may be, by dotted name, and which are fixed while a world runs.

    Those that name files are left out.
    """
    return {
        name: {
            "type": d.type,
            "low": d.low,
            "high": d.high,
            "choices": list(d.choices) if d.choices else None,
            "fixed": name.startswith(STRUCTURAL),
        }
        for name, d in parameter_declarations().items()
        if d.type != "text" or d.choices
    }


def _values(record: np.void) -> dict[str, Any]:
    return {name: _value(record[name]) for name in record.dtype.names or ()}


def _value(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return [_value(one) for one in value]
    return "Infinity" if value == np.inf else value.item()
