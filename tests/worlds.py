"""Small worlds that run: agents made by hand and luck by script, to be worked out on paper.

A world is a model made from a state of :mod:`tests.states`. Its agents are plain: the same goal,
specialty and stock, wholly reliable and open, with four acts of attention. Its rules are plain too:
parameters that have a neutral value have it. A test changes what it is about, says what luck there
is for which purpose, and calls one process or practice.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.inputs.strategies import MixLike
from sim.inputs.versions import neutral
from sim.objects.agent import AllianceAgent
from sim.objects.model import AllianceModel
from sim.objects.tie import Bond, Tie
from sim.practices.rule import Act
from sim.rules.draws import PURPOSES
from sim.state.histories import AT_START, Histories
from sim.state.tables import State
from tests import states

X, Y, Z = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)

#: Parameters of a world in which one thing happens at a time.
PLAIN = {**neutral(), "trust.hearsay": 0.5}

#: (purpose,) or (purpose, i) or (purpose, i, j) or (purpose, i, j, repeat) → its uniforms.
Luck = Mapping[tuple[int, ...], Sequence[float]]


class Scripted(AllianceModel):
    """A model whose luck is written down; what was not written down must not be drawn.

    A random pick takes the candidates in order of id and the uniform as a place in that row.
    """

    luck: Luck

    def draw(
        self, purpose: int, i: int, j: int = 0, repeat: int = 0
    ) -> tuple[float, float, float, float]:
        for known in ((purpose, i, j, repeat), (purpose, i, j), (purpose, i), (purpose,)):
            if known in self.luck and (repeat == 0 or len(known) in (1, 4)):
                a, b, c, d = (*self.luck[known], 0.5, 0.5, 0.5)[:4]
                return a, b, c, d
        raise AssertionError(f"unscripted: {list(PURPOSES)[purpose - 1]} {i}, {j}, {repeat}")

    def normals(self, purpose: int, i: int) -> tuple[float, float, float]:
        return self.draw(purpose, i)[:3]

    def pick(self, candidates: list[AllianceAgent], luck: float) -> AllianceAgent | None:
        ordered = sorted(candidates, key=lambda agent: agent.id)
        return ordered[int(luck * len(ordered))] if ordered else None


def world(
    agents: int,
    *alliances: Sequence[int],
    acquainted: Sequence[tuple[int, int]] = (),
    luck: Luck | None = None,
    week: int = 10,
    strategies: MixLike = "balanced",
    **parameters: Any,
) -> Scripted:
    """Return a model of agents 0, 1, … and their alliances, all formed in week 0.

    Parameters
    ----------
    acquainted
        Pairs (agent, other) of which the first knows the second without being allied.
    luck
        The uniforms of each purpose that will be asked for.
    week
        The week it is; alliances have not met since week 0.
    parameters
        Parameters by dotted name with two underscores for the dot: ``share__rate=0.5``.
    """
    state = states.world(agents, *alliances, acquainted=acquainted, week=week)
    state.agents["stock"] = 1.0
    state.agents["reliability"] = state.agents["openness"] = 1.0
    return made(state, luck, strategies, **parameters)


def made(
    state: State, luck: Luck | None = None, strategies: MixLike = "balanced", **parameters: Any
) -> Scripted:
    """Return the model of a state, with histories of alliances as they are in it."""
    histories = Histories()
    for row in state.alliances:
        members = row["members"][: row["size"]].tolist()
        histories.form(int(row["alliance"]), members[0], members[1], AT_START, 0)
        for size, member in enumerate(members, start=1):
            histories.join(int(row["alliance"]), member, 0, 0, size)
    given = {name.replace("__", "."): value for name, value in parameters.items()}
    dotted = {**PLAIN, **given}
    model = Scripted(dotted, strategies, state=state, histories=histories)
    model.luck = luck or {}
    return model


def tie(agent: AllianceAgent, other: AllianceAgent) -> Tie:
    """Return what ``agent`` knows of ``other``."""
    return agent.ties[other.id]


def bond(agent: AllianceAgent, other: AllianceAgent) -> Bond:
    """Return what two allies have between them."""
    found = agent.ties[other.id].bond
    assert isinstance(found, Bond)
    return found


def act(number: int = 0, *luck: float) -> Act:
    """Return an act of attention with the given uniforms, ½ where none is given."""
    a, b, c, d = (*luck, 0.5, 0.5, 0.5, 0.5)[:4]
    return Act(number, (a, b, c, d))


def evidence(agent: AllianceAgent, other: AllianceAgent) -> tuple[float, float]:
    """Return what ``agent`` has seen of ``other``: (kept, broken)."""
    found = agent.ties[other.id]
    return found.kept, found.broken


def heard(agent: AllianceAgent, other: AllianceAgent) -> tuple[float, float]:
    """Return what ``agent`` has been told of ``other``: (kept, broken)."""
    found = agent.ties[other.id]
    return found.heard_kept, found.heard_broken
