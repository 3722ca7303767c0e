"""How an agent spends its attention: the acts of a week.

Every practice comes in two: ``where_to_…`` finds where it is most needed, and the practice itself
does it there. So *off* skips both, *blind* replaces the first and *null* the second. The rules are
in :mod:`sim.practices`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.inputs.switches import PLACEBOS
from sim.practices.rule import Act
from sim.practices.targets import anywhere, guests
from sim.rules.draws import ACT

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance
    from sim.objects.tie import Tie
    from sim.practices.targets import Candidate


class Attending:
    """The acts of attention of an agent; the rest of it is in :mod:`sim.objects.agent`."""

    introducer: AllianceAgent | None

    def attend(self: AllianceAgent) -> None:
        """Spend this week's K acts; whatever finds nothing to do is work, if idle."""
        self.work_acts = self.idle_acts = self.maintained = 0
        for number in range(self.attention):
            act = Act(number, self.model.draw(ACT, self.id, number))
            practice = self.next_practice(act)
            if practice == "work":
                self.work_acts += 1
            elif not self.practise(practice, act):
                self.work_acts += 1
                self.idle_acts += 1
            elif self.model.practices[practice].declared.maintains:
                self.maintained += 1

    def leave_time_for_work(self: AllianceAgent) -> None:
        """What is left of the week goes to work: acts of work, less what was idle or others took.

        work = max(0, (W − idle·Z − guest·H)/K), when all have attended: then no order matters.
        """
        p = self.model.parameters.attend
        left = self.work_acts - p.idle * self.idle_acts - p.guest * self.guest_acts
        self.work = max(0.0, left / self.attention)

    def next_practice(self: AllianceAgent, act: Act) -> str:
        """Choose a practice: what the strategy insists on first, else one from its portfolio.

        A plan from outside takes the place of both. A practice that is switched off becomes work
        after the draw, so that nothing else changes.
        """
        if "attend" in self.model.off:
            return "work"
        plan = self.model.steering.plans.get(self.id)
        insisted_on = self._insisted_on() if plan is None else None
        if insisted_on is not None:
            return insisted_on
        portfolio, thresholds = self.strategy.portfolio, self.model.thresholds[self.strategy_number]
        if plan is not None:
            portfolio, thresholds = plan, self.model.thresholds_of(plan)
        practice = tuple(portfolio)[bisect_right(thresholds, act.luck[0])]
        return "work" if practice in self.model.off else practice

    def _insisted_on(self: AllianceAgent) -> str | None:
        """The practice that the strategy insists on now, if any: a meeting, or a talk.

        What has no effect, off or null, is not insisted on: it would be again at every act.
        """
        off, null, week = self.model.off, self.model.parameters.null, self.model.week
        every, above = self.strategy.check_in_every, self.strategy.resolve_above
        if every is not None and "check_in" not in off and "check_in" not in null:
            if any(week - a.last_check_in >= every for a in self.memberships):
                return "check_in"
        if above is not None and "resolve" not in off and "resolve" not in null:
            above = max(above, self.model.parameters.conflict.calm)
            if any(t.bond.tension > above and t.bond.tried != week for t in self.allied):
                return "resolve"
        return None

    def practise(self: AllianceAgent, practice: str, act: Act) -> bool:
        """Do a practice where it is most needed; False if there is nothing to do.

        Those whom it is done to spend time on it as well, if nothing comes of it (null) too.
        """
        where, do = self.methods_of(practice)
        blind = practice in self.model.parameters.blind
        target = self.anywhere(practice, act) if blind else where(act)
        if target is None:
            return False
        for guest in guests(self.model.practices[practice], self, target):
            guest.guest_acts += 1
        if practice not in self.model.parameters.null:
            do(target, act)
        return True

    def anywhere(self: AllianceAgent, practice: str, act: Act) -> Any:
        """Return a random target for a practice: the placebo of aiming it."""
        return anywhere(self.model.practices[practice], self, act)

    def methods_of(self: AllianceAgent, practice: str) -> tuple[Callable[..., Any], ...]:
        """Return what finds the target of a practice, and what does it there.

        Methods of that name are meant where the agent has them: its own, or a subclass's. What a
        practice of a person's own is called may mean something else to an agent, unless both are
        there.
        """
        rule = self.model.practices[practice]
        where = getattr(self, f"where_to_{practice}", None)
        do = getattr(self, practice, None) if where or practice in PLACEBOS else None
        return where or partial(rule.where, self), do or partial(rule.do, self)

    # -- the ways in, for a subclass to override: each does what the rule of its name says -------

    def where_to_scout(self: AllianceAgent, act: Act) -> Candidate:
        """Whom one would get to know, if anybody."""
        target: Candidate = self.model.practices["scout"].where(self, act)
        return target

    def scout(self: AllianceAgent, candidate: Candidate, act: Act) -> None:
        """Get to know somebody; if both want it, become allies."""
        self.model.practices["scout"].do(self, candidate, act)

    def where_to_check_in(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance that needs a meeting most."""
        target: Alliance | None = self.model.practices["check_in"].where(self, act)
        return target

    def check_in(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Call a meeting."""
        self.model.practices["check_in"].do(self, alliance, act)

    def where_to_adapt(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance whose common goal needs moving most, if any does."""
        target: Alliance | None = self.model.practices["adapt"].where(self, act)
        return target

    def adapt(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Move the common goal."""
        self.model.practices["adapt"].do(self, alliance, act)

    def where_to_resolve(self: AllianceAgent, act: Act) -> Tie | None:
        """The tie that needs talking over most, if any does."""
        target: Tie | None = self.model.practices["resolve"].where(self, act)
        return target

    def resolve(self: AllianceAgent, tie: Tie, act: Act) -> None:
        """Talk a conflict over."""
        self.model.practices["resolve"].do(self, tie, act)

    def where_to_recognise(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance that has most to celebrate, if any has."""
        target: Alliance | None = self.model.practices["recognise"].where(self, act)
        return target

    def recognise(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Hold a celebration."""
        self.model.practices["recognise"].do(self, alliance, act)

    def where_to_invest(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance where a gathering has most to win."""
        target: Alliance | None = self.model.practices["invest"].where(self, act)
        return target

    def invest(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Hold an informal gathering."""
        self.model.practices["invest"].do(self, alliance, act)

    def where_to_offer(self: AllianceAgent, act: Act) -> Tie | None:
        """The tie to the ally who is most in want."""
        target: Tie | None = self.model.practices["offer"].where(self, act)
        return target

    def offer(self: AllianceAgent, tie: Tie, act: Act) -> None:
        """Help unasked."""
        self.model.practices["offer"].do(self, tie, act)
