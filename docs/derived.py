"""Tables that follow from the declarations by arithmetic alone, without a run."""

from __future__ import annotations

from docs.cells import code, number, table, value
from sim.inputs.parameters import Parameters, parameter_declarations

#: Sizes of alliances that are shown.
SIZES = (2, 4, 6)


def dilemma() -> str:
    """Return what a kept commitment costs and returns, by the number of members."""
    given = Parameters().cooperate
    rows = []
    for s in SIZES:
        own = given.prize * given.progress * (2 / s) ** (1 - given.kappa) / given.milestone
        rows.append((str(s), number(own), number(given.effort), number(own * s)))
    return table(("members", "own return", "effort", "return to all members"), rows)


def neutral() -> str:
    """Return the parameters that a value of theirs makes what they were in version 1."""
    rows = [
        (code(d.name), value(d.default), value(d.neutral), d.unit or "–", str(d.since), d.meaning)
        for d in parameter_declarations().values()
        if d.neutral is not None
    ]
    return table(("parameter", "default", "neutral", "unit", "since version", "meaning"), rows)
