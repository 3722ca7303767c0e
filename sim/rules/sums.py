"""Sums in one order, from the first number to the last: the same bits on every machine.

A sum of floats depends on the order of adding. NumPy's sums and scalar products follow the width of
a processor's registers, and Python's own ``sum`` keeps what rounding loses from version 3.12 on.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.rules.jit import shared

NAN = float("nan")


def total(values: Iterable[float]) -> float:
    """Return the sum of numbers, added up in their order; 0.0 of none."""
    added = 0.0
    for value in values:
        added += value
    return float(added)


@shared
def ratio(part: float, whole: float) -> float:
    """Return part ÷ whole; NaN of nothing."""
    return float(part) / float(whole) if whole != 0 else NAN
