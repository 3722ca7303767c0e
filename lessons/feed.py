"""What just happened between agents, as short records that the page puts into words."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.model import TableModel
from sim.engine.world import LOGGED, SERIAL
from sim.state.histories import CAUSES, DISSOLVED, EXPELLED, LEFT, MET

#: News kept until the page asks; of a busy time only the latest.
MOST_NEWS = 12


class Feed:
    """Reads the histories of a model from where it stopped reading."""

    def __init__(self, model: TableModel) -> None:
        self.news: list[dict[str, Any]] = []
        self.week = model.week

    def look(self, model: TableModel) -> None:
        """Note what was new since it last looked: foundings, newcomers, partings."""
        memberships = model.world.memberships[: model.world.counts[LOGGED]]
        lives = model.world.lives[: model.world.counts[SERIAL]]
        formed, joined, ended = lives["formed"], memberships["joined"], memberships["ended"]
        found = [
            _news(life["formed"], "founded", life["founder"], life["partner"], MET[life["met"]])
            for life in _latest(lives, "formed", formed > self.week)
        ]
        # Who was there when an alliance began is no newcomer to it.
        newcomer = (joined > self.week) & (joined > formed[memberships["alliance"]])
        found += [
            _news(row["joined"], "joined", row["agent"], -1, "")
            for row in _latest(memberships, "joined", newcomer)
        ]
        parted = (ended > self.week) & np.isin(memberships["how"], (LEFT, EXPELLED))
        for row in _latest(memberships, "ended", parted):
            rest = memberships["agent"][
                (memberships["alliance"] == row["alliance"]) & (memberships["how"] == DISSOLVED)
            ]
            other = rest[0] if len(rest) == 1 else -1
            kind = "left" if row["how"] == LEFT else "expelled"
            news = _news(row["ended"], kind, row["agent"], other, CAUSES[row["cause"]])
            found.append({**news, "lasted": int(row["ended"] - row["joined"])})
        found.sort(key=lambda one: one["week"])
        self.news = (self.news + found)[-MOST_NEWS:]
        self.week = model.week

    def take(self, model: TableModel) -> list[dict[str, Any]]:
        """Return what happened since this was last asked."""
        self.look(model)
        news, self.news = self.news, []
        return news


def _latest(table: np.ndarray, by: str, chosen: np.ndarray) -> np.ndarray:
    """Return the last few of the chosen rows, in order of a week."""
    rows = table[chosen]
    return rows[np.argsort(rows[by], kind="stable")[-MOST_NEWS:]]


def _news(week: int, kind: str, who: int, other: int, why: str) -> dict[str, Any]:
    return {"week": int(week), "kind": kind, "who": int(who), "other": int(other), "why": why}
