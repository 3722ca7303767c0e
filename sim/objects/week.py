"""The week: its processes in order, from :meth:`Weekly.step` down.

This is the model as one reads it. Where another implementation differs, this one says what is
meant.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.objects.tie import Tie
from sim.rules.draws import ARENA, CONFLICT, DEATH, DIRECTION, LAPSE, ORDER
from sim.rules.elementary import exp, log, total
from sim.rules.goals import align, dot, normalise
from sim.rules.resources import KNOWLEDGE, most_and_least, utility
from sim.state.histories import EXPELLED, LEFT
from sim.state.log import COPYING, QUARREL
from sim.state.tables import TALLY

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent, Verdict
    from sim.objects.alliance import Alliance
    from sim.objects.model import AllianceModel

    Pair = tuple[AllianceAgent, Tie, AllianceAgent, Tie]


class Weekly:
    """What happens in a week, as part of a model; the rest of it is in :mod:`sim.objects.model`."""

    def step(self: AllianceModel) -> None:
        """One week: its processes, in this order."""
        self.begin_week()
        self.turnover()
        self.drift()
        self.produce()
        self.share()
        self.cooperate()
        self.support()
        self.refer()
        self.conflict()
        self.attend()
        self.review()
        self.decide()
        self.learn()

    def begin_week(self: AllianceModel) -> None:
        """Let events of this week happen, and start its books."""
        self.week += 1
        for event in self.events:
            if event.week == self.week:
                self.parameters = event.applied_to(self.parameters)
                self._take_note_of_parameters()
        self.tally = dict.fromkeys(TALLY, 0.0)
        for agent in self.population:
            agent.payoff = agent.shared = agent.opening = agent.stake = 0.0
            agent.needed = agent.unmet = agent.won = False
            for tie in agent.ties.values():
                tie.gain = 0.0

    def drift(self: AllianceModel) -> None:
        """1. Goals move."""
        if "drift" not in self.off:
            for agent in self.population:
                agent.drift()

    def produce(self: AllianceModel) -> None:
        """2. Stocks spoil, and are replenished by last week's work."""
        if "produce" not in self.off:
            for agent in self.population:
                agent.produce()

    def share(self: AllianceModel) -> None:
        """3. Allies share resources, all at once; then everybody enjoys what it has.

        On a tie each gives of what it has most of, relative to the other: share · trust · the
        difference, split over as many allies as the busier of the two has. Knowledge is copied;
        skills and materials move.
        """
        before = {agent: utility(agent.stock) for agent in self.population}
        if "share" not in self.off:
            flows = {agent: [0.0, 0.0, 0.0] for agent in self.population}
            for a, tie, b, back in self.allied_pairs():
                most, least = most_and_least(a.stock, b.stock)
                split = 1 + max(len(a.allied), len(b.allied))
                self._flow(a, b, most, tie.trust / split, flows)
                self._flow(b, a, least, back.trust / split, flows)
            for agent, (x, y, z) in flows.items():
                knowledge, skills, materials = agent.stock
                agent.stock = (knowledge + x, skills + y, materials + z)
        for agent in self.population:
            enjoyed = utility(agent.stock)
            agent.payoff += enjoyed
            agent.shared = enjoyed - before[agent]

    def _flow(
        self: AllianceModel,
        giver: AllianceAgent,
        taker: AllianceAgent,
        kind: int,
        weight: float,
        flows: dict[AllianceAgent, list[float]],
    ) -> None:
        surplus = giver.stock[kind] - taker.stock[kind]
        amount = self.parameters.share.rate * weight * max(0.0, surplus)
        flows[taker][kind] += amount
        if kind != KNOWLEDGE or "copying" in self.off:
            flows[giver][kind] -= amount

    def cooperate(self: AllianceModel) -> None:
        """4. Members work for their alliance's common goal, or fail to follow through."""
        if "cooperate" not in self.off:
            aligned = [(alliance, alliance.commitments()) for alliance in self.alliances]
            for alliance, sum_ in sorted(aligned, key=lambda one: one[0].members[0].seat):
                alliance.advance(sum_)

    def support(self: AllianceModel) -> None:
        """5. Some are in need and ask allies for help: all decide first, then it happens."""
        p = self.parameters.support
        if p.lapse > 0.0:
            for a, tie, b, back in self.allied_pairs():
                if self.draw_for_pair(LAPSE, a, b)[0] < p.lapse:
                    tie.last_given = tie.last_got = back.last_given = back.last_got = None
        answers = [answer for agent in self.population for answer in agent.seek_help()]
        for answer in answers:
            answer.asker.receive(answer)
        for agent in self.population:
            if agent.unmet:
                agent.payoff -= p.loss
            agent.favours *= p.balance_memory
            for tie in agent.ties.values():
                tie.balance *= p.balance_memory

    def refer(self: AllianceModel) -> None:
        """6. Some hear of openings, and keep them or pass them on to an ally."""
        for agent in self.population:
            agent.hear_of_opening()

    def conflict(self: AllianceModel) -> None:
        """7. Tension eases, breaks out and costs; silence and diverging goals bring more of it.

        Silence also cools rapport, and uncelebrated milestones are forgotten.
        """
        p = self.parameters.conflict
        rate = 0.0 if "conflict" in self.off else p.rate
        for a, tie, b, back in self.allied_pairs():
            bond = tie.bond
            goal = bond.alliance.common_goal
            misaligned = 1.0 - (align(a.goal, goal) + align(b.goal, goal)) / 2.0
            stale = self.staleness(bond.alliance)
            bond.tension *= p.decay
            luck = self.draw_for_pair(CONFLICT, a, b)
            if luck[0] < rate * (1.0 + p.misalignment * misaligned + p.staleness * stale):
                self.tally["conflicts"] += 1
                if bond.tension < p.calm:
                    bond.tension_since = self.week
                bond.tension += -p.severity * log(luck[1]) * (1.0 - p.damping * bond.rapport)
                self.note(QUARREL, a, b, bond.tension)
            a.book(tie, -p.strife * bond.tension)
            b.book(back, -p.strife * bond.tension)
            bond.rapport *= 1.0 - p.cooling * stale
        for alliance in self.alliances:
            alliance.milestones *= p.fading

    def staleness(self: AllianceModel, alliance: Alliance) -> float:
        """Return how far silence has gone: 1 − exp(−weeks since the last check-in/8)."""
        silent = self.week - alliance.last_check_in
        return 1.0 - exp(-silent / self.parameters.conflict.silence)

    def attend(self: AllianceModel) -> None:
        """8. Agents, in random order, spend their attention; what is left of it is for work."""
        for agent in self.population:
            agent.guest_acts = 0
        for agent in sorted(self.population, key=lambda agent: self.draw(ORDER, agent.id)[0]):
            agent.attend()
        for agent in self.population:
            agent.leave_time_for_work()

    def review(self: AllianceModel) -> None:
        """9. Members stay, leave or are expelled: all is decided before anybody goes."""
        for agent in self.population:
            agent.feel()
        if "review" in self.off:
            return
        satisfactions = {
            agent: {a: agent.satisfaction_in(a) for a in agent.memberships}
            for agent in self.population
        }
        leaving: list[tuple[Alliance, AllianceAgent, int, Verdict]] = []
        for alliance in self.alliances:
            for member in alliance.members:
                alternatives = member.alternatives_to(alliance, satisfactions[member])
                verdict, how = member.review(alliance, alternatives), LEFT
                if not verdict.ends and len(alliance.members) > 2 and "expulsion" not in self.off:
                    verdict, how = member.judged(alliance), EXPELLED
                if verdict.ends:
                    leaving.append((alliance, member, how, verdict))
        for alliance, member, how, verdict in leaving:
            alliance.remove(member, how, verdict.cause)
            self.tally["left" if how == LEFT else "expelled"] += 1
        for alliance, member, how, verdict in leaving:
            if len(alliance.members) < 2 and alliance in self.alliances:
                self.close(alliance, how, verdict.cause, member.id)

    def decide(self: AllianceModel) -> None:
        """10. Influence: arenas in which the louder side wins, whoever's voice it is.

        They are cut of all seats, so that who comes and goes changes its own arena and no other.
        """
        if "decide" in self.off:
            return
        p = self.parameters.decide
        order = sorted(self.seats, key=lambda seat: self.draw(ARENA, seat.number)[0])
        for number, first in enumerate(range(0, len(order), p.arena)):
            arena = [s.agent for s in order[first : first + p.arena] if s.agent is not None]
            direction = normalise(self.normals(DIRECTION, number))
            sides = [dot(agent.goal, direction) >= 0.0 for agent in arena]
            loudness = [0.0, 0.0]
            for agent, side in zip(arena, sides, strict=True):
                loudness[side] += agent.speak(direction, side)
            if loudness[0] == loudness[1]:
                continue
            for agent, side in zip(arena, sides, strict=True):
                agent.won = loudness[side] > loudness[not side]
                if agent.won:
                    agent.stake = p.stake * abs(dot(agent.goal, direction))
                    agent.payoff += agent.stake

    def learn(self: AllianceModel) -> None:
        """11. Fitness follows payoff; strategies spread, if they do, by imitation and mutation."""
        p = self.parameters.learn
        for agent in self.population:
            agent.fitness += p.smoothing * (agent.payoff - agent.fitness)
        if "learn" in self.off or p.rule == "off":
            return
        strategies = {agent: agent.strategy_number for agent in self.population}
        fitness = {agent: agent.fitness for agent in self.population}
        if p.rule == "death_birth":
            self._death_birth(fitness)
            return
        for agent in self.population:
            agent.learn(strategies, fitness)

    def _death_birth(self: AllianceModel, fitness: dict[AllianceAgent, float]) -> None:
        """One agent gives up its strategy; its allies compete for it in proportion to fitness."""
        luck = self.draw(DEATH, 0)
        agent = self.seats[int(luck[0] * len(self.seats))].agent
        agent = agent or self.anybody(DEATH, 0, first=1)
        if agent is None:
            return
        w = self.parameters.learn.selection
        weights = [max(0.0, 1.0 - w + w * fitness[tie.other]) for tie in agent.allied]
        threshold, passed = luck[1] * total(weights), 0.0
        for tie, weight in zip(agent.allied, weights, strict=True):
            passed += weight
            if threshold < passed:
                agent.strategy_number = tie.other.strategy_number
                self.note(COPYING, agent, tie.other, fitness[tie.other] - fitness[agent])
                return

    def allied_pairs(self: AllianceModel) -> Iterator[Pair]:
        """Give every allied pair once, in order of seats, with both its ties."""
        for a in self.population:
            for tie in a.allied:
                if a.seat < tie.other.seat:
                    yield a, tie, tie.other, tie.other.ties[a.id]
