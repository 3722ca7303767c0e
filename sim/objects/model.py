"""The week: eleven processes in order, from :meth:`AllianceModel.step` down.

This is the model as one reads it: objects, plain Python, Mesa. Where another implementation
differs, this one says what is meant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import exp, log
from typing import Any

import mesa
import numpy as np

from sim.inputs.events import Event, events_from
from sim.inputs.parameters import Parameters, parameters_from
from sim.inputs.strategies import Mix, MixLike, mix_from
from sim.objects.agent import AllianceAgent, Verdict
from sim.objects.alliance import Alliance
from sim.objects.tie import Tie
from sim.objects.transfer import restore, taken
from sim.practices.rule import Rule
from sim.practices.shipped import SHIPPED
from sim.rules.draws import (
    ARENA,
    CONFLICT,
    DEATH,
    DIRECTION,
    ORDER,
    TURNOVER,
    key,
    normals,
    priority,
    uniforms,
)
from sim.rules.goals import align, blend, dot, normalise
from sim.rules.resources import KNOWLEDGE, most_and_least, utility
from sim.state.histories import ABSORBED, DISSOLVED, EXPELLED, LEFT, NO_CAUSE, STRANGER, Histories
from sim.state.start import first_state
from sim.state.tables import TALLY, State

Pair = tuple[AllianceAgent, Tie, AllianceAgent, Tie]


class AllianceModel(mesa.Model):
    """A population of agents that form, maintain and break alliances; one step is one week.

    Parameters
    ----------
    parameters
        ``Parameters``, or {dotted name: value} for what differs from the defaults.
    strategies
        A name, a strategy, {name: share}, or pairs (strategy, share).
    rng
        The seed, a whole number: it determines everything. Mesa calls it so.
    events
        {"week": w, "set": {dotted name: value}}: parameters that change at the start of a week.
    state, histories, names
        A state to go on from instead of a start, with its histories; names of agents by row.
    practices
        The rules of what agents spend attention on, beside work.

    Attributes
    ----------
    population
        The agents in order of id; ``agents`` is Mesa's set of the same.
    alliances
        Those alive, oldest first. ``histories`` has all that ever were.
    tally
        What happened this week, by the names of ``sim.state.tables.TALLY``.
    week
        The week of the last step; 0 before the first.
    """

    agent_class: type[AllianceAgent] = AllianceAgent
    alliance_class: type[Alliance] = Alliance

    def __init__(
        self,
        parameters: Parameters | Mapping[str, Any] | None = None,
        strategies: MixLike = "balanced",
        *,
        rng: int = 0,
        events: Iterable[Event | Mapping[str, Any]] = (),
        state: State | None = None,
        histories: Histories | None = None,
        names: Sequence[str] | None = None,
        practices: Iterable[Rule] = SHIPPED,
    ) -> None:
        super().__init__(rng=abs(int(rng)))
        self.practices = {rule.declared.name: rule for rule in practices}
        self.seed = int(rng)
        self.key = key(self.seed)
        self.mix: Mix = mix_from(strategies)
        self.strategies = [strategy for strategy, _ in self.mix]
        self.events = events_from(events)
        self.parameters = parameters_from(parameters)
        if state is None:
            state, histories, names = first_state(self.parameters, self.mix, self.seed)
        for event in self.events:
            if event.week <= state.week:
                self.parameters = event.applied_to(self.parameters)
        self.names = list(names) if names is not None else None
        self.histories = histories or Histories()
        self.week = state.week
        self.serial = state.serial
        self.tally = {**dict.fromkeys(TALLY, 0.0), **state.tally}
        self.alliances: list[Alliance] = []
        self.population: list[AllianceAgent] = []
        self._take_note_of_parameters()
        restore(self, state)
        # Mesa numbers agents in a table that would keep every model alive; our ids are our own.
        getattr(mesa.Agent, "_ids", {}).pop(self, None)
        self.by_id = {agent.id: agent for agent in self.population}
        self.place = {agent.id: place for place, agent in enumerate(self.population)}

    def _take_note_of_parameters(self) -> None:
        self.off = frozenset(self.parameters.off)
        work = "work" not in self.off
        self.thresholds = [strategy.thresholds(work) for strategy in self.strategies]

    # -- chance -------------------------------------------------------------------------------

    def draw(
        self, purpose: int, i: int, j: int = 0, repeat: int = 0
    ) -> tuple[float, float, float, float]:
        """Return the four uniforms of this week for a purpose and ids (:mod:`sim.rules.draws`)."""
        return uniforms(*self.key, purpose, self.week, i, j, repeat)

    def normals(self, purpose: int, i: int) -> tuple[float, float, float]:
        """Return three standard normals of this week for a purpose and an id."""
        return normals(*self.key, purpose, self.week, i, 0)

    def pick(self, candidates: list[AllianceAgent], luck: float) -> AllianceAgent | None:
        """Return a random one of some agents, None if there are none."""
        return max(candidates, key=lambda agent: priority(luck, agent.id), default=None)

    # -- the week -----------------------------------------------------------------------------

    def step(self) -> None:
        """One week: eleven processes, in this order."""
        self.begin_week()
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

    def begin_week(self) -> None:
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

    def drift(self) -> None:
        """1. Goals move."""
        if "drift" not in self.off:
            for agent in self.population:
                agent.drift()

    def produce(self) -> None:
        """2. Stocks spoil, and are replenished by last week's work."""
        if "produce" not in self.off:
            for agent in self.population:
                agent.produce()

    def share(self) -> None:
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
        self,
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

    def cooperate(self) -> None:
        """4. Members work for their alliance's common goal, or fail to follow through."""
        if "cooperate" not in self.off:
            for alliance in self.alliances:
                alliance.commitments()

    def support(self) -> None:
        """5. Some are in need and ask allies for help: all decide first, then it happens."""
        p = self.parameters.support
        if p.turnover > 0.0:
            for a, tie, b, back in self.allied_pairs():
                if self.draw(TURNOVER, a.id, b.id)[0] < p.turnover:
                    tie.last_given = tie.last_got = back.last_given = back.last_got = None
        answers = [answer for agent in self.population for answer in agent.seek_help()]
        for answer in answers:
            answer.asker.receive(answer)
        for agent in self.population:
            if agent.unmet:
                agent.payoff -= p.loss
            for tie in agent.ties.values():
                tie.balance *= p.balance_memory

    def refer(self) -> None:
        """6. Some hear of openings, and keep them or pass them on to an ally."""
        for agent in self.population:
            agent.hear_of_opening()

    def conflict(self) -> None:
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
            luck = self.draw(CONFLICT, a.id, b.id)
            if luck[0] < rate * (1.0 + p.misalignment * misaligned + p.staleness * stale):
                self.tally["conflicts"] += 1
                if bond.tension < p.calm:
                    bond.tension_since = self.week
                bond.tension += -p.severity * log(luck[1]) * (1.0 - p.damping * bond.rapport)
            a.book(tie, -p.strife * bond.tension)
            b.book(back, -p.strife * bond.tension)
            bond.rapport *= 1.0 - p.cooling * stale
        for alliance in self.alliances:
            alliance.milestones *= p.fading

    def staleness(self, alliance: Alliance) -> float:
        """Return how far silence has gone: 1 − exp(−weeks since the last check-in/8)."""
        silent = self.week - alliance.last_check_in
        return 1.0 - exp(-silent / self.parameters.conflict.silence)

    def attend(self) -> None:
        """8. Agents, in random order, spend their attention."""
        order = sorted(self.population, key=lambda agent: (self.draw(ORDER, agent.id)[0], agent.id))
        for agent in order:
            agent.attend()

    def review(self) -> None:
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

    def decide(self) -> None:
        """10. Influence: arenas of agents in which the louder side wins, whoever's voice it is."""
        if "decide" in self.off:
            return
        p = self.parameters.decide
        order = sorted(self.population, key=lambda agent: (self.draw(ARENA, agent.id)[0], agent.id))
        for number, first in enumerate(range(0, len(order), p.arena)):
            arena = order[first : first + p.arena]
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

    def learn(self) -> None:
        """11. Fitness follows payoff; strategies spread, if they do, by imitation and mutation."""
        p = self.parameters.learn
        for agent in self.population:
            agent.fitness += p.smoothing * (agent.payoff - agent.fitness)
        if "learn" in self.off or p.rule == "off":
            return
        strategies = [agent.strategy_number for agent in self.population]
        fitness = [agent.fitness for agent in self.population]
        if p.rule == "death_birth":
            self._death_birth(fitness)
            return
        for agent in self.population:
            agent.learn(strategies, fitness)

    def _death_birth(self, fitness: list[float]) -> None:
        """One agent gives up its strategy; its allies compete for it in proportion to fitness."""
        luck = self.draw(DEATH, 0)
        agent = self.population[int(luck[0] * len(self.population))]
        w = self.parameters.learn.selection
        weights = [max(0.0, 1.0 - w + w * fitness[self.place[t.other.id]]) for t in agent.allied]
        threshold, passed = luck[1] * sum(weights), 0.0
        for tie, weight in zip(agent.allied, weights, strict=True):
            passed += weight
            if threshold < passed:
                agent.strategy_number = tie.other.strategy_number
                return

    # -- alliances ----------------------------------------------------------------------------

    def allied_pairs(self) -> Iterator[Pair]:
        """Give every allied pair once, in order of ids, with both its ties."""
        for a in self.population:
            for tie in a.allied:
                if a.id < tie.other.id:
                    yield a, tie, tie.other, tie.other.ties[a.id]

    def found(self, founder: AllianceAgent, partner: AllianceAgent, met: int) -> Alliance:
        """Found an alliance of two; its common goal is the sum of their goals as told."""
        told, heard = partner.ties[founder.id].believed_goal, founder.ties[partner.id].believed_goal
        goal = blend(1.0, told, heard)
        alliance = self.alliance_class(self, self.serial, goal, self.week)
        self.histories.form(alliance.serial, founder.id, partner.id, met, self.week)
        self.serial += 1
        self.alliances.append(alliance)
        self.tally["formed"] += 1
        self.tally["through_allies"] += met != STRANGER
        alliance.join(founder)
        alliance.join(partner)
        return alliance

    def close(self, alliance: Alliance, how: int, cause: int, by: int) -> None:
        """End an alliance; whoever is still in it is released."""
        released = ABSORBED if how == ABSORBED else DISSOLVED
        for member in reversed(list(alliance.members)):
            alliance.remove(member, released, NO_CAUSE)
        self.alliances.remove(alliance)
        self.histories.end(alliance.serial, self.week, how, cause, by)
        self.tally["dissolved"] += how != ABSORBED

    # -- tables -------------------------------------------------------------------------------

    def state(self, *, acquaintances: bool = True) -> State:
        """Return the state as tables; without acquaintances enough to measure, not to go on."""
        return taken(self, acquaintances)

    def history_tables(self) -> tuple[np.ndarray, np.ndarray]:
        """Return every membership and every alliance that ever was, as tables."""
        return self.histories.tables()
