"""Ties: what an agent knows of another, and what two allies have between them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.rules.goals import UNKNOWN, Goal
from sim.rules.trust import expectation, left_by, with_news
from sim.state.tables import NONE

if TYPE_CHECKING:  # the floors above, for the reader and the type checker only
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance


class Bond:
    """What two allies have between them, the same seen from either side.

    Attributes
    ----------
    alliance
        The alliance through which the two are allied.
    joined
        Week in which they became allied through it.
    rapport
        Ease with each other, 0–1.
    tension
        Unresolved conflict, ≥ 0; ``tension_since`` the week it goes back to.
    tried
        Week of the last attempt to resolve it, −1 for never.
    """

    __slots__ = ("alliance", "joined", "rapport", "tension", "tension_since", "tried")

    def __init__(self, alliance: Alliance, week: int) -> None:
        self.alliance = alliance
        self.joined = week
        self.rapport = 0.0
        self.tension = 0.0
        self.tension_since = week
        self.tried = NONE

    def warm(self, share: float) -> None:
        """Make up for a share of the rapport that is missing."""
        self.rapport += share * (1.0 - self.rapport)


class Tie:
    """What one agent knows of ``other``: a directed tie, to an ally or to an acquaintance.

    Attributes
    ----------
    kept, broken
        Discounted evidence of reliance honoured and betrayed, as one has seen it oneself.
    heard_kept, heard_broken
        The same, as one was told.
    believed_goal
        What other last told of its goal.
    seen
        Week in which other last told its goal, or the two became known.
    balance
        Help given minus help received, older help counting less.
    last_given, last_got
        Whether one delivered when the other last asked; None: never asked.
    satisfaction
        Smoothed gain, in utility a week.
    gain
        Utility that this tie yielded this week.
    bond
        What the two have between them while allied; None for acquaintances.
    """

    __slots__ = (
        "balance",
        "believed_goal",
        "bond",
        "broken",
        "gain",
        "heard_broken",
        "heard_kept",
        "kept",
        "last_given",
        "last_got",
        "other",
        "satisfaction",
        "seen",
    )

    def __init__(self, other: AllianceAgent, week: int) -> None:
        self.other = other
        self.kept = 0.0
        self.broken = 0.0
        self.heard_kept = 0.0
        self.heard_broken = 0.0
        self.believed_goal: Goal = UNKNOWN
        self.seen = week
        self.balance = 0.0
        self.last_given: bool | None = None
        self.last_got: bool | None = None
        self.satisfaction = 0.0
        self.gain = 0.0
        self.bond: Any = None  # a Bond for as long as the two are allied

    @property
    def good(self) -> float:
        """Evidence of reliance honoured, seen or heard."""
        return self.kept + self.heard_kept

    @property
    def bad(self) -> float:
        """Evidence of reliance betrayed, seen or heard."""
        return self.broken + self.heard_broken

    @property
    def trust(self) -> float:
        """T = (good + 1)/(good + bad + 2)."""
        return expectation(self.good, self.bad)

    @property
    def evidence(self) -> float:
        """How much is known, seen or heard."""
        return self.good + self.bad

    @property
    def seen_evidence(self) -> float:
        """How much one has seen oneself: kept + broken."""
        return self.kept + self.broken

    def observe(self, good: float, bad: float, memory: float) -> None:
        """Take in what one sees, at the cost of all older evidence."""
        left = left_by(good, bad, memory)
        self.kept, self.broken = with_news(self.kept, self.broken, good, bad, memory)
        self.heard_kept, self.heard_broken = left * self.heard_kept, left * self.heard_broken

    def hear(self, good: float, bad: float, memory: float) -> None:
        """Take in news, at the cost of what one was told before, not of what one saw."""
        self.heard_kept, self.heard_broken = with_news(
            self.heard_kept, self.heard_broken, good, bad, memory
        )
