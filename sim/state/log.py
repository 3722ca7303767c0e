"""A log of what happened between agents, a note each, for whoever wants to tell or to show it."""

from __future__ import annotations

from numbers import Integral
from typing import Any, NamedTuple

import numpy as np

from sim.errors import BadInput, shown

#: What a note may be of → who did it to whom, and what its amount is.
KINDS: dict[str, str] = {
    "help": "whoever was asked, the asker · utility to the asker",
    "refusal": "whoever was asked and did not mean to help, the asker · utility to the asker",
    "failure": "whoever was asked and meant to, but did not deliver, the asker · utility to it",
    "quarrel": "the two between whom a conflict broke out, in order of seats · their tension then",
    "reconciliation": "whoever talked a conflict over, with whom · the tension left",
    "copying": "whoever took a strategy over, from whom · how much fitter that one was",
    "coming": "whoever came, whose fitness it began with (−1: nobody's) · that fitness",
    "going": "whoever left for good, −1 · weeks since it came",
}
HELP, REFUSAL, FAILURE, QUARREL, RECONCILIATION, COPYING, COMING, GOING = range(8)

#: A note: what happened when, who did it to whom, by their ids, and how much of it there was.
NOTE = np.dtype([("kind", "i4"), ("week", "i4"), ("who", "i8"), ("whom", "i8"), ("amount", "f8")])
#: More notes than any log has room for: of 32 bytes each.
MOST = 10_000_000


class Logged(NamedTuple):
    """What a log held: notes in the order in which they happened, and how many it had no room for.

    Attributes
    ----------
    notes
        dtype ``NOTE``, shape (n,); ``kind`` is a place in ``KINDS``.
    dropped
        How much more happened after the log was full.
    """

    notes: np.ndarray
    dropped: int


def room_from(given: Any) -> int:
    """Return how many notes a log is to have room for.

    Raises
    ------
    BadInput
        If that is no whole number from 0 to ``MOST``.
    """
    whole = not isinstance(given, bool) and isinstance(given, Integral)
    if not whole or not 0 <= given <= MOST:
        raise BadInput(f"a log has room for {shown(given)} notes; allowed: 0 to {MOST:,}")
    return int(given)
