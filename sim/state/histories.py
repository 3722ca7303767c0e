"""Life histories of memberships and alliances: when they began, how they ended and why.

A membership that is absorbed (its pair became part of a larger alliance) or still runs is censored:
we know that it lasted so long, not how long it would have. Survival is Kaplan & Meier's (1958).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.state.tables import NONE

if TYPE_CHECKING:
    import pandas as pd

#: A restricted mean is the mean life up to so many weeks.
HORIZON = 104
#: Survival under this, where the last at risk are censored, is as good as known from there on.
NEARLY_NONE = 0.01

#: How a membership or an alliance ended; the first two are censored.
HOW = ("running", "absorbed", "left", "expelled", "dissolved")
RUNNING, ABSORBED, LEFT, EXPELLED, DISSOLVED = range(5)

#: Why a member left or was expelled: the commitment's most negative term.
CAUSES = ("", "low satisfaction", "better alternatives", "tension", "distrust", "chance")
NO_CAUSE, LOW_SATISFACTION, ALTERNATIVES, TENSION, DISTRUST, CHANCE = range(6)

#: How the two who founded an alliance had met.
MET = ("start", "stranger", "ally's ally", "introduction")
AT_START, STRANGER, CLOSURE, INTRODUCTION = range(4)

MEMBERSHIP = np.dtype(
    [
        ("agent", "i8"),
        ("alliance", "i8"),
        ("strategy", "i8"),  # when it joined
        ("joined", "i8"),
        ("ended", "i8"),  # −1: still running
        ("how", "i8"),
        ("cause", "i8"),
    ]
)

ALLIANCE_LIFE = np.dtype(
    [
        ("alliance", "i8"),
        ("founder", "i8"),  # who scouted
        ("partner", "i8"),
        ("met", "i8"),
        ("formed", "i8"),
        ("ended", "i8"),  # −1: still running
        ("how", "i8"),  # somebody left, was expelled, or it was absorbed
        ("cause", "i8"),
        ("ended_by", "i8"),  # the member who went then; of several, the one of smallest id
        ("largest", "i8"),  # most members it ever had at once
        ("members", "i8"),  # how many ever belonged to it
    ]
)


@dataclass
class Histories:
    """Every membership and every alliance that ever was, in order of beginning.

    Lists of plain lists while a model runs; :meth:`tables` makes arrays of them.
    """

    memberships: list[list[int]] = field(default_factory=list)
    alliances: list[list[int]] = field(default_factory=list)
    _open: dict[tuple[int, int], int] = field(default_factory=dict)

    @classmethod
    def restored(cls, memberships: np.ndarray, alliances: np.ndarray) -> Histories:
        """Return the histories that :meth:`tables` had made tables of."""
        rows = [list(row) for row in memberships.tolist()]
        running = {(r[1], r[0]): number for number, r in enumerate(rows) if r[5] == RUNNING}
        return cls(rows, [list(row) for row in alliances.tolist()], running)

    def form(self, alliance: int, founder: int, partner: int, met: int, week: int) -> None:
        """Note that an alliance was founded; its number is the next one."""
        self.alliances.append(
            [alliance, founder, partner, met, week, NONE, RUNNING, NO_CAUSE, NONE, 0, 0]
        )

    def join(self, alliance: int, agent: int, strategy: int, week: int, size: int) -> None:
        """Note that an agent became a member of an alliance, which now has ``size`` members."""
        self._open[alliance, agent] = len(self.memberships)
        self.memberships.append([agent, alliance, strategy, week, NONE, RUNNING, NO_CAUSE])
        life = self.alliances[alliance]
        life[9] = max(life[9], size)
        life[10] += 1

    def leave(self, alliance: int, agent: int, week: int, how: int, cause: int) -> None:
        """Note that a membership ended."""
        row = self.memberships[self._open.pop((alliance, agent))]
        row[4:] = [week, how, cause]

    def end(self, alliance: int, week: int, how: int, cause: int, by: int) -> None:
        """Note that an alliance ended."""
        self.alliances[alliance][5:9] = [week, how, cause, by]

    def tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Return memberships and alliances as record arrays."""
        memberships = np.array([tuple(row) for row in self.memberships], dtype=MEMBERSHIP)
        return memberships, np.array([tuple(row) for row in self.alliances], dtype=ALLIANCE_LIFE)


def in_words(table: np.ndarray) -> pd.DataFrame:
    """Return a table of histories as a data frame with how, cause and met in words."""
    import pandas as pd

    words = {"how": HOW, "cause": CAUSES, "met": MET}
    columns = {}
    for name in table.dtype.names or ():
        values = table[name]
        columns[name] = np.array(words[name])[values] if name in words else values
    return pd.DataFrame(columns)


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
    return last - began, lives["how"] > ABSORBED


def kaplan_meier(
    lasted: np.ndarray, ended: np.ndarray, horizon: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return the survival curve S(t) and its Greenwood standard error for t = 0 … horizon weeks.

    Where the last at risk are censored, both are NaN from there on: the data say nothing.

    Parameters
    ----------
    lasted
        Whole weeks, shape (n,).
    ended
        True where the life ended, False where it is censored, shape (n,).
    horizon
        Last week of the curve.
    """
    weeks = np.arange(horizon + 1)
    deaths = np.bincount(lasted[ended].astype(np.int64), minlength=horizon + 1)[: horizon + 1]
    at_risk = lasted.size - np.searchsorted(np.sort(lasted), weeks, side="left")
    with np.errstate(divide="ignore", invalid="ignore"):
        survival = np.cumprod(np.where(at_risk > 0, 1.0 - deaths / at_risk, np.nan))
        greenwood = np.cumsum(
            np.where(at_risk > deaths, deaths / (at_risk * (at_risk - deaths)), 0.0)
        )
    survival[np.maximum.accumulate(survival == 0.0)] = 0.0  # whoever has died stays dead
    return survival, survival * np.sqrt(greenwood)


def restricted_mean(survival: np.ndarray, horizon: int) -> float:
    """Return Σ S(t) over t < horizon: the mean life up to the horizon, in weeks.

    NaN where S is not known so far, unless hardly anybody is left: see :func:`carried`.
    """
    return float(np.sum(carried(survival)[:horizon]))


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


def hazard(lasted: np.ndarray, ended: np.ndarray, start: int, stop: int) -> float:
    """Return the hazard at ages start ≤ t < stop: endings per week at risk; NaN without risk.

    A life that lasted t weeks was at risk at ages 0 … t, as in :func:`kaplan_meier`: who joins and
    leaves in the same week lasted 0 weeks and was at risk once.
    """
    at_risk = np.clip(np.minimum(lasted + 1, stop) - start, 0, None).sum()
    deaths = np.sum(ended & (lasted >= start) & (lasted < stop))
    return float(deaths / at_risk) if at_risk > 0 else float("nan")
