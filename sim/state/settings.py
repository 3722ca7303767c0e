"""Parameters, switches and strategies as records that compiled code reads: ``p.conflict.rate``."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np

from sim.inputs.parameters import Parameters
from sim.inputs.strategies import Strategy
from sim.inputs.switches import PLACEBOS, PRACTICES, SWITCHES
from sim.rules.jit import fields_of

RULES = ("off", "fermi", "death_birth")
#: A strategy leaves this to the agent or the world.
OWN = -1.0

STRATEGY = np.dtype(
    [
        ("thresholds", "f8", len(PRACTICES)),  # cumulated shares of the portfolio
        ("memory_one", "?"),
        ("rule", "f8", 5),  # first move, CC, CD, DC, DD
        ("assertive", "f8"),
        ("cooperative", "f8"),
        ("selectivity", "f8"),
        ("diligence", "f8"),
        ("check_in_every", "f8"),  # inf: never insists
        ("resolve_above", "f8"),
        ("openness", "f8"),  # OWN: the agent's own
        ("appreciation", "f8"),  # OWN: the world's
    ],
    align=True,
)


@cache
def settings_dtype() -> np.dtype:
    """Return the record of all parameters: a field a group, what is off, and by practices.

    A practice that is off is *skipped*; but not work, which is switched off in the portfolio.
    """
    groups: list[Any] = []
    for name, field in Parameters.model_fields.items():
        if not hasattr(field.default, "model_dump"):
            continue
        kinds = {bool: "?", int: "i8", float: "f8", str: "i8"}
        values = field.default.model_dump()
        groups.append((name, [(key, kinds[type(value)]) for key, value in values.items()]))
    groups.append(("off", [(name, "?") for name in SWITCHES]))
    groups += [(how, "u1", len(PRACTICES)) for how in ("skipped", "blind", "null")]
    groups.append(("learnt", "?"))
    return np.dtype(groups, align=True)


def settings_from(parameters: Parameters, learnt: bool = False) -> np.ndarray:
    """Return parameters as an array of one record; without practices of one's own.

    Whether strategies are *learnt* in any week of the run stands beside them.
    """
    settings = np.zeros(1, settings_dtype())
    settings["learnt"] = learnt
    for name, values in parameters.model_dump().items():
        if isinstance(values, dict) and name in settings.dtype.fields:
            for key, value in values.items():
                if key == "rule":
                    value = RULES.index(value)
                if not isinstance(value, str):
                    settings[name][key] = value
    for name in SWITCHES.keys() & set(parameters.off):
        settings["off"][name] = True
    skipped = [name for name in parameters.off if name in PLACEBOS]
    for field, practices in (
        ("skipped", skipped),
        ("blind", parameters.blind),
        ("null", parameters.null),
    ):
        for name in PRACTICES.keys() & set(practices):
            settings[field][0][tuple(PRACTICES).index(name)] = True
    return settings


def record_of(settings: np.ndarray) -> Any:
    """Return the one record of an array as kernels read it."""
    return fields_of(settings)[0]


def strategy_table(strategies: list[Strategy], work: bool) -> np.ndarray:
    """Return strategies as records, shape (S,); ``work`` false spreads work over maintenance."""
    table = np.zeros(len(strategies), STRATEGY)
    for row, strategy in zip(table, strategies, strict=True):
        row["thresholds"] = strategy.thresholds(work)
        row["memory_one"] = strategy.memory_one is not None
        row["rule"] = strategy.memory_one or 0.0
        row["assertive"], row["cooperative"] = strategy.style
        row["selectivity"], row["diligence"] = strategy.selectivity, strategy.diligence
        every, above = strategy.check_in_every, strategy.resolve_above
        row["check_in_every"] = np.inf if every is None else every
        row["resolve_above"] = np.inf if above is None else above
        row["openness"] = OWN if strategy.openness is None else strategy.openness
        row["appreciation"] = OWN if strategy.appreciation is None else strategy.appreciation
    return table
