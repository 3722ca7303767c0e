"""How a run is made, beside its world: which implementation, and how much of it is warm-up."""

from __future__ import annotations

#: Implementations of the model by name; anything else is "module:Class".
IMPLEMENTATIONS = ("tables", "objects")


def default_warmup(weeks: int) -> int:
    """Return the weeks that are left out of averages where nobody says: two fifths of a run."""
    return weeks * 2 // 5
