"""What an agent does: a behaviour a method, each the sentence of its rule.

An agent has a goal, resources, temperament and a strategy; it remembers others in ties. Override a
method in a subclass, name the subclass as your model's ``agent_class``, and the model uses it.
"""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, NamedTuple

import mesa
import numpy as np

from sim.inputs.strategies import Strategy
from sim.objects.attention import Attending
from sim.objects.communication import Communicating
from sim.objects.tie import Tie
from sim.rules.draws import DRIFT, HELP, LEARN, MODEL, NEED, OPENING, REVIEW
from sim.rules.goals import Goal, dot, normalise
from sim.rules.logistic import logistic
from sim.state.histories import ALTERNATIVES, CHANCE, DISTRUST, LOW_SATISFACTION, TENSION

if TYPE_CHECKING:
    from sim.objects.alliance import Alliance
    from sim.objects.model import AllianceModel


class Answer(NamedTuple):
    """What an ally did when asked for help: ``evidence`` is what the asker learns from it."""

    asker: AllianceAgent
    helper: AllianceAgent
    helped: bool
    evidence: tuple[float, float]
    thanked: bool
    asker_in_good_standing: bool


class Verdict(NamedTuple):
    """Whether a membership ends this week, how, and why."""

    ends: bool
    cause: int


class AllianceAgent(Communicating, Attending, mesa.Agent):
    """An agent that forms, maintains and breaks alliances.

    Attributes
    ----------
    id
        Permanent number; it keys the draws. ``name`` is for people.
    goal, specialty, stock
        Unit vector; shares of its output; units of each resource.
    reliability, openness
        Probability of doing what it means to do; probability that what it tells is true.
    attention
        K, acts a week.
    strategy_number
        Its strategy among those of the model.
    ties, allied, memberships
        Ties by other's id; those to allies, in order of id; its alliances, oldest first.
    payoff, fitness
        Utility this week; smoothed.
    standing
        Public image, 0–1.
    """

    def __init__(self, model: AllianceModel, row: np.void, name: str) -> None:
        super().__init__(model)
        self.model: AllianceModel = model
        self.id = int(row["id"])
        self.unique_id = self.id
        self.name = name
        self.goal: Goal = tuple(row["goal"].tolist())
        self.specialty: Goal = tuple(row["specialty"].tolist())
        self.stock: Goal = tuple(row["stock"].tolist())
        self.reliability = float(row["reliability"])
        self.openness = float(row["openness"])
        self.attention = int(row["attention"])
        self.strategy_number = int(row["strategy"])
        self.work = float(row["work"])
        self.maintained = int(row["maintained"])
        self.payoff = float(row["payoff"])
        self.shared = float(row["shared"])
        self.needed = bool(row["needed"])
        self.unmet = bool(row["unmet"])
        self.fitness = float(row["fitness"])
        self.standing = float(row["standing"])
        self.voice = float(row["voice"])
        self.opening = float(row["opening"])
        self.stake = float(row["stake"])
        self.won = bool(row["won"])
        self.introducer: AllianceAgent | None = None
        self.ties: dict[int, Tie] = {}
        self.allied: list[Tie] = []
        self.memberships: list[Alliance] = []

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    # -- who one is ---------------------------------------------------------------------------

    @property
    def strategy(self) -> Strategy:
        """The strategy it follows now."""
        return self.model.strategies[self.strategy_number]

    @property
    def candidness(self) -> float:
        """Probability of telling the truth: the strategy's openness, else its own."""
        if "openness" in self.model.off:
            return 0.0
        openness = self.strategy.openness
        return self.openness if openness is None else openness

    @property
    def courtesy(self) -> float:
        """Probability of acknowledging help: the strategy's, else the world's."""
        if "appreciation" in self.model.off:
            return 0.0
        appreciation = self.strategy.appreciation
        return self.model.parameters.support.appreciation if appreciation is None else appreciation

    # -- payoffs ------------------------------------------------------------------------------

    def book(self, tie: Tie, amount: float) -> None:
        """Book what a tie costs or yields, to the payoff and to the tie's gain."""
        self.payoff += amount
        tie.gain += amount

    def book_evenly(self, ties: list[Tie], amount: float) -> None:
        """Book an amount split evenly over some ties."""
        self.payoff += amount
        for tie in ties:
            tie.gain += amount / len(ties)

    # -- a week -------------------------------------------------------------------------------

    def drift(self) -> None:
        """Goals move: goal ← normalise(goal + rate·ξ)."""
        rate = self.model.parameters.drift.rate
        x, y, z = self.model.normals(DRIFT, self.id)
        a, b, c = self.goal
        self.goal = normalise((a + rate * x, b + rate * y, c + rate * z))

    def produce(self) -> None:
        """Stocks spoil and are replenished: retention·stock + output·specialty·work^returns."""
        p = self.model.parameters.produce
        made = p.output * self.work**p.returns
        (a, b, c), (x, y, z) = self.stock, self.specialty
        self.stock = (
            p.retention * a + made * x,
            p.retention * b + made * y,
            p.retention * c + made * z,
        )

    def follow_through(self, alliance: Alliance) -> float:
        """Probability of keeping a commitment: able, diligent, at peace and trusting."""
        p = self.model.parameters.cooperate
        ties = alliance.ties_of(self)
        tension = sum(t.bond.tension for t in ties) / len(ties)
        trust = sum(t.trust for t in ties) / len(ties)
        willing = exp(-p.strain * tension) * (1.0 - p.wary * (1.0 - trust))
        return self.reliability * self.strategy.diligence * willing

    def seek_help(self) -> list[Answer]:
        """In need, ask the most trusted allies, one after another, until helped.

        Where ``until_helped`` is false all that one may ask are asked, and every help counts.
        Source: ohtsuki2006, games on networks.
        """
        p = self.model.parameters.support
        self.needed = self.unmet = self.model.draw(NEED, self.id)[0] < p.hardship
        if not self.needed or "support" in self.model.off:
            return []
        answers: list[Answer] = []
        for tie in sorted(self.allied, key=lambda t: (-t.trust, t.other.id))[: p.asks]:
            answers.append(tie.other.answer(self))
            if answers[-1].helped and p.until_helped:
                break
        return answers

    def answer(self, asker: AllianceAgent) -> Answer:
        """Decide on helping an ally who asks, then deliver as far as one is reliable.

        A failure that was meant well and is owned up to counts less against one (candour).
        """
        p = self.model.parameters.support
        luck = self.model.draw(HELP, asker.id, self.id)
        willing = luck[0] < self.willingness(self.ties[asker.id])
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
        return Answer(asker, self, helped, evidence, thanked, good)

    def willingness(self, tie: Tie) -> float:
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

    def receive(self, answer: Answer) -> None:
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
            if answer.asker_in_good_standing:
                helper.standing -= image * helper.standing
            return
        tally["helped"] += 1
        self.unmet = False
        self.book(tie, p.benefit)
        helper.book(back, -p.cost)
        tie.balance -= 1.0
        back.balance += 1.0
        helper.book(back, p.thanks if answer.thanked else -p.slight)
        helper.observe(self, *((p.gratitude, 0.0) if answer.thanked else (0.0, p.gratitude)))
        helper.standing += image * (1.0 - helper.standing)

    def hear_of_opening(self) -> None:
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

    # -- others -------------------------------------------------------------------------------

    def stranger(self, purpose: int, number: int) -> AllianceAgent:
        """Return any other agent, drawn from all by index with redraws."""
        population = self.model.population
        for repeat in range(2**16):
            for u in self.model.draw(purpose, self.id, number, repeat):
                other = population[int(u * len(population))]
                if other is not self:
                    return other
        raise AssertionError("2¹⁸ draws in a row found nobody else")

    # -- stay, leave, expel -------------------------------------------------------------------

    def feel(self) -> None:
        """Satisfaction with every ally follows what the tie yields."""
        smoothing = self.model.parameters.review.smoothing
        for tie in self.allied:
            tie.satisfaction += smoothing * (tie.gain - tie.satisfaction)

    def satisfaction_in(self, alliance: Alliance) -> float:
        """Return the mean satisfaction with one's ties in an alliance."""
        ties = alliance.ties_of(self)
        return sum(t.satisfaction for t in ties) / len(ties)

    def commitment_terms(self, ties: list[Tie], alternatives: float) -> tuple[float, list[float]]:
        """Return commitment and its terms that may be to blame, of means over some ties.

        Rusbult's investment model: satisfied, invested, without alternatives — and at peace, and
        trusting. ``ties`` are one's own in an alliance, or the others' to a member. Source:
        rusbult1983.
        """
        p, hope = self.model.parameters.review, self.model.parameters.scout.hope
        week, n = self.model.week, len(ties)
        satisfaction = sum(t.satisfaction for t in ties) / n
        tension = sum(t.bond.tension for t in ties) / n
        trust = sum(t.trust for t in ties) / n
        rapport = sum(t.bond.rapport for t in ties) / n
        years = sum(old(week - t.bond.joined, p.halfway) for t in ties) / n
        blame = [
            p.satisfaction * (satisfaction - hope),
            -p.alternatives * alternatives,
            -p.tension * tension,
            p.trust * (trust - 0.5),
        ]
        investment = 0.5 * (rapport + years)
        commitment = p.intercept + p.satisfaction * satisfaction + p.investment * investment
        return commitment + blame[1] + blame[2] + blame[3], blame

    def alternatives_to(self, alliance: Alliance, satisfactions: dict[Alliance, float]) -> float:
        """Return how good one's other memberships are; many weigh more than few."""
        others = [satisfactions[a] for a in self.memberships if a is not alliance]
        m = len(others)
        return max(0.0, sum(others) / m) * m / (m + self.attention) if m else 0.0

    def review(self, alliance: Alliance, alternatives: float) -> Verdict:
        """Stay or leave: leave with probability σ(−commitment)."""
        ties = alliance.ties_of(self)
        commitment, blame = self.commitment_terms(ties, alternatives)
        luck = self.model.draw(REVIEW, self.id, alliance.least_other(self))
        return Verdict(luck[0] < logistic(-commitment), to_blame(blame))

    def judged(self, alliance: Alliance) -> Verdict:
        """Be kept or expelled: the others' mean commitment to one decides."""
        ties = [m.ties[self.id] for m in alliance.others(self)]
        commitment, blame = self.commitment_terms(ties, 0.0)
        luck = self.model.draw(REVIEW, self.id, alliance.least_other(self))
        return Verdict(luck[1] < logistic(-commitment), to_blame(blame))

    # -- influence and learning ---------------------------------------------------------------

    def speak(self, direction: Goal, side: bool) -> float:
        """Return one's voice: 1, and the trust of every ally on the same side."""
        self.voice = 1.0
        if "voice" not in self.model.off:
            for tie in self.allied:
                if (dot(tie.other.goal, direction) >= 0.0) == side:
                    self.voice += tie.other.ties[self.id].trust
        return self.voice

    def learn(self, strategies: list[int], fitness: list[float]) -> None:
        """Mutate, or compare oneself with another and imitate the fitter (Fermi rule).

        ``strategies`` and ``fitness`` are everybody's before anybody learned, in order of id.
        Source: traulsen2006.
        """
        p = self.model.parameters.learn
        luck = self.model.draw(LEARN, self.id)
        more = self.model.draw(LEARN, self.id, 0, 1)
        if luck[0] < p.mutation:
            self.strategy_number = int(more[0] * len(self.model.strategies))
            return
        if luck[1] >= p.rate:
            return
        if luck[2] < p.allies:
            other = self.model.pick([t.other for t in self.allied], more[1])
        else:
            other = self.stranger(MODEL, 0)
        if other is None:
            return
        at, mine = self.model.place[other.id], fitness[self.model.place[self.id]]
        if luck[3] < logistic(p.selection * (fitness[at] - mine)):
            self.strategy_number, self.fitness = strategies[at], fitness[at]


def old(age: int, halfway: float) -> float:
    """Return how much of a tie's final worth its age gives it: age/(age + halfway)."""
    return age / (age + halfway)


def to_blame(terms: list[float]) -> int:
    """Return the cause to record: the most negative term of commitment; chance, if none is."""
    least = min(terms)
    if least >= 0.0:
        return CHANCE
    return (LOW_SATISFACTION, ALTERNATIVES, TENSION, DISTRUST)[terms.index(least)]
