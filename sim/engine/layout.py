"""The layout of the engine: what whoever runs a world without this Python has to know of it.

That is where tables and settings lie and what is in them, what codes mean, and which exports there
are. All of it is plain values, to be written as JSON.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from sim.engine import week, world
from sim.engine.exports import EXPORTS, FAILED
from sim.engine.handle import DIRECTORY, PLACES
from sim.engine.world import TABLES
from sim.inputs.switches import MAINTENANCE, PRACTICES
from sim.measures.outcomes import WEEKLY
from sim.measures.pairs import SUMS as PAIRS
from sim.measures.strategies import BY_STRATEGY
from sim.measures.totals import SUMS as TOTALS
from sim.rules.draws import PURPOSES
from sim.state.histories import CAUSES, HOW, MET
from sim.state.log import KINDS
from sim.state.settings import OWN, RULES, settings_dtype
from sim.state.tables import TALLY

#: Names of places in ``World.counts``.
COUNTS = (
    "WEEK", "SERIAL", "FREE", "LOGGED", "PRESENT", "GONE", "WANTED", "ANSWERS", "NOTED", "DROPPED",
)  # fmt: skip
#: Names of places in a week.
PLACES_IN_A_WEEK = ("BEGIN", "END", "TURNOVER", "ATTEND", "NOWHERE")


def layout() -> dict[str, Any]:
    """Return where everything lies, and what it means."""
    return {
        "directory": DIRECTORY,
        "places": PLACES,
        "tables": {
            name: {"record": record_in_words(record), "shape": list(shape)}
            for name, (record, shape) in TABLES.items()
        },
        "settings": record_in_words(settings_dtype()),
        "counts": {name.lower(): getattr(world, name) for name in COUNTS},
        "nobody": int(world.NOBODY),
        "week": {name.lower(): getattr(week, name) for name in PLACES_IN_A_WEEK},
        "failed": FAILED,
        "tally": list(TALLY),
        "practices": list(PRACTICES),
        "maintenance": list(MAINTENANCE),
        "rules": list(RULES),
        "own": OWN,
        "how": list(HOW),
        "cause": list(CAUSES),
        "met": list(MET),
        "notes": list(KINDS),
        "purposes": list(PURPOSES),
        "outcomes": list(WEEKLY),
        "sums_of_outcomes": PAIRS,
        "by_strategy": list(BY_STRATEGY),
        "rows_by_strategy": len(BY_STRATEGY) + 1,
        "totals": list(TOTALS),
        "exports": {name: export.arguments for name, export in EXPORTS.items()},
    }


def record_in_words(record: np.dtype) -> Any:
    """Return what a record is: a number's kind, or its size and [kind, offset, count] by name."""
    if record.names is None:
        return record.str[1:]
    fields = {}
    for name, (kind, offset, *_) in (record.fields or {}).items():
        fields[name] = [record_in_words(kind.base), offset, prod(kind.shape)]
    return {"size": record.itemsize, "fields": fields}
