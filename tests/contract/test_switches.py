"""Every switch keeps the contract: off changes the world, leaves it sound, and is really off."""

from collections import Counter
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest

from sim.errors import BadInput
from sim.inputs.parameters import parameters_from
from sim.inputs.strategies import STRATEGIES
from sim.inputs.switches import MECHANISMS, PLACEBOS, PRACTICES, PROCESSES, SWITCHES
from sim.measures.arrays import evidence_of
from sim.objects.agent import AllianceAgent
from sim.objects.support import Answer
from sim.practices.rule import Act
from sim.practices.targets import Candidate
from sim.rules.goals import UNKNOWN, Goal
from sim.state.histories import CLOSURE
from tests.invariants import Accounted, books_balance, differences, hold
from tests.strategies import EVERYTHING

#: A world in which everything happens that can be switched off.
WORLD = {
    "population.agents": 30,
    "population.pairs": True,
    "cooperate.milestone": 2.0,
    "conflict.rate": 0.2,
    "refer.openings": 0.3,
    "support.hardship": 0.4,
    "review.intercept": 1.0,
    "learn.rule": "fermi",
    "learn.rate": 0.2,
    "learn.mutation": 0.05,
}
MIX = ((EVERYTHING, 0.75), (STRATEGIES["networker"], 0.25))
WEEKS = 20
#: And what only one of them needs: who leaves takes with it what is seen of others.
MORE = {"turnover": {"turnover.exit": 0.05}}


class WatchedAgent(AllianceAgent):
    """Notes what it does."""

    def answer(self, asker: AllianceAgent) -> Answer:
        answer = super().answer(asker)
        self.model.answers.append(answer)  # type: ignore[attr-defined]
        return answer

    def tell(self, listener: AllianceAgent) -> Goal:
        told = super().tell(listener)
        self.model.truths += told == self.goal  # type: ignore[attr-defined]
        return told

    def where_to_scout(self, act: Act) -> Candidate:
        candidate = super().where_to_scout(act)
        self.model.looked[candidate.met] += 1  # type: ignore[attr-defined]
        return candidate


def _counting(practice: str) -> Callable[..., None]:
    def done(self: WatchedAgent, target: object, act: object) -> None:
        self.model.done[practice] += 1  # type: ignore[attr-defined]
        self.model.practices[practice].do(self, target, act)

    return done


for _practice in PLACEBOS:
    setattr(WatchedAgent, _practice, _counting(_practice))


class Watched(Accounted):
    """Notes what happens over all weeks, by names of the tally and of practices."""

    agent_class = WatchedAgent

    def watch(self) -> "Watched":
        self.done: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.looked: Counter[int] = Counter()
        self.answers: list[Answer] = []
        self.stakes = self.shared = self.voices = self.introduced = 0.0
        self.knowledge_kept = True
        self.truths = 0
        self.first = self.state()
        for _ in range(WEEKS):
            self.step()
            books_balance(self)
            hold(self)
            self.total.update(self.tally)
            for agent in self.population:
                self.stakes += agent.stake
                self.shared += abs(agent.shared)
                self.voices += agent.voice - 1.0
                self.introduced += agent.introducer is not None
        self.last = self.state()
        return self

    def share(self) -> None:
        before = sum(agent.stock[0] for agent in self.population)
        super().share()
        after = sum(agent.stock[0] for agent in self.population)
        self.knowledge_kept &= abs(after - before) < 1e-9


@cache
def run(off: str = "", blind: str = "", null: str = "", about: str = "") -> Watched:
    names = {"off": (off,) if off else (), "blind": (blind,) if blind else ()}
    names["null"] = (null,) if null else ()
    return Watched({**WORLD, **MORE.get(about or off, {}), **names}, MIX, rng=21).watch()


def same(column: str) -> Callable[[Watched], bool]:
    """Whether a column of the agents is at the end what it was at the start."""
    return lambda m: bool(np.array_equal(m.first.agents[column], m.last.agents[column]))


def none_of(*names: str) -> Callable[[Watched], bool]:
    """Whether things of the tally never happened."""
    return lambda m: not any(m.total[name] for name in names)


