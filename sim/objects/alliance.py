"""Alliances: who belongs, what they work for, and what their members do together."""

from __future__ import annotations

from bisect import insort
from itertools import combinations
from typing import TYPE_CHECKING, Any

from sim.objects.own import TRUTH, checked
from sim.objects.tie import Bond, Tie
from sim.practices.check_in import meet
from sim.practices.invest import gather
from sim.practices.recognise import celebrate
from sim.rules.draws import COMMIT
from sim.rules.elementary import power, total
from sim.rules.goals import Goal, align, blend
from sim.rules.resources import complementarity
from sim.state.histories import ABSORBED, NO_CAUSE, STRANGER
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.model import AllianceModel


class Alliance:
    """Two to G agents with a common goal.

    Attributes
    ----------
    serial
        Number of the alliance, never used again.
    members
        The members in order of their seats; ``joined`` the week each became one.
    common_goal
        What they work for, a unit vector.
    progress, milestones
        Progress towards the next milestone; milestones reached and not yet recognised.
    last_check_in
        Week in which the members last met.
    """

    def __init_subclass__(cls, **given: Any) -> None:
        """Look at what a subclass's own methods give back."""
        super().__init_subclass__(**given)
        kinds = {"admits": TRUTH, "is_open": TRUTH}
        checked(cls, kinds, lambda own: f" for alliance {own.serial} in week {own.model.week}")

    def __init__(self, model: AllianceModel, serial: int, common_goal: Goal, formed: int) -> None:
        self.model = model
        self.serial = serial
        self.members: list[AllianceAgent] = []
        self.joined: dict[AllianceAgent, int] = {}
        self.common_goal = common_goal
        self.formed = formed
        self.last_check_in = formed
        self.progress = 0.0
        self.milestones = 0.0

    def __repr__(self) -> str:
        return f"<Alliance {self.serial} of {[m.name for m in self.members]}>"

    def ties_of(self, member: AllianceAgent) -> list[Tie]:
        """Return a member's ties to the others, in order of their seats."""
        return [member.ties[m.id] for m in self.members if m is not member]

    def others(self, member: AllianceAgent) -> list[AllianceAgent]:
        """Return the members but one."""
        return [m for m in self.members if m is not member]

    def least_other(self, member: AllianceAgent) -> int:
        """Return the id of the other in the first seat: with the member's own it keys their draws.

        Two members share at most one alliance, so no other alliance gives the same pair.
        """
        first, second = self.members[0], self.members[1]
        return second.id if first is member else first.id

    # -- membership --------------------------------------------------------------------------

    def join(self, newcomer: AllianceAgent) -> None:
        """Make ``newcomer`` a member, allied with every other.

        A pair that shares nothing but an alliance of two is absorbed: its tie moves over with all
        it has grown to, and the pair's own life is censored.
        """
        week, hope = self.model.week, self.model.parameters.scout.hope
        for member in self.members:
            tie, back = member.ties[newcomer.id], newcomer.ties[member.id]
            if tie.bond is not None:
                pair = tie.bond.alliance
                tie.bond.alliance, tie.bond.joined = self, week
                self.model.close(pair, how=ABSORBED, cause=NO_CAUSE, by=NONE)
                continue
            tie.bond = back.bond = Bond(self, week)
            for side, owner in ((tie, member), (back, newcomer)):
                side.satisfaction = hope
                side.last_given = side.last_got = None
                insort(owner.allied, side, key=lambda t: t.other.seat)
            self.model.tally["new_ties"] += 1
        self.joined[newcomer] = week
        insort(self.members, newcomer, key=lambda m: m.seat)
        insort(newcomer.memberships, self, key=lambda a: a.serial)
        self.model.histories.join(
            self.serial, newcomer.id, newcomer.strategy_number, week, len(self.members)
        )

    def remove(self, member: AllianceAgent, how: int, cause: int) -> None:
        """End one membership; the ties become acquaintances and keep all their evidence."""
        for tie in self.ties_of(member):
            if tie.bond is not None and tie.bond.alliance is self:
                back = tie.other.ties[member.id]
                tie.bond = back.bond = None
                member.allied.remove(tie)
                tie.other.allied.remove(back)
        self.members.remove(member)
        del self.joined[member]
        member.memberships.remove(self)
        self.model.histories.leave(self.serial, member.id, self.model.week, how, cause)

    def is_open(self) -> bool:
        """Whether there is room for another member."""
        return len(self.members) < self.model.parameters.alliances.largest

    def admits(self, newcomer: AllianceAgent, sponsor: AllianceAgent) -> bool:
        """Decide on admission: all tell their goals, and all parties must be invested.

        Hearing a newcomer takes time. Every member must value it above its selectivity (the member
        takes on no new membership, so full hands do not matter); the newcomer must value the
        members on average above its own selectivity and crowding. Nobody may belong to two
        alliances of more than two with another.
        """
        strangers = [m for m in self.members if m is not sponsor]
        for member in strangers:
            bond = newcomer.bond_with(member)
            if bond is not None and len(bond.alliance.members) > 2:
                return False
        for member in strangers:
            if not (member.remember(newcomer) and newcomer.remember(member)):
                return False
        # Making room for one of them may have pushed out another: look again before any joins.
        if any(m.id not in newcomer.ties or newcomer.id not in m.ties for m in self.members):
            return False
        for member in strangers:
            member.tell(newcomer)
            newcomer.tell(member)
            member.guest_acts += 1
        if any(m.value(m.ties[newcomer.id]) <= m.strategy.selectivity for m in self.members):
            return False
        values = [newcomer.value(newcomer.ties[m.id]) for m in self.members]
        return total(values) / len(values) > newcomer.threshold()

    def admit(self, newcomer: AllianceAgent, sponsor: AllianceAgent, met: int) -> None:
        """Take in a newcomer: the common goal moves towards its goal, as told to the sponsor."""
        told = sponsor.ties[newcomer.id].believed_goal
        self.common_goal = blend(float(len(self.members)), self.common_goal, told)
        before = self.model.tally["new_ties"]
        self.join(newcomer)
        made = self.model.tally["new_ties"] - before
        self.model.tally["admitted"] += 1
        # A stranger is met without help; whoever else is in the alliance, through the sponsor.
        self.model.tally["through_allies"] += made - (met == STRANGER)

    # -- the common work ---------------------------------------------------------------------

    def commitments(self) -> float:
        """One week of common work: who follows through, and what it costs.

        All decide on the trust and tension there is before anybody's behaviour is known. A
        commitment kept costs effort and is evidence of reliability to every co-member; one broken
        is evidence against, but less if it was announced (candour). Returned is the sum of align³
        over the members who followed through.
        """
        p = self.model.parameters.cooperate
        tally = self.model.tally
        candour = 1.0 if "candour" in self.model.off else p.candour
        chances = [member.follow_through(self) for member in self.members]
        aligned = 0.0
        for member, chance in zip(self.members, chances, strict=True):
            luck = self.model.draw(COMMIT, member.id, self.least_other(member))
            tally["commitments"] += 1
            if luck[0] < chance:
                tally["kept"] += 1
                fit = align(member.goal, self.common_goal)
                aligned += fit * fit * fit
                member.book_evenly(self.ties_of(member), -p.effort)
                evidence = (1.0, 0.0)
            else:
                evidence = (0.0, candour if luck[1] < member.candidness else 1.0)
            for other in self.others(member):
                other.observe(member, *evidence)
        return aligned

    def advance(self, aligned: float) -> None:
        """Add progress ½·(2/s)^(1−κ)·Σ align³·(1 + diversity·mean complementarity); pay milestones.

        Below κ = 1 a larger alliance makes more progress in all, but less for each of those who
        contribute.
        """
        p = self.model.parameters.cooperate
        size = len(self.members)
        pairs = [
            complementarity(a.specialty, b.specialty) for a, b in combinations(self.members, 2)
        ]
        base = p.progress * power(2.0 / size, 1.0 - p.kappa) * aligned
        added = 0.0
        if "diversity" not in self.model.off:
            added = base * p.diversity * (total(pairs) / len(pairs))
        self.progress += base + added
        self.model.tally["progress"] += base + added
        self.model.tally["diversity"] += added
        if self.progress >= p.milestone:
            self.progress -= p.milestone
            self.milestones += 1.0
            self.model.tally["milestones"] += 1
            for member in self.members:
                member.book_evenly(self.ties_of(member), p.prize)

    # -- what members do together -------------------------------------------------------------

    def meet(self, host: AllianceAgent, act_number: int) -> None:
        """A check-in: everybody tells everybody, the silence ends, host and one member talk."""
        meet(self, host, act_number)

    def celebrate(self, host: AllianceAgent) -> None:
        """Recognise what was achieved: pleasure for every member, rapport for the host's ties."""
        celebrate(self, host)

    def gather(self, host: AllianceAgent) -> None:
        """An informal gathering: the host comes closer to everybody there."""
        gather(self, host)
