"""How long memberships lasted, counted: so that those of any number of runs fit in memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

#: A membership that ended so is not known to have ended by itself.
CENSORED = ("running", "absorbed")

#: Columns of memberships that lives are counted from.
COLUMNS = ("arm", "replicate", "strategy", "joined", "ended", "how", "cause")
WHOSE = ["arm", "replicate", "strategy"]


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
        how, cause = table["how"].astype(object), table["cause"].astype(object)
        over = ~how.isin(CENSORED)
        last = table["ended"].where(table["ended"] >= 0, table["arm"].astype(object).map(weeks))
        lasted = (last - table["joined"]).to_numpy(np.int64)
        names = table[WHOSE].drop_duplicates().itertuples(index=False, name=None)
        number = table.groupby(WHOSE, sort=False, observed=True).ngroup().to_numpy()
        counted = np.zeros((number.max(initial=-1) + 1, 2, size), np.int32)
        np.add.at(counted, (number, 1 - over.to_numpy(int), lasted), 1)
        for name, lives in zip(names, counted, strict=True):
            groups[name] = groups[name] + lives if name in groups else lives
        why = table[WHOSE].assign(reason=cause.where(cause != "", how), lives=1)[over]
        reasons.append(_together(why))
    kept = np.stack(list(groups.values())) if groups else np.zeros((0, 2, size), np.int32)
    whose = pd.DataFrame(list(groups), columns=WHOSE)
    none = pd.DataFrame(columns=[*WHOSE, "reason", "lives"])
    return Lives(whose, kept[:, 0], kept[:, 1], _together(pd.concat(reasons or [none])))


def _together(reasons: pd.DataFrame) -> pd.DataFrame:
    keys = [*WHOSE, "reason"]
    return reasons.groupby(keys, sort=False, observed=True)["lives"].sum().reset_index()
