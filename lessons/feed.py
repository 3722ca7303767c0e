"""What just happened between agents, as short records that the page puts into words."""

from __future__ import annotations

from typing import Any

from sim.engine.model import TableModel
from sim.engine.world import LOGGED, SERIAL
from sim.histories import CAUSES, DISSOLVED, EXPELLED, LEFT, MET

#: News kept until the page asks; of a busy time only the latest.
MOST_NEWS = 12


class Feed:
    """Watches the histories of a model grow."""

    def __init__(self, model: TableModel) -> None:
        self.news: list[dict[str, Any]] = []
        self.start_over(model)

    def start_over(self, model: TableModel) -> None:
        """Begin to watch a model as it is now."""
        self.lives = int(model.world.counts[SERIAL])
        self.logged = int(model.world.counts[LOGGED])

    def look(self, model: TableModel) -> None:
        """Note what was new in the last week: foundings, newcomers, partings."""
        world, week = model.world, model.week
        found: list[dict[str, Any]] = []
        born, logged = int(world.counts[SERIAL]), int(world.counts[LOGGED])
        for life in world.lives[self.lives : born]:
            founder, partner = int(life["founder"]), int(life["partner"])
            found.append(_news(week, "founded", founder, partner, MET[life["met"]]))
        for row in world.memberships[self.logged : logged]:
            if row["alliance"] < self.lives:  # newcomers to what was there before
                found.append(_news(week, "joined", int(row["agent"]), -1, ""))
        for row in world.memberships[:logged][world.memberships["ended"][:logged] == week]:
            if row["how"] in (LEFT, EXPELLED):
                kind = "left" if row["how"] == LEFT else "expelled"
                others = world.memberships[:logged]
                others = others[(others["alliance"] == row["alliance"])]
                rest = [r for r in others if r["agent"] != row["agent"] and r["how"] == DISSOLVED]
                other = int(rest[0]["agent"]) if len(rest) == 1 else -1
                news = _news(week, kind, int(row["agent"]), other, CAUSES[row["cause"]])
                news["lasted"] = week - int(row["joined"])
                found.append(news)
        self.lives, self.logged = born, logged
        self.news = (self.news + found)[-MOST_NEWS:]

    def take(self) -> list[dict[str, Any]]:
        """Return what happened since this was last asked."""
        news, self.news = self.news, []
        return news


def _news(week: int, kind: str, who: int, other: int, why: str) -> dict[str, Any]:
    return {"week": week, "kind": kind, "who": who, "other": other, "why": why}
