"""Goals are unit vectors of three dimensions: how they are scaled, compared and told.

Every function takes and returns plain tuples of three floats, in compiled code as in Python.
"""

from __future__ import annotations

from math import sqrt

from sim.rules.jit import shared

Goal = tuple[float, float, float]

#: What is believed of the goal of somebody who never told: aligned with anything by one half.
UNKNOWN: Goal = (0.0, 0.0, 0.0)


@shared
def dot(x: Goal, y: Goal) -> float:
    """Return the scalar product; of two unit vectors, their cosine."""
    return x[0] * y[0] + x[1] * y[1] + x[2] * y[2]


@shared
def align(x: Goal, y: Goal) -> float:
    """Return (1 + x·y)/2 ∈ [0, 1]: 1 for the same direction, 0 for opposite ones."""
    return 0.5 + 0.5 * dot(x, y)


@shared
def normalise(x: Goal) -> Goal:
    """Return ``x`` at length one; the first axis if ``x`` is (nearly) zero."""
    length = sqrt(dot(x, x))
    if length < 1e-12:
        return (1.0, 0.0, 0.0)
    return (x[0] / length, x[1] / length, x[2] / length)


@shared
def blend(weight: float, x: Goal, y: Goal) -> Goal:
    """Return normalise(weight·x + y)."""
    return normalise((weight * x[0] + y[0], weight * x[1] + y[1], weight * x[2] + y[2]))


@shared
def bent(own: Goal, listener: Goal) -> Goal:
    """Return what one tells who is not open: a goal halfway to the listener's."""
    return blend(1.0, own, listener)
