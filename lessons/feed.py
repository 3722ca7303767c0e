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
        self.news = (self.news + [_news(one) for one in found])[-MOST_NEWS:]
        self.week = model.week

    def take(self, model: TableModel) -> list[dict[str, Any]]:
        """Return what happened since this was last asked."""
        self.look(model)
        news, self.news = self.news, []
        return news


def _news(one: Happening) -> dict[str, Any]:
    news = {"week": one.week, "kind": one.what, "who": one.agent, "other": one.other}
    news["why"] = one.why
    parted = one.what in ("left", "expelled")
    return {**news, "lasted": one.lasted} if parted else news
