"""What acts are done to: a random one (the placebo of aiming), and whose time it takes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.engine.anywhere import any_alliance, any_slot, stranger
from sim.engine.telling import are_allies
from sim.engine.world import World
from sim.errors import BadInput
from sim.inputs.practices.practice import Target
from sim.practices.rule import Act, Rule
from sim.rules.draws import STRANGER
from sim.rules.jit import part
from sim.state.histories import STRANGER as MET_AS_STRANGER

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent
    from sim.objects.alliance import Alliance
    from sim.objects.tie import Tie


class Candidate(NamedTuple):
    """Whom one may get to know, if anybody, and how they were found."""

    agent: AllianceAgent | None
    met: int


class Kind(NamedTuple):
    """A kind of target.

    Attributes
    ----------
    anywhere
        Objects: (agent, act) → a random one, None if there is none.
    anywhere_rows
        The same as a kernel, of (world, row of the agent, act).
    is_there
        Kernel: whether a target is one.
    guests
        Objects: (agent, target) → the others who are part of the act.
    count_guests
        Kernel: (world, row of the agent, target) → nothing; counts the act for each of them.
    """

    anywhere: Callable[[AllianceAgent, Act], Any]
    anywhere_rows: Callable[..., Any]
    is_there: Callable[..., Any]
    guests: Callable[[AllianceAgent, Any], list[AllianceAgent]]
    count_guests: Callable[..., None]


# ---------------------------------------------------------------------------------------- objects


def _any_alliance(agent: AllianceAgent, act: Act) -> Alliance | None:
    # An alliance is picked by the least of its other members, an id that only it has.
    least = {a.least_other(agent): a for a in agent.memberships}
    chosen = agent.model.pick([agent.model.by_id[id_] for id_ in least], act.luck[1])
    return None if chosen is None else least[chosen.id]


def _any_ally(agent: AllianceAgent, act: Act) -> Tie | None:
    return _any_of(agent, agent.allied, act)


def _any_untried(agent: AllianceAgent, act: Act) -> Tie | None:
    untried = [t for t in agent.allied if t.bond.tried != agent.model.week]
    return _any_of(agent, untried, act)


def _any_of(agent: AllianceAgent, ties: list[Tie], act: Act) -> Tie | None:
    ally = agent.model.pick([t.other for t in ties], act.luck[1])
    return None if ally is None else agent.ties[ally.id]


def _anybody(agent: AllianceAgent, act: Act) -> Candidate:
    return Candidate(agent.stranger(STRANGER, act.number), MET_AS_STRANGER)


def _members(agent: AllianceAgent, alliance: Alliance) -> list[AllianceAgent]:
    return alliance.others(agent)


def _ally(agent: AllianceAgent, tie: Tie) -> list[AllianceAgent]:
    return [tie.other]


def _new(agent: AllianceAgent, candidate: Candidate) -> list[AllianceAgent]:
    """Whoever was found, unless it is an ally already: then there is nothing to talk about."""
    other = candidate.agent
    return [] if other is None or agent.bond_with(other) is not None else [other]


# ---------------------------------------------------------------------------------------- kernels


@part
def _any_alliance_rows(world: World, i: int, act: Act) -> int:
    return any_alliance(world, i, act.luck[1])


@part
def _any_ally_rows(world: World, i: int, act: Act) -> int:
    return any_slot(world, i, act.luck[1], False)


@part
def _any_untried_rows(world: World, i: int, act: Act) -> int:
    return any_slot(world, i, act.luck[1], True)


@part
def _anybody_rows(world: World, i: int, act: Act) -> tuple[int, int]:
    return stranger(world, i, STRANGER, act.number), MET_AS_STRANGER


@part
def _is_a_row(target: int) -> bool:
    return target >= 0


@part
def _always(target: tuple[int, int]) -> bool:
    """Whoever looks for somebody has spent the act, found or not."""
    return True


@part
def _count_members(world: World, i: int, a: int) -> None:
    for m in range(world.rosters[a].n_members):
        if world.members[a, m] != i:
            world.guest_acts[world.members[a, m]] += 1


@part
def _count_ally(world: World, i: int, k: int) -> None:
    world.guest_acts[world.known[i, k]] += 1


@part
def _count_new(world: World, i: int, candidate: tuple[int, int]) -> None:
    other = candidate[0]
    if other >= 0 and not are_allies(world, i, other):
        world.guest_acts[other] += 1


@part
def count_nobody(world: World, i: int, target: Any) -> None:
    """Take no time of anybody's."""


_ALLY = (_is_a_row, _ally, _count_ally)
KINDS: dict[Target, Kind] = {
    "alliance": Kind(_any_alliance, _any_alliance_rows, _is_a_row, _members, _count_members),
    "ally": Kind(_any_ally, _any_ally_rows, *_ALLY),
    "untried ally": Kind(_any_untried, _any_untried_rows, *_ALLY),
    "stranger": Kind(_anybody, _anybody_rows, _always, _new, _count_new),
}


def anywhere(rule: Rule, agent: AllianceAgent, act: Act) -> Any:
    """Return a random target for a practice: one of its kind, or what its rule says."""
    target = rule.declared.target
    if target is not None:
        return KINDS[target].anywhere(agent, act)
    if rule.anywhere is None:
        raise BadInput(f"the practice '{rule.declared.name}' has no random target")
    return rule.anywhere(agent, act)


def guests(rule: Rule, agent: AllianceAgent, target: Any) -> list[AllianceAgent]:
    """Return the others whose time it takes when an agent does a practice to a target."""
    declared = rule.declared
    if declared.target is None or not declared.takes_time_of_others:
        return []
    return KINDS[declared.target].guests(agent, target)
