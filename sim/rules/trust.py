"""Trust as discounted evidence: the Beta reputation of Jøsang & Ismail (2002).

Evidence is a pair (kept, broken) of non-negative numbers: how much reliance was honoured and how
much was betrayed, older evidence counting less. Trust is the expectation of Beta(kept+1, broken+1).
There is one pair for what was seen and one for what was heard; trust is in their sum.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np

from sim.rules.jit import shared

#: Evidence of one tie, or of many at once.
Evidence = TypeVar("Evidence", float, np.ndarray)


@shared
def expectation(kept: Evidence, broken: Evidence) -> Evidence:
    """Return T = (kept + 1)/(kept + broken + 2) ∈ (0, 1); ½ where nothing is known."""
    trust: Evidence = (kept + 1.0) / (kept + broken + 2.0)
    return trust


@shared
def left_by(good: float, bad: float, memory: float) -> float:
    """Return the share that news (good, bad) leaves: d = 1 − (1 − memory)·min(1, good + bad).

    So a small piece of news forgets little of older evidence and a full one forgets (1 − memory).
    """
    return 1.0 - (1.0 - memory) * min(1.0, good + bad)


@shared
def with_news(
    kept: float, broken: float, good: float, bad: float, memory: float
) -> tuple[float, float]:
    """Return the evidence after news (good, bad) of its own kind."""
    discount = left_by(good, bad, memory)
    return discount * kept + good, discount * broken + bad


@shared
def hearsay(
    teller_kept: float, teller_broken: float, kept: float, broken: float, weight: float
) -> tuple[float, float]:
    """Return what evidence (kept, broken) is worth when told by somebody one trusts so far.

    Jøsang's discounting operator: with Q = (broken_teller + 2)(kept + broken + 2) + 2·kept_teller
    the news is worth weight·2·kept_teller·(kept, broken)/Q — nothing from an unknown teller.
    """
    q = (teller_broken + 2.0) * (kept + broken + 2.0) + 2.0 * teller_kept
    scale = weight * 2.0 * teller_kept / q
    return scale * kept, scale * broken
