"""How long memberships lasted, counted: so that those of any number of runs fit in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

#: A membership that ended so is not known to have ended by itself.
CENSORED = ("running", "absorbed")

#: Columns of memberships that lives are counted from.
COLUMNS = ("arm", "replicate", "strategy", "joined", "ended", "how", "cause")
WHOSE = ["arm", "replicate", "strategy"]
REASONS = [*WHOSE, "reason", "lives"]


@dataclass(frozen=True)
class Lives:
    """How long memberships lasted and why they ended, counted.

    Attributes
    ----------
    whose
        A row a group of memberships: arm, replicate, strategy.
    ended, censored
        How many of a group lasted so many weeks and then ended, or were no longer followed: a row
        a group, a column a week from 0 on.
    reasons
        Why those ended: arm, replicate, strategy, ``reason`` (the cause that was recorded, else
        how it ended) and ``lives``, how many.
    """

    whose: pd.DataFrame
    ended: np.ndarray
    censored: np.ndarray
    reasons: pd.DataFrame

    def __len__(self) -> int:
        return int(self.ended.sum() + self.censored.sum())

    def of(self, arms: Collection[str]) -> Lives:
        """Return those of some arms."""
        mine = self.whose["arm"].isin(arms).to_numpy()
        reasons = self.reasons[self.reasons["arm"].isin(arms)]
        whose = self.whose[mine].reset_index(drop=True)
        return Lives(whose, self.ended[mine], self.censored[mine], reasons)


def count(memberships: Iterable[pd.DataFrame], weeks: Mapping[str, int]) -> Lives:
    """Count memberships by how long they lasted.

    Parameters
    ----------
    memberships
        Tables of a row a membership, columns ``COLUMNS``; ``ended`` is −1 of those still running.
        One of them is held in memory at a time.
    weeks
        The last week observed, by arm.
    """
    size = max(weeks.values()) + 1
    groups: dict[tuple[Any, ...], np.ndarray] = {}  # (ended, censored) by weeks lasted
    reasons = []
    for table in memberships:
        over = ~table["how"].astype(object).isin(CENSORED)
        for name, lives in _counted(table, over, weeks, size):
            groups[name] = groups[name] + lives if name in groups else lives
        reasons.append(_reasons(table[over]))
    kept = np.stack(list(groups.values())) if groups else np.zeros((0, 2, size), np.int32)
    whose = pd.DataFrame(list(groups), columns=WHOSE)
    why = _together(pd.concat(reasons)) if reasons else pd.DataFrame(columns=REASONS)
    return Lives(whose, kept[:, 0], kept[:, 1], why)


def _counted(
    table: pd.DataFrame, over: pd.Series, weeks: Mapping[str, int], size: int
) -> Iterator[tuple[tuple[Any, ...], np.ndarray]]:
    """Give every group of a table with its lives, shape (2, size): those over, and the others."""
    last = table["ended"].where(table["ended"] >= 0, table["arm"].astype(object).map(weeks))
    lasted = (last - table["joined"]).to_numpy(np.int64)
    names = table[WHOSE].drop_duplicates().itertuples(index=False, name=None)
    group = table.groupby(WHOSE, sort=False, observed=True).ngroup().to_numpy()
    lives = np.zeros((group.max(initial=-1) + 1, 2, size), np.int32)
    np.add.at(lives, (group, 1 - over.to_numpy(int), lasted), 1)
    return zip(names, lives, strict=True)


def _reasons(over: pd.DataFrame) -> pd.DataFrame:
    """Count why memberships ended: the cause that was recorded, else how."""
    how, cause = over["how"].astype(object), over["cause"].astype(object)
    return _together(over[WHOSE].assign(reason=cause.where(cause != "", how), lives=1))


def _together(reasons: pd.DataFrame) -> pd.DataFrame:
    return reasons.groupby(REASONS[:-1], sort=False, observed=True)["lives"].sum().reset_index()
