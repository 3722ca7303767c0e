"""How allies help each other: asking, deciding, thanking, and passing openings on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.objects.tie import Tie
from sim.rules.draws import HELP, NEED, OPENING
from sim.rules.elementary import logistic
from sim.state.log import FAILURE, REFUSAL
from sim.state.log import HELP as HELPING

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent


class Answer(NamedTuple):
    """What an ally did when asked for help: ``evidence`` is what the asker learns from it."""

    asker: AllianceAgent
    helper: AllianceAgent
    willing: bool
    helped: bool
    evidence: tuple[float, float]
    thanked: bool
    asker_in_good_standing: bool


class Supporting:
    """Asking and helping, as part of an agent; the rest of it is in :mod:`sim.objects.agent`."""

    def seek_help(self: AllianceAgent) -> list[Answer]:
        """In need, ask the most trusted allies, one after another, until helped.

        Where ``until_helped`` is false all that one may ask are asked, and every help counts.
        Source: ohtsuki2006, games on networks.
        """
        p = self.model.parameters.support
        self.needed = self.unmet = self.model.draw(NEED, self.id)[0] < p.hardship
        if not self.needed or "support" in self.model.off:
            return []
        answers: list[Answer] = []
        for tie in sorted(self.allied, key=lambda t: (-t.trust, t.other.seat))[: p.asks]:
            answers.append(tie.other.answer(self))
            if answers[-1].helped and p.until_helped:
                break
        return answers

    def answer(self: AllianceAgent, asker: AllianceAgent) -> Answer:
        """Decide on helping an ally who asks, then deliver as far as one is reliable.

        What was decided from outside takes the place of one's willingness. A failure that was meant
        well and is owned up to counts less against one (candour).
        """
        p = self.model.parameters.support
        luck = self.model.draw(HELP, asker.id, self.id)
        decided = self.model.steering.answers.get((self.id, asker.id))
        willing = luck[0] < (self.willingness(self.ties[asker.id]) if decided is None else decided)
        if luck[1] < p.slip:
            willing = not willing
        helped = willing and luck[2] < self.reliability
        thanked = helped and self.model.draw(HELP, asker.id, self.id, 1)[0] < asker.courtesy
        if helped:
            evidence = (1.0, 0.0)
        elif willing and luck[3] < self.candidness and "candour" not in self.model.off:
            evidence = (0.0, self.model.parameters.cooperate.candour)
        else:
            evidence = (0.0, 1.0)
        good = asker.standing >= p.good_standing
        return Answer(asker, self, willing, helped, evidence, thanked, good)

    def willingness(self: AllianceAgent, tie: Tie) -> float:
        """Probability of meaning to help: a memory-one rule, or attitude.

        Memory-one: own last is whether one delivered when the other last asked, other's last
        whether it delivered when one last asked; a side not yet known counts as helped. Attitude:
        trust, rapport and the other's standing speak for helping, help already given against.
        Sources: nowak1992 for memory-one rules, back2006 for attitude.
        """
        rule = self.strategy.memory_one
        if rule is not None:
            if tie.last_given is None and tie.last_got is None:
                return rule[0]
            return rule[1 + 2 * (tie.last_given is False) + (tie.last_got is False)]
        p = self.model.parameters.support
        return logistic(
            p.attitude
            + p.attitude_trust * (tie.trust - 0.5)
            - p.attitude_balance * tie.balance
            + p.attitude_rapport * tie.bond.rapport
            + p.attitude_standing * (tie.other.standing - 0.5)
        )

    def receive(self: AllianceAgent, answer: Answer) -> None:
        """Take an ally's answer: what it does to both sides' payoffs, evidence and image.

        Help is thanked for or not; a refusal slights, and costs the helper standing if the asker's
        own was good.
        """
        p, tally, helper = self.model.parameters.support, self.model.tally, answer.helper
        tie, back = self.ties[helper.id], helper.ties[self.id]
        image = 0.0 if "trust" in self.model.off else p.image
        tie.last_got = back.last_given = answer.helped
        self.observe(helper, *answer.evidence)
        tally["requests"] += 1
        if not answer.helped:
            self.book(tie, -p.slight)
            self.model.note(FAILURE if answer.willing else REFUSAL, helper, self, -p.slight)
            if answer.asker_in_good_standing:
                helper.standing -= image * helper.standing
            return
        tally["helped"] += 1
        self.unmet = False
        self.model.note(HELPING, helper, self, p.benefit)
        self.book(tie, p.benefit)
        helper.book(back, -p.cost)
        tie.balance -= 1.0
        back.balance += 1.0
        helper.book(back, p.thanks if answer.thanked else -p.slight)
        helper.observe(self, *((p.gratitude, 0.0) if answer.thanked else (0.0, p.gratitude)))
        helper.standing += image * (1.0 - helper.standing)

    def hear_of_opening(self: AllianceAgent) -> None:
        """Hear of an opening: keep it if one fits it best or is not open, else pass it on.

        It goes one step, to the ally whom it fits best. Source: calvo2004.
        """
        p, tally = self.model.parameters.refer, self.model.tally
        luck = self.model.draw(OPENING, self.id)
        if luck[0] >= p.openings:
            return
        kind = int(3.0 * luck[1])
        tally["openings"] += 1
        fits = max(self.allied, key=lambda t: t.other.specialty[kind], default=None)
        keeps = "refer" in self.model.off or luck[2] >= self.candidness
        if fits is None or keeps or fits.other.specialty[kind] <= self.specialty[kind]:
            self.opening = p.worth * self.specialty[kind]
            self.payoff += self.opening
            return
        tally["passed_on"] += 1
        ally, back = fits.other, fits.other.ties[self.id]
        ally.book(back, p.worth * ally.specialty[kind])
        ally.observe(self, 1.0, 0.0)
        fits.balance += 1.0
        back.balance -= 1.0