def heard_of(model: Watched) -> int:
    """How many are known that never told anything about themselves, from hearsay alone."""
    ties = [tie for agent in model.population for tie in agent.ties.values()]
    return sum(tie.believed_goal == UNKNOWN and tie.evidence > 0.0 for tie in ties)


def conserved(model: Watched) -> bool:
    """Whether as much of what moves is there as at the start."""
    sums = [table["stock"][:, 1:].sum(axis=0) for table in (model.first.agents, model.last.agents)]
    return bool(np.allclose(*sums, rtol=1e-9))


def no_evidence(model: Watched) -> bool:
    return not evidence_of(model.last.ties).any() and same("standing")(model)


def not_done(practice: str) -> Callable[[Watched], bool]:
    """Whether a practice was never done."""
    return lambda m: m.done[practice] == 0


#: What can be seen at the end of a run if a thing was off, and is not so if it was on.
IS_OFF: dict[str, Callable[[Watched], bool]] = {
    "turnover": lambda m: not m.histories.gone,
    "drift": same("goal"),
    "produce": conserved,
    "share": lambda m: m.shared == 0.0,
    "cooperate": none_of("commitments", "kept", "progress", "milestones"),
    "support": none_of("requests", "helped"),
    "refer": none_of("passed_on"),
    "conflict": none_of("conflicts"),
    "attend": lambda m: set(m.last.agents["work"]) == {1.0} and not m.done,
    "review": none_of("left", "expelled", "dissolved"),
    "decide": lambda m: m.stakes == 0.0,
    "learn": same("strategy"),
    "work": lambda m: all(thresholds[0] == 0.0 for thresholds in m.thresholds),
    **{practice: not_done(practice) for practice in PLACEBOS},
    "copying": lambda m: m.knowledge_kept,
    "openness": lambda m: m.truths == 0 and none_of("passed_on")(m),
    "appreciation": lambda m: not any(answer.thanked for answer in m.answers),
    "candour": lambda m: {a.evidence for a in m.answers} <= {(1.0, 0.0), (0.0, 1.0)},
    "diversity": none_of("diversity"),
    "introductions": lambda m: m.introduced == 0.0,
    "hearsay": lambda m: heard_of(m) == 0,
    "closure": lambda m: m.looked[CLOSURE] == 0,
    "voice": lambda m: m.voices == 0.0,
    "trust": no_evidence,
    "expulsion": none_of("expelled"),
}


def test_every_switch_is_here() -> None:
    assert IS_OFF.keys() == SWITCHES.keys(), "what can be seen where it is off?"
    assert len(SWITCHES) == len(PROCESSES) + len(PRACTICES) + len(MECHANISMS)
    assert set(PLACEBOS) == set(PRACTICES) - {"work"}


@pytest.mark.parametrize("name", SWITCHES)
def test_off_is_off_and_matters(name: str) -> None:
    base, without = run(about=name if name in MORE else ""), run(off=name)
    assert not IS_OFF[name](base), "in the base world it happens"
    assert IS_OFF[name](without)
    assert differences(base.last, without.last)


@pytest.mark.parametrize("name", SWITCHES)
def test_a_switch_says_what_the_world_is_like_without_it(name: str) -> None:
    assert len(SWITCHES[name]) > 20
    assert not SWITCHES[name].endswith(".")


@pytest.mark.parametrize("practice", PLACEBOS)
def test_blind_is_done_and_not_the_same(practice: str) -> None:
    base, blind = run(), run(blind=practice)
    assert base.done[practice] > 0 < blind.done[practice]
    assert differences(base.last, blind.last)


@pytest.mark.parametrize("practice", PLACEBOS)
def test_null_costs_time_and_nothing_is_done(practice: str) -> None:
    null = run(null=practice)
    assert null.done[practice] == 0 < run().done[practice]
    assert differences(run(off=practice).last, null.last)  # off leaves the time for work


@pytest.mark.parametrize(
    ("field", "name", "hint"),
    [
        ("off", "shares", "Did you mean 'share'"),
        ("blind", "work", "Known: adapt"),  # idle work has no target
        ("null", "share", "Known: adapt"),
    ],
)
def test_an_unknown_switch_is_refused_with_the_nearest(field: str, name: str, hint: str) -> None:
    with pytest.raises(BadInput, match=hint):
        parameters_from({field: (name,)})
