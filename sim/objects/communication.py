"""What agents know of one another and tell one another: memory, evidence, goals, introductions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.objects.tie import Bond, Tie
from sim.rules.draws import TELL
from sim.rules.goals import Goal, align, bent
from sim.rules.resources import complementarity
from sim.rules.trust import hearsay

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent


class News(NamedTuple):
    """Hearsay: evidence about somebody, discounted by the listener's trust in the teller."""

    about: AllianceAgent
    good: float
    bad: float


class Communicating:
    """Knowing and telling, as part of an agent; the rest of it is in :mod:`sim.objects.agent`."""

    def bond_with(self: AllianceAgent, other: AllianceAgent) -> Bond | None:
        """Return what one has with an ally; None with anybody else."""
        tie = self.ties.get(other.id)
        return None if tie is None else tie.bond

    def remember(self: AllianceAgent, other: AllianceAgent) -> Tie | None:
        """Return the tie to ``other``, made if need be; None if memory is full of allies.

        A full memory forgets the acquaintance least known: the least evidence, less a little for
        every week out of sight.
        """
        tie = self.ties.get(other.id)
        if tie is not None:
            return tie
        if len(self.ties) >= self.model.parameters.population.memory:
            fading, week = self.model.parameters.trust.fading, self.model.week
            known = [t for t in self.ties.values() if t.bond is None]
            if not known:
                self.model.tally["refused"] += 1
                return None
            least = min(known, key=lambda t: (t.evidence - fading * (week - t.seen), t.other.seat))
            del self.ties[least.other.id]
            self.model.tally["evicted"] += 1
        tie = self.ties[other.id] = Tie(other, self.model.week)
        return tie

    def observe(self: AllianceAgent, other: AllianceAgent, good: float, bad: float) -> None:
        """Take in what one sees of somebody whom one remembers."""
        if "trust" not in self.model.off:
            self.ties[other.id].observe(good, bad, self.model.parameters.trust.memory)

    def tell(self: AllianceAgent, listener: AllianceAgent) -> Goal:
        """Tell one's goal: the truth if one is open, else bent halfway to the listener's.

        Telling the same listener again in a week makes the same draw.
        """
        open_ = self.model.draw(TELL, self.id, listener.id)[0] < self.candidness
        told = self.goal if open_ else bent(self.goal, listener.goal)
        tie = listener.ties[self.id]
        tie.believed_goal = told
        tie.seen = self.model.week
        return told

    def news_for(self: AllianceAgent, listener: AllianceAgent, luck: float) -> News | None:
        """Return what one saw of a random third party, as the listener would discount it.

        One talks about those whom one has seen enough of, other than the listener, and passes on
        nothing that one only heard: so nothing is heard twice.
        """
        p = self.model.parameters.trust
        if "hearsay" in self.model.off or "trust" in self.model.off:
            return None
        known = [
            t.other
            for t in self.ties.values()
            if t.seen_evidence > p.gossip_above and t.other is not listener
        ]
        third = self.model.pick(known, luck)
        if third is None:
            return None
        teller, record = listener.ties[self.id], self.ties[third.id]
        good, bad = hearsay(teller.good, teller.bad, record.kept, record.broken, p.hearsay)
        return News(third, good, bad)

    def hear(self: AllianceAgent, news: News | None) -> None:
        """Take in hearsay, making room in memory for whom it is about."""
        if news is not None and news.good + news.bad > 0.0:
            tie = self.remember(news.about)
            if tie is not None:
                tie.hear(news.good, news.bad, self.model.parameters.trust.memory)

    def introduce_to(self: AllianceAgent, listener: AllianceAgent) -> None:
        """Offer the listener an introduction to another ally, if one has any."""
        if "introductions" not in self.model.off and len(self.allied) > 1:
            listener.introducer = self

    def whom_to_introduce_to(self: AllianceAgent, listener: AllianceAgent) -> AllianceAgent | None:
        """Return the ally to introduce: trusted, and with a goal (as believed) like theirs."""
        about = self.ties.get(listener.id)
        if about is None:
            return None
        mine = [
            t
            for t in self.allied
            if t.other is not listener and listener.bond_with(t.other) is None
        ]
        best = max(
            mine, key=lambda t: align(about.believed_goal, t.believed_goal) * t.trust, default=None
        )
        return None if best is None else best.other

    def value(self: AllianceAgent, tie: Tie) -> float:
        """Worth of somebody as an ally: aligned goals, other specialties, trust, standing."""
        p, other = self.model.parameters.scout, tie.other
        reputation = 2.0 * p.reputation * (other.standing - p.neutral_standing)
        trust = (tie.good + 1.0 + reputation) / (tie.good + tie.bad + 2.0)
        worth: float = (
            p.align * align(self.goal, tie.believed_goal)
            + p.complementarity * complementarity(self.specialty, other.specialty)
            + p.trust * trust
        )
        return worth

    def threshold(self: AllianceAgent) -> float:
        """What an ally must be worth: selectivity, and more the fuller one's hands are."""
        crowding: float = self.model.parameters.scout.crowding
        return self.strategy.selectivity + crowding * len(self.memberships) / self.attention

    def wants(self: AllianceAgent, other: AllianceAgent) -> bool:
        """Whether one would be allied with somebody one knows."""
        return self.value(self.ties[other.id]) > self.threshold()
