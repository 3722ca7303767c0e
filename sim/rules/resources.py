"""Resources of three kinds — knowledge, skills, materials — and what they are worth.

Tuples of three floats: a *stock* in units of resource, a *specialty* in shares of one's output.
"""

from __future__ import annotations

from math import sqrt

from sim.rules.elementary import cube_root
from sim.rules.jit import shared

Resources = tuple[float, float, float]

KINDS = ("knowledge", "skills", "materials")
KNOWLEDGE = 0


@shared
def utility(stock: Resources) -> float:
    """Return U(s) = (s₁s₂s₃)^⅓: only a balanced stock is worth much."""
    product = stock[0] * stock[1] * stock[2]
    return cube_root(product) if product > 0.0 else 0.0


@shared
def complementarity(a: Resources, b: Resources) -> float:
    """Return 1 − cos(a, b) ∈ [0, 1]: 0 for the same specialty, 1 for disjoint ones."""
    product = a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    length_a = sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])
    length_b = sqrt(b[0] * b[0] + b[1] * b[1] + b[2] * b[2])
    return max(0.0, 1.0 - product / (length_a * length_b))


@shared
def most_and_least(a: Resources, b: Resources) -> tuple[int, int]:
    """Return the kinds of which ``a`` has most, and least, relative to ``b``.

    The first of equals wins. The tiny amount added keeps empty stocks comparable.
    """
    most = least = 0
    for k in range(1, 3):  # cross-multiplied: a_k/b_k against a_most/b_most
        if (a[k] + 1e-6) * (b[most] + 1e-6) > (a[most] + 1e-6) * (b[k] + 1e-6):
            most = k
        if (a[k] + 1e-6) * (b[least] + 1e-6) < (a[least] + 1e-6) * (b[k] + 1e-6):
            least = k
    return most, least
