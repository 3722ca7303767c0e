"""What an agent does: a behaviour a method, each the sentence of its rule.

An agent has a goal, resources, temperament and a strategy; it remembers others in ties. Override a
method in a subclass, name the subclass as your model's ``agent_class``, and the model uses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import mesa
import numpy as np

from sim.inputs.strategies import Strategy
from sim.objects.attention import Attending
from sim.objects.communication import Communicating
from sim.objects.own import COMMITMENT, NUMBER, PRACTICE, PROBABILITY, TRUTH, VERDICT, checked
from sim.objects.support import Supporting
from sim.objects.tie import Tie
from sim.rules.draws import DRIFT, LEARN, MODEL, REVIEW
from sim.rules.elementary import exp, logistic, power, total
from sim.rules.goals import Goal, dot, normalise
from sim.state.histories import ALTERNATIVES, CHANCE, DISTRUST, LOW_SATISFACTION, TENSION
from sim.state.log import COPYING
from sim.state.tables import NONE

if TYPE_CHECKING:
    from sim.objects.alliance import Alliance
    from sim.objects.model import AllianceModel


#: What methods of an agent give back, whoever has written them.
GIVEN_BACK = {
    "candidness": PROBABILITY,
    "courtesy": PROBABILITY,
    "follow_through": PROBABILITY,
    "willingness": PROBABILITY,
    "value": NUMBER,
    "threshold": NUMBER,
    "satisfaction_in": NUMBER,
    "alternatives_to": NUMBER,
    "speak": NUMBER,
    "commitment_terms": COMMITMENT,
    "review": VERDICT,
    "judged": VERDICT,
    "wants": TRUTH,
    "next_practice": PRACTICE,
}


class Verdict(NamedTuple):
    """Whether a membership ends this week, how, and why."""

    ends: bool
    cause: int


class AllianceAgent(Communicating, Supporting, Attending, mesa.Agent):
    """An agent that forms, maintains and breaks alliances.

    Attributes
    ----------
    id
        Permanent number; it keys the draws. ``name`` is for people.
    seat
        Number of its seat in the population; it orders what happens one after another.
    goal, specialty, stock
        Unit vector; shares of its output; units of each resource.
    reliability, openness
        Probability of doing what it means to do; probability that what it tells is true.
    attention
        K, acts a week.
    work_acts, idle_acts, guest_acts
        Of this week: its acts of work, those among them that were meant for something else and
        found nothing to do, and the acts of others that it was part of.
    strategy_number
        Its strategy among those of the model.
    ties, allied, memberships
        Ties by other's id; those to allies, in order of seats; its alliances, oldest first.
    payoff, fitness
        Utility this week; smoothed.
    favours
        Favours received lately from anybody, older ones counting less.
    standing
        Public image, 0–1.
    """

    def __init_subclass__(cls, **given: Any) -> None:
        """Look at what a subclass's own methods give back."""
        super().__init_subclass__(**given)
        checked(
            cls, GIVEN_BACK, lambda agent: f" for agent {agent.name} in week {agent.model.week}"
        )

    def __init__(self, model: AllianceModel, row: np.void, name: str) -> None:
        super().__init__(model)
        self.model: AllianceModel = model
        self.id = int(row["id"])
        self.unique_id = self.id
        self.name = name
        self.seat: int = NONE
        self.goal: Goal = tuple(row["goal"].tolist())
        self.specialty: Goal = tuple(row["specialty"].tolist())
        self.stock: Goal = tuple(row["stock"].tolist())
        self.reliability = float(row["reliability"])
        self.openness = float(row["openness"])
        self.attention = int(row["attention"])
        self.strategy_number = int(row["strategy"])
        self.work = float(row["work"])
        self.maintained = int(row["maintained"])
        self.work_acts: int = 0
        self.idle_acts: int = 0
        self.guest_acts: int = 0
        self.payoff = float(row["payoff"])
        self.shared = float(row["shared"])
        self.needed: bool = bool(row["needed"])
        self.unmet: bool = bool(row["unmet"])
        self.favours = float(row["favours"])
        self.fitness = float(row["fitness"])
        self.standing = float(row["standing"])
        self.voice = float(row["voice"])
        self.opening: float = float(row["opening"])
        self.stake: float = float(row["stake"])
        self.won: bool = bool(row["won"])
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
        made = p.output * power(self.work, p.returns)
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
        tension = total(t.bond.tension for t in ties) / len(ties)
        trust = total(t.trust for t in ties) / len(ties)
        willing = exp(-p.strain * tension) * (1.0 - p.wary * (1.0 - trust))
        return self.reliability * self.strategy.diligence * willing

    # -- others -------------------------------------------------------------------------------

    def stranger(self, purpose: int, number: int) -> AllianceAgent | None:
        """Return any other agent, drawn from all seats with redraws; None if there is none."""
        if len(self.model.population) < 2:
            return None
        return self.model.anybody(purpose, self.id, number, but=self)

    # -- stay, leave, expel -------------------------------------------------------------------

    def feel(self) -> None:
        """Satisfaction with every ally follows what the tie yields."""
        smoothing = self.model.parameters.review.smoothing
        for tie in self.allied:
            tie.satisfaction += smoothing * (tie.gain - tie.satisfaction)

    def satisfaction_in(self, alliance: Alliance) -> float:
        """Return the mean satisfaction with one's ties in an alliance."""
        ties = alliance.ties_of(self)
        return total(t.satisfaction for t in ties) / len(ties)

    def commitment_terms(self, ties: list[Tie], alternatives: float) -> tuple[float, list[float]]:
        """Return commitment and its terms that may be to blame, of means over some ties.

        Rusbult's investment model: satisfied, invested, without alternatives — and at peace, and
        trusting. ``ties`` are one's own in an alliance, or the others' to a member. Source:
        rusbult1983.
        """
        p, hope = self.model.parameters.review, self.model.parameters.scout.hope
        week, n = self.model.week, len(ties)
        satisfaction = total(t.satisfaction for t in ties) / n
        tension = total(t.bond.tension for t in ties) / n
        trust = total(t.trust for t in ties) / n
        rapport = total(t.bond.rapport for t in ties) / n
        years = total(old(week - t.bond.joined, p.halfway) for t in ties) / n
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
        return max(0.0, total(others) / m) * m / (m + self.attention) if m else 0.0

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

    def learn(
        self, strategies: dict[AllianceAgent, int], fitness: dict[AllianceAgent, float]
    ) -> None:
        """Mutate, or compare oneself with another and imitate the fitter (Fermi rule).

        ``strategies`` and ``fitness`` are everybody's before anybody learned.
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
        if luck[3] < logistic(p.selection * (fitness[other] - fitness[self])):
            self.model.note(COPYING, self, other, fitness[other] - fitness[self])
            self.strategy_number, self.fitness = strategies[other], fitness[other]


def old(age: int, halfway: float) -> float:
    """Return how much of a tie's final worth its age gives it: age/(age + halfway)."""
    return age / (age + halfway)


def to_blame(terms: list[float]) -> int:
    """Return the cause to record: the most negative term of commitment; chance, if none is."""
    least = min(terms)
    if least >= 0.0:
        return CHANCE
    return (LOW_SATISFACTION, ALTERNATIVES, TENSION, DISTRUST)[terms.index(least)]
