"""Pairs of measurements, one in either tree: their ratio, its interval, and what that says."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

#: Share of intervals that should hold the true median ratio.
LEVEL = 0.95
#: Ratios as near to one as this are called the same.
WITHIN = 0.03


@dataclass
class Pairs:
    """One row: a cost in both trees, as pairs measured right after one another.

    Attributes
    ----------
    what, unit
        What costs, and in what.
    there, here
        The numbers of the other tree and of this one, by pair.
    lacking
        Why a tree cannot be measured, by "there" and "here".
    """

    what: str
    unit: str
    there: list[float] = field(default_factory=list)
    here: list[float] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)

    def ratio(self) -> tuple[float, float, float]:
        """Return the median of here ÷ there, and its interval."""
        ratios = [here / there for there, here in zip(self.there, self.here, strict=True)]
        if not ratios:
            return (math.nan,) * 3
        return statistics.median(ratios), *median_interval(ratios)

    def more(self) -> float:
        """Return the median of here − there, in the row's unit."""
        pairs = zip(self.there, self.here, strict=True)
        return statistics.median(here - there for there, here in pairs) if self.here else math.nan

    def verdict(self, within: float = WITHIN) -> str:
        """Return same, more or less, where the whole interval says so; else what is the matter."""
        if self.lacking:
            return "not " + " nor ".join(self.lacking)
        _, low, high = self.ratio()
        if low > 1 + within:
            return "more"
        if high < 1 / (1 + within):
            return "less"
        return "same" if 1 / (1 + within) <= low and high <= 1 + within else "unclear"

    def worse(self, within: float = WITHIN) -> bool:
        """Say whether it costs more by more than that, or cannot be run here where it could."""
        return self.verdict(within) in {"more", "not here"}

    def as_data(self, within: float = WITHIN) -> dict[str, Any]:
        """Return it as plain data, with what follows from it; None for what there is not."""
        names = ("ratio", "low", "high")
        numbers = {
            n: x if math.isfinite(x) else None for n, x in zip(names, self.ratio(), strict=True)
        }
        more = self.more() if self.here else None
        return {**asdict(self), "more": more, **numbers, "verdict": self.verdict(within)}


def median_interval(values: Sequence[float], level: float = LEVEL) -> tuple[float, float]:
    """Return the interval of a median between two of the values; NaN for fewer than six.

    Each value lies below the true median as a coin falls, whatever its distribution: the kth from
    either end, where k is the largest with P(fewer than k of n coins) ≤ (1 − level) / 2.
    """
    ordered, n, k, tail = sorted(values), len(values), 0, 0.0
    while tail + math.comb(n, k) / 2**n <= (1 - level) / 2:
        tail += math.comb(n, k) / 2**n
        k += 1
    return (ordered[k - 1], ordered[n - k]) if k else (math.nan, math.nan)


def told(found: Iterable[Pairs], names: Mapping[str, str], within: float = WITHIN) -> str:
    """Return rows as a table for the terminal, and below it what its words mean.

    Parameters
    ----------
    found
        The rows.
    names
        What the trees "there" and "here" are called.
    within
        Ratios as near to one as this are the same.
    """
    found = list(found)
    what = max(len(row.what) for row in found)
    unit = max(len(row.unit) for row in found)
    interval = f"{LEVEL:.0%} of it"
    head = f"{'there':>8} {'here':>8} {'more':>8}  ratio  {interval:<11}  verdict"
    lines = [f"{'what':<{what}}  {'unit':<{unit}} {head}"]
    lines += [f"{row.what:<{what}}  {row.unit:<{unit}} {_numbers(row, within)}" for row in found]
    lines += [
        "",
        f"there: {names['there']}; here: {names['here']}; more: here − there, ratio: here ÷ there,"
        " medians of pairs",
        f"same: within {within:.1%} for certain; more, less: beyond it for certain",
    ]
    return "\n".join(lines)


def _numbers(row: Pairs, within: float) -> str:
    if row.lacking:
        reasons = "; ".join(f"{where}: {why}" for where, why in row.lacking.items())
        return f"{row.verdict()} ({reasons})"
    there, here = statistics.median(row.there), statistics.median(row.here)
    ratio, low, high = row.ratio()
    interval = f"{low:.3f}–{high:.3f}" if math.isfinite(low) else "too few"
    numbers = f"{there:>8.4g} {here:>8.4g} {row.more():>+8.2g}  {ratio:.3f}"
    return f"{numbers}  {interval:<11}  {row.verdict(within)}"
