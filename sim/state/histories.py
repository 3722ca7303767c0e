"""Life histories of memberships and alliances: when they began, how they ended and why.

A membership that is absorbed (its pair became part of a larger alliance), that ended because
somebody left for good, or that still runs is censored: we know that it lasted so long, not how long
it would have (:mod:`sim.measures.survival`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.state.tables import NONE

if TYPE_CHECKING:
    import pandas as pd

#: How a membership or an alliance ended.
HOW = ("running", "absorbed", "left", "expelled", "dissolved", "exited")
RUNNING, ABSORBED, LEFT, EXPELLED, DISSOLVED, EXITED = range(6)
#: Of these it is not known how long it would have lasted.
CENSORED = (RUNNING, ABSORBED, EXITED)

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
        ("how", "i8"),  # somebody left, was expelled or exited, or it was absorbed
        ("cause", "i8"),
        ("ended_by", "i8"),  # the member who went then; of several, the one in the first seat
        ("largest", "i8"),  # most members it ever had at once
        ("members", "i8"),  # how many ever belonged to it
    ]
)


STAY = np.dtype(
    [
        ("agent", "i8"),
        ("seat", "i8"),
        ("came", "i8"),  # 0: there from the start
        ("gone", "i8"),  # first week without it; −1: still there
    ]
)


@dataclass
class Histories:
    """Every membership and every alliance that ever was, in order of beginning, and who has gone.

    Lists of plain lists while a model runs; :meth:`tables` makes arrays of them.
    """

    memberships: list[list[int]] = field(default_factory=list)
    alliances: list[list[int]] = field(default_factory=list)
    gone: list[tuple[int, int, int, int]] = field(default_factory=list)
    _open: dict[tuple[int, int], int] = field(default_factory=dict)

    @classmethod
    def restored(
        cls, memberships: np.ndarray, alliances: np.ndarray, stays: np.ndarray | None = None
    ) -> Histories:
        """Return the histories that :meth:`tables` and :func:`stays` had made tables of."""
        rows = [list(row) for row in memberships.tolist()]
        running = {(r[1], r[0]): number for number, r in enumerate(rows) if r[5] == RUNNING}
        gone = [] if stays is None else stays[stays["gone"] >= 0].tolist()
        return cls(rows, [list(row) for row in alliances.tolist()], gone, running)

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


def stays(gone: Sequence[tuple[int, int, int, int]], seats: np.ndarray) -> np.ndarray:
    """Return who was there and when, in order of coming: those gone, and those in the seats.

    Parameters
    ----------
    gone
        Rows of ``STAY`` of those who are not there any more.
    seats
        The seats, of dtype ``SEAT``.
    """
    taken = np.flatnonzero(seats["present"])
    table = np.zeros(len(gone) + len(taken), STAY)
    table[: len(gone)] = gone
    there = table[len(gone) :]
    there["agent"], there["came"] = seats["id"][taken], seats["came"][taken]
    there["seat"], there["gone"] = taken, NONE
    return table[np.lexsort((table["seat"], table["came"]))]


def in_words(table: np.ndarray) -> pd.DataFrame:
    """Return a table of histories as a data frame with how, cause and met in words."""
    import pandas as pd

    words = {"how": HOW, "cause": CAUSES, "met": MET}
    columns = {}
    for name in table.dtype.names or ():
        values = table[name]
        columns[name] = np.array(words[name])[values] if name in words else values
    return pd.DataFrame(columns)


class Happening(NamedTuple):
    """Somebody founded an alliance, joined one, left or was expelled."""

    week: int
    what: str  # "founded", "joined", "left" or "expelled"
    agent: int
    other: int  # with whom it was founded; whom a pair's end left behind; −1: nobody in particular
    why: str  # how the founders had met; the cause of a parting
    lasted: int  # how many weeks a membership that is over


def happenings(
    memberships: np.ndarray, alliances: np.ndarray, since: int, most: int
) -> list[Happening]:
    """Return what happened after a week, in order of weeks; of each kind the latest few.

    Parameters
    ----------
    memberships, alliances
        The tables of histories.
    since
        The week after which.
    most
        So many foundings, newcomers and partings at most.
    """
    formed, joined, ended = alliances["formed"], memberships["joined"], memberships["ended"]
    found = [
        Happening(
            int(f["formed"]), "founded", int(f["founder"]), int(f["partner"]), MET[f["met"]], 0
        )
        for f in _latest(alliances, "formed", formed > since, most)
    ]
    # Who was there when an alliance began is no newcomer to it.
    newcomer = (joined > since) & (joined > formed[memberships["alliance"]])
    found += [
        Happening(int(row["joined"]), "joined", int(row["agent"]), NONE, "", 0)
        for row in _latest(memberships, "joined", newcomer, most)
    ]
    parted = (ended > since) & np.isin(memberships["how"], (LEFT, EXPELLED))
    for row in _latest(memberships, "ended", parted, most):
        same = memberships["alliance"] == row["alliance"]
        rest = memberships["agent"][same & (memberships["how"] == DISSOLVED)]
        other = int(rest[0]) if len(rest) == 1 else NONE
        week, agent = int(row["ended"]), int(row["agent"])
        lasted = week - int(row["joined"])
        found.append(Happening(week, HOW[row["how"]], agent, other, CAUSES[row["cause"]], lasted))
    return sorted(found, key=lambda one: one.week)


def _latest(table: np.ndarray, by: str, chosen: np.ndarray, most: int) -> np.ndarray:
    """Return the last few of the chosen rows, in order of a week."""
    rows = table[chosen]
    return np.asarray(rows[np.argsort(rows[by], kind="stable")[-most:]])
