"""What just happened between agents, as short records that the page puts into words."""

from __future__ import annotations

from typing import Any

from sim.engine.model import TableModel
from sim.state.histories import Happening, happenings

#: News kept until the page asks; of a busy time only the latest.
MOST_NEWS = 12


class Feed:
    """Reads the histories of a model from where it stopped reading."""

    def __init__(self, model: TableModel) -> None:
        self.news: list[dict[str, Any]] = []
        self.week = model.week

    def look(self, model: TableModel) -> None:
        """Note what was new since it last looked: foundings, newcomers, partings."""
        found = happenings(*model.history_tables(), since=self.week, most=MOST_NEWS)
        seats = len(model.world.ids)
        self.news = (self.news + [_news(one, seats) for one in found])[-MOST_NEWS:]
        self.week = model.week

    def take(self, model: TableModel) -> list[dict[str, Any]]:
        """Return what happened since this was last asked."""
        self.look(model)
        news, self.news = self.news, []
        return news


def _news(one: Happening, seats: int) -> dict[str, Any]:
    """Return a record in which agents are seats, and how many were there before them."""
    news: dict[str, Any] = {"week": one.week, "kind": one.what, "why": one.why}
    news["who"], news["other"] = (
        {"agent": id_ % seats, "generation": id_ // seats} if id_ >= 0 else None
        for id_ in (one.agent, one.other)
    )
    parted = one.what in ("left", "expelled")
    return {**news, "lasted": one.lasted} if parted else news
