"""The logistic function."""

from __future__ import annotations

from math import exp

from sim.rules.jit import shared


@shared
def logistic(x: float) -> float:
    """Return σ(x) = 1/(1 + e⁻ˣ), also far from zero."""
    if x < -700.0:
        return 0.0
    return 1.0 / (1.0 + exp(-x))
