"""How long memberships lasted, counted: those alike are one row, so that millions fit in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

#: A membership that ended so is not known to have ended by itself.
CENSORED = ("running", "absorbed")

#: Columns of memberships that lives are counted from.
COLUMNS = ("arm", "replicate", "strategy", "joined", "ended", "how", "cause")
_WHOSE = ["arm", "replicate", "strategy", "lasted", "over", "reason"]


def lives(memberships: Iterable[pd.DataFrame], weeks: Mapping[str, int]) -> pd.DataFrame:
    """Count memberships by how long they lasted and why they ended.

    Parameters
    ----------
    memberships
        Tables of a row a membership, columns ``COLUMNS``; ``ended`` is −1 of those still running.
        One of them is held in memory at a time.
    weeks
        The last week observed, by arm.

    Returns
    -------
    DataFrame
        arm, replicate, strategy, ``lasted`` (weeks), ``over`` (whether it is known to have ended),
        ``reason`` (the cause that was recorded, else how it ended; "" where it is not over), and
        ``lives``: how many there were.
    """
    parts: list[pd.DataFrame] = [pd.DataFrame(columns=[*_WHOSE, "lives"])]
    size, waiting = 0, 0
    for table in memberships:
        parts.append(_counted(table, weeks))
        waiting += len(parts[-1])
        if waiting > size:  # rarely enough to be cheap, often enough to stay small
            parts = [_together(parts)]
            size, waiting = len(parts[0]), 0
    return _together(parts).astype({"lasted": "int64", "over": "bool", "lives": "int64"})


def _counted(table: pd.DataFrame, weeks: Mapping[str, int]) -> pd.DataFrame:
    last = table["arm"].astype(object).map(weeks)
    lasted = table["ended"].where(table["ended"] >= 0, last) - table["joined"]
    kept = table[["arm", "replicate", "strategy", "how", "cause"]].assign(lasted=lasted)
    alike = kept.groupby(list(kept), sort=False, observed=True).size().rename("lives").reset_index()
    how, cause = alike["how"].astype(object), alike["cause"].astype(object)
    over = ~how.isin(CENSORED)
    reason = cause.where(cause != "", how).where(over, "")
    return alike.assign(over=over, reason=reason).drop(columns=["how", "cause"])


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    full = [part.astype({"arm": "object", "strategy": "object"}) for part in parts if len(part)]
    every = pd.concat(full or parts)
    return every.groupby(_WHOSE, sort=False)["lives"].sum().reset_index()
