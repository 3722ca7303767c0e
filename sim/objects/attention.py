"""How an agent spends its attention: the acts of a week, a method each.

Every practice comes in two: ``where_to_…`` finds where it is most needed, and the practice itself
does it there. So *off* skips both, *blind* replaces the first and *null* the second.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.inputs.switches import PRACTICES
from sim.objects.tie import Tie
from sim.rules.draws import ACT, PICK, RESOLVE, STRANGER
from sim.rules.goals import Goal, align, normalise
from sim.rules.logistic import logistic
from sim.rules.resources import utility
from sim.state.histories import CLOSURE, INTRODUCTION
from sim.state.histories import STRANGER as MET_AS_STRANGER

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance

ORDER_OF_PRACTICES = tuple(PRACTICES)


class Act(NamedTuple):
    """One act of attention: its number in the week and its four uniforms."""

    number: int
    luck: tuple[float, float, float, float]


class Candidate(NamedTuple):
    """Whom a scout found, if anybody, and how."""

    agent: AllianceAgent | None
    met: int


class Attending:
    """The acts of attention of an agent; the rest of it is in :mod:`sim.objects.agent`."""

    introducer: AllianceAgent | None

    def attend(self: AllianceAgent) -> None:
        """Spend this week's K acts; whatever finds nothing to do is work."""
        worked = self.maintained = 0
        for number in range(self.attention):
            act = Act(number, self.model.draw(ACT, self.id, number))
            practice = self.next_practice(act)
            if practice == "work" or not self.practise(practice, act):
                worked += 1
            elif practice != "scout":
                self.maintained += 1
        self.work = worked / self.attention

    def next_practice(self: AllianceAgent, act: Act) -> str:
        """Choose a practice: what the strategy insists on first, else one from its portfolio.

        A practice that is switched off becomes work after the draw, so that nothing else changes.
        What has no effect, off or null, is not insisted on: it would be again at every act.
        """
        off, null, week = self.model.off, self.model.parameters.null, self.model.week
        if "attend" in off:
            return "work"
        every, above = self.strategy.check_in_every, self.strategy.resolve_above
        if every is not None and "check_in" not in off and "check_in" not in null:
            if any(week - a.last_check_in >= every for a in self.memberships):
                return "check_in"
        if above is not None and "resolve" not in off and "resolve" not in null:
            above = max(above, self.model.parameters.conflict.calm)
            if any(t.bond.tension > above and t.bond.tried != week for t in self.allied):
                return "resolve"
        thresholds = self.model.thresholds[self.strategy_number]
        practice = ORDER_OF_PRACTICES[bisect_right(thresholds, act.luck[0])]
        return "work" if practice in off else practice

    def practise(self: AllianceAgent, practice: str, act: Act) -> bool:
        """Do a practice where it is most needed; False if there is nothing to do."""
        if practice in self.model.parameters.blind:
            target = self.anywhere(practice, act)
        else:
            target = getattr(self, f"where_to_{practice}")(act)
        if target is None:
            return False
        if practice not in self.model.parameters.null:
            getattr(self, practice)(target, act)
        return True

    def anywhere(self: AllianceAgent, practice: str, act: Act) -> Any:
        """Return a random target for a practice: the placebo of aiming it."""
        if practice == "scout":
            return Candidate(self.stranger(STRANGER, act.number), MET_AS_STRANGER)
        if practice in ("resolve", "offer"):
            week = self.model.week
            ties = [t for t in self.allied if practice == "offer" or t.bond.tried != week]
            ally = self.model.pick([t.other for t in ties], act.luck[1])
            return None if ally is None else self.ties[ally.id]
        # An alliance is picked by the least of its other members, an id that only it has.
        least = {a.least_other(self): a for a in self.memberships}
        others = [self.model.by_id[id_] for id_ in least]
        chosen = self.model.pick(others, act.luck[1])
        return None if chosen is None else least[chosen.id]

    # -- scout: identify allies, establish common goals ---------------------------------------

    def where_to_scout(self: AllianceAgent, act: Act) -> Candidate:
        """Whoever an ally offered to introduce; else an ally's ally; else a stranger.

        There is no falling back: a scout that finds nobody has spent its act.
        """
        if self.introducer is not None:
            introducer, self.introducer = self.introducer, None
            return Candidate(introducer.whom_to_introduce_to(self), INTRODUCTION)
        closure = 0.0 if "closure" in self.model.off else self.model.parameters.scout.closure
        if act.luck[1] < closure:
            return Candidate(self.ally_of_an_ally(act.number), CLOSURE)
        return Candidate(self.stranger(STRANGER, act.number), MET_AS_STRANGER)

    def scout(self: AllianceAgent, candidate: Candidate, act: Act) -> None:
        """Get to know somebody; if both want it, become allies."""
        other = candidate.agent
        if other is None or self.bond_with(other) is not None:
            return
        if not (self.remember(other) and other.remember(self)):
            return
        self.tell(other)
        other.tell(self)
        if self.wants(other) and other.wants(self):
            self.model.tally["scouted"] += 1
            self.ally_with(other, candidate.met, act)

    def ally_with(self: AllianceAgent, other: AllianceAgent, met: int, act: Act) -> None:
        """Bring each other into an alliance there is, or found a new one."""
        if act.luck[2] < self.model.parameters.scout.admission:
            sponsors = [(self, other), (other, self)]
            for sponsor, newcomer in sponsors if act.luck[3] < 0.5 else reversed(sponsors):
                alliance = sponsor.best_open_alliance()
                if alliance is not None and alliance.admits(newcomer, sponsor):
                    alliance.admit(newcomer, sponsor, met)
                    return
        # Trying to be admitted may have cost one of them its memory of the other.
        if other.id in self.ties and self.id in other.ties:
            self.model.found(self, other, met)

    def best_open_alliance(self: AllianceAgent) -> Alliance | None:
        """Return the alliance with room in which one is most satisfied, the older of equals."""
        open_ = [a for a in self.memberships if a.is_open()]
        return max(open_, key=self.satisfaction_in, default=None)

    def ally_of_an_ally(self: AllianceAgent, number: int) -> AllianceAgent | None:
        """Return a random ally's random ally other than oneself, if there is one."""
        luck = self.model.draw(PICK, self.id, number)
        ally = self.model.pick([t.other for t in self.allied], luck[0])
        if ally is None:
            return None
        return self.model.pick([t.other for t in ally.allied if t.other is not self], luck[1])

    def stranger(self: AllianceAgent, purpose: int, number: int) -> AllianceAgent:
        """Return any other agent, drawn from all by index with redraws."""
        population = self.model.population
        for repeat in range(2**16):
            for u in self.model.draw(purpose, self.id, number, repeat):
                other = population[int(u * len(population))]
                if other is not self:
                    return other
        raise AssertionError("2¹⁸ draws in a row found nobody else")

    # -- check in -----------------------------------------------------------------------------

    def where_to_check_in(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance longest without a meeting, the older of equals."""
        return min(self.memberships, key=lambda a: a.last_check_in, default=None)

    def check_in(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Call a meeting."""
        alliance.meet(self, act.number)

    # -- adapt --------------------------------------------------------------------------------

    def where_to_adapt(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance whose common goal fits its members least, if it matters."""
        misfits = [(1.0 - align(a.common_goal, self.fair_goal(a)), a) for a in self.memberships]
        misfit, alliance = max(misfits, key=lambda m: m[0], default=(0.0, None))
        return alliance if misfit > self.model.parameters.adapt.above else None

    def adapt(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Move the common goal to where the members' goals are, as far as one knows."""
        alliance.common_goal = self.fair_goal(alliance)

    def fair_goal(self: AllianceAgent, alliance: Alliance) -> Goal:
        """Return the normalised mean of one's own goal and the others', as one believes them."""
        x, y, z = self.goal
        for tie in alliance.ties_of(self):
            a, b, c = tie.believed_goal
            x, y, z = x + a, y + b, z + c
        return normalise((x, y, z))

    # -- resolve ------------------------------------------------------------------------------

    def where_to_resolve(self: AllianceAgent, act: Act) -> Tie | None:
        """The tensest tie that was not tried this week, unless it is calm."""
        week = self.model.week
        tense = [t for t in self.allied if t.bond.tried != week]
        worst = max(tense, key=lambda t: t.bond.tension, default=None)
        calm = self.model.parameters.conflict.calm
        return worst if worst is not None and worst.bond.tension > calm else None

    def resolve(self: AllianceAgent, tie: Tie, act: Act) -> None:
        """Talk a conflict over: likelier to work among friends, early, and between cooperative and
        open people. The more assertive side gets a little more out of a success.

        Source: thomas1974.
        """
        p, bond, other, week = self.model.parameters.resolve, tie.bond, tie.other, self.model.week
        mine, theirs = self.strategy.style, other.strategy.style
        chance = logistic(
            p.rapport * bond.rapport
            - p.delay * (week - bond.tension_since)
            + p.style * (mine[1] + theirs[1] - 1.0)
            + (self.candidness + other.candidness - 1.0)
        )
        bond.tried = week
        self.model.tally["attempts"] += 1
        luck = self.model.draw(RESOLVE, min(self.id, other.id), max(self.id, other.id))
        if luck[0] >= chance:
            bond.tension += p.failure
            return
        self.model.tally["resolved"] += 1
        bond.tension *= p.relief
        if bond.tension < self.model.parameters.conflict.calm:
            bond.tension_since = week
        self.observe(other, 1.0, 0.0)
        other.observe(self, 1.0, 0.0)
        won = p.assertion * (mine[0] - theirs[0])
        self.book(tie, won)
        other.book(other.ties[self.id], -won)

    # -- recognise, invest, offer -------------------------------------------------------------

    def where_to_recognise(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance with most achievements uncelebrated, if they are worth it."""
        best = max(self.memberships, key=lambda a: a.milestones, default=None)
        above = self.model.parameters.recognise.above
        return best if best is not None and best.milestones > above else None

    def recognise(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Hold a celebration."""
        alliance.celebrate(self)

    def where_to_invest(self: AllianceAgent, act: Act) -> Alliance | None:
        """The alliance with most to win: the largest sum of value times missing rapport."""

        def promise(alliance: Alliance) -> float:
            ties = alliance.ties_of(self)
            return sum(self.value(t) * (1.0 - t.bond.rapport) for t in ties)

        return max(self.memberships, key=promise, default=None)

    def invest(self: AllianceAgent, alliance: Alliance, act: Act) -> None:
        """Hold an informal gathering."""
        alliance.gather(self)

    def where_to_offer(self: AllianceAgent, act: Act) -> Tie | None:
        """The ally most in want: in unmet need, poor, and not already much in one's debt."""
        p = self.model.parameters.offer

        def want(tie: Tie) -> float:
            return p.need * tie.other.unmet - utility(tie.other.stock) - p.balance * tie.balance

        return max(self.allied, key=want, default=None)

    def offer(self: AllianceAgent, tie: Tie, act: Act) -> None:
        """Help unasked; an unmet need is met by it."""
        p, other = self.model.parameters.offer, tie.other
        back = other.ties[self.id]
        other.book(back, p.benefit + self.model.parameters.support.loss * other.unmet)
        other.unmet = False
        self.book(tie, -p.cost)
        other.observe(self, 1.0, 0.0)
        tie.balance += 1.0
        back.balance -= 1.0
