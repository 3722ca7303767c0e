"""How long the memberships of many runs lasted, counted: those of any number fit in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.measures.survival import ByAge
from sim.state import histories

#: A membership that ended so is not known to have ended by itself.
CENSORED = tuple(histories.HOW[how] for how in histories.CENSORED)
#: What is read of a membership beside whose it is.
COLUMNS = ("joined", "ended", "how", "cause")


@dataclass(frozen=True)
class Lifetimes:
    """How long memberships lasted and why they ended, counted.

    Attributes
    ----------
    whose
        A row a group of memberships: the columns that they were counted by.
    ended, censored
        How many of a group lasted so many weeks and then ended, or were no longer followed: a row
        a group, a column a week from 0 on.
    reasons
        Why those ended: the same columns, ``reason`` (the cause that was recorded, else how it
        ended) and ``lives``, how many.
    """

    whose: pd.DataFrame
    ended: np.ndarray
    censored: np.ndarray
    reasons: pd.DataFrame

    def __len__(self) -> int:
        return sum(int(lives.sum(dtype=np.int64)) for lives in (self.ended, self.censored))

    def of(self, arms: Collection[str]) -> Lifetimes:
        """Return those of some arms: of some values of the first column."""
        first = self.whose.columns[0]
        mine = self.whose[first].isin(arms).to_numpy()
        reasons = self.reasons[self.reasons[first].isin(arms)]
        whose = self.whose[mine].reset_index(drop=True)
        return Lifetimes(whose, self.ended[mine], self.censored[mine], reasons)

    def by_age(self, group: np.ndarray, rows: np.ndarray, groups: int) -> ByAge:
        """Return the life tables of groups of rows, shape (groups, ages).

        Parameters
        ----------
        group
            To which group each of the rows belongs, from 0 up.
        rows
            Which rows are meant, bool.
        groups
            How many groups there are.
        """
        sums = np.zeros((2, groups, self.ended.shape[1]), np.int64)
        for counts, lasted in zip(sums, (self.ended, self.censored), strict=True):
            np.add.at(counts, group, lasted[rows])
        return ByAge.counted(*sums)


def count(
    memberships: Iterable[pd.DataFrame], by: Sequence[str], weeks: Mapping[str, int]
) -> Lifetimes:
    """Count memberships by how long they lasted.

    Parameters
    ----------
    memberships
        Tables of a row a membership, with the columns ``COLUMNS`` and those of ``by``; ``ended`` is
        −1 of those still running. One of them is held in memory at a time.
    by
        Columns that say whose a membership is.
    weeks
        The last week observed, by the first of these columns.
    """
    size = max(weeks.values()) + 1
    groups: dict[tuple[Any, ...], np.ndarray] = {}  # (ended, censored) by weeks lasted
    reasons = []
    whose = list(by)
    for table in memberships:
        over = ~table["how"].isin(CENSORED)
        for name, lives in _counted(table, whose, over.to_numpy(), weeks, size):
            groups[name] = groups[name] + lives if name in groups else lives
        reasons.append(_reasons(table[over], whose))
    kept = np.stack(list(groups.values())) if groups else np.zeros((0, 2, size), np.int32)
    why = (
        _together(pd.concat(reasons)) if reasons else pd.DataFrame(columns=[*by, "reason", "lives"])
    )
    return Lifetimes(pd.DataFrame(list(groups), columns=whose), kept[:, 0], kept[:, 1], why)


def _counted(
    table: pd.DataFrame, whose: list[str], over: np.ndarray, weeks: Mapping[str, int], size: int
) -> Iterator[tuple[tuple[Any, ...], np.ndarray]]:
    """Give every group with its lives, shape (2, size): those over, and the others."""
    group = table.groupby(whose, sort=False, observed=True).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)
    names = list(table[whose].iloc[first].itertuples(index=False, name=None))
    last = np.array([weeks[name[0]] for name in names], np.int64)[group]
    ended, joined = (table[column].to_numpy(np.int64) for column in ("ended", "joined"))
    lasted = np.where(ended >= 0, ended, last) - joined
    cells = (group * 2 + ~over) * size + lasted
    lives = np.bincount(cells, minlength=len(names) * 2 * size).astype(np.int32)
    return zip(names, lives.reshape(len(names), 2, size), strict=True)


def _reasons(over: pd.DataFrame, whose: list[str]) -> pd.DataFrame:
    """Count why memberships ended: the cause that was recorded, else how."""
    lives = over.groupby([*whose, "cause", "how"], sort=False, observed=True).size()
    counted = lives.rename("lives").reset_index()
    how, cause = counted.pop("how").astype(object), counted.pop("cause").astype(object)
    return _together(counted.assign(reason=cause.where(cause != "", how)))


def _together(reasons: pd.DataFrame) -> pd.DataFrame:
    keys = [column for column in reasons if column != "lives"]
    return reasons.groupby(keys, sort=False, observed=True)["lives"].sum().reset_index()
