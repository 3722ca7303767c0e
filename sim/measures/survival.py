"""How long memberships and alliances last: the life table, and what follows from it.

Ages are whole weeks, as in a life table of discrete time. A life has age 0 in the week in which it
begins, and lasts t weeks if it ends t weeks later. It is at risk once at every age that it reaches,
also at that at which it ends: whoever joins and leaves in the same week lasted 0 weeks and was at
risk once, at age 0. One that is censored (absorbed, ended because somebody left for good, or still
running) is at risk up to the age at which it was last seen. The hazard at ages from a up to but not
including b is the endings at these ages ÷ the lives at risk, summed over them; survival is Kaplan &
Meier's (1958), the product of 1 − hazard over single ages. Outcomes and reports take both from
here.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.measures.arrays import sum_of
from sim.state.histories import CENSORED

#: A restricted mean is the mean life up to so many weeks.
HORIZON = 104
#: Survival under this, where the last at risk are censored, is as good as known from there on.
NEARLY_NONE = 0.01


def durations(lives: np.ndarray, week: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how long lives lasted, in weeks, and which of them are known to have ended.

    Parameters
    ----------
    lives
        A table of memberships or of alliances.
    week
        The week of observation: lives still running last until then at least.
    """
    began = lives["joined"] if "joined" in (lives.dtype.names or ()) else lives["formed"]
    last = np.where(lives["ended"] >= 0, lives["ended"], week)
    return last - began, ~np.isin(lives["how"], CENSORED)


class ByAge(NamedTuple):
    """Endings and lives at risk at the ages 0, 1, 2, …, which lie along the last axis."""

    ended: np.ndarray
    at_risk: np.ndarray

    @classmethod
    def of(cls, lasted: np.ndarray, ended: np.ndarray) -> ByAge:
        """Return the life table of lives that lasted so many weeks, up to the longest.

        Parameters
        ----------
        lasted
            Whole weeks, shape (n,).
        ended
            True where the life ended, False where it is censored, shape (n,).
        """
        ages = int(lasted.max(initial=-1)) + 1
        return cls.counted(
            np.bincount(lasted[ended], minlength=ages), np.bincount(lasted[~ended], minlength=ages)
        )

    @classmethod
    def counted(cls, ended: np.ndarray, censored: np.ndarray) -> ByAge:
        """Return the life table of how many lasted 0, 1, 2, … weeks and ended, or were censored."""
        lasted = ended + censored
        return cls(ended, lasted[..., ::-1].cumsum(axis=-1)[..., ::-1])

    def upto(self, age: int) -> ByAge:
        """Return the table from age 0 to an age; at ages that nobody reached nobody is at risk."""
        lacking = [(0, 0)] * (self.ended.ndim - 1) + [(0, max(0, age + 1 - self.ended.shape[-1]))]
        return ByAge(*(np.pad(counts, lacking)[..., : age + 1] for counts in self))

    def between(self, start: int, stop: int) -> ByAge:
        """Return endings and lives at risk, each summed over the ages start ≤ t < stop."""
        return ByAge(*(counts[..., start:stop].sum(-1, dtype=np.int64) for counts in self))

    def hazard(self, start: int, stop: int) -> float:
        """Return the weekly hazard at ages start ≤ t < stop; NaN where nobody is at risk."""
        ended, at_risk = self.between(start, stop)
        return float(ended / at_risk) if at_risk > 0 else float("nan")

    def survival(self) -> np.ndarray:
        """Return S(t), the share that outlive age t; 0 from where all have ended.

        NaN from where nobody is at risk since the last were censored: the data say nothing.
        """
        stay = np.full(self.ended.shape, np.nan)
        np.divide(self.ended, self.at_risk, out=stay, where=self.at_risk > 0)
        survival = np.cumprod(1.0 - stay, axis=-1)
        survival[np.maximum.accumulate(survival == 0.0, axis=-1)] = 0.0  # dead is dead
        return survival

    def greenwood(self) -> np.ndarray:
        """Return Greenwood's Σ d/(n·(n − d)): the squared error of S is S² times this."""
        left = self.at_risk * (self.at_risk - self.ended)
        terms = np.zeros(self.ended.shape)
        np.divide(self.ended, left, out=terms, where=left > 0)
        return np.cumsum(terms, axis=-1)


def restricted_mean(survival: np.ndarray, horizon: int) -> float:
    """Return Σ S(t) over t < horizon: the mean life up to the horizon, in weeks.

    NaN where S is not known so far, unless hardly anybody is left: see :func:`carried`.
    """
    return sum_of(carried(survival)[:horizon])


def carried(survival: np.ndarray) -> np.ndarray:
    """Return curves with their last value carried on where it is under ``NEARLY_NONE``.

    Where the last at risk are censored S is not known from there on; a curve that is nearly at
    zero by then can change by no more than it has left.

    Parameters
    ----------
    survival
        S(t) from t = 0 along the last axis, NaN from where nobody is at risk.
    """
    known = np.isfinite(survival)
    last = np.where(known, survival, np.inf).min(axis=-1, keepdims=True)  # S never rises
    return np.where(known | (last >= NEARLY_NONE), survival, last)
