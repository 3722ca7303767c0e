"""Tables that follow from the defaults by arithmetic alone, without a run."""

from __future__ import annotations

from docs.cells import number, table
from sim.inputs.parameters import Parameters

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
