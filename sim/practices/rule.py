"""What the rule of a practice is, in either implementation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.inputs.practices.practice import Practice

if TYPE_CHECKING:
    from sim.objects.agent import AllianceAgent


class Act(NamedTuple):
    """One act of attention: its number in the week and its four uniforms."""

    number: int
    luck: tuple[float, float, float, float]


class Rule(NamedTuple):
    """Where a practice is most needed, and what is done there.

    Whether a practice is off, blind or null is none of a rule's business: *attend* sees to it.

    Attributes
    ----------
    declared
        What is declared of the practice.
    where
        Objects: (agent, act) → what it is to be done to, None if there is nothing to do.
    do
        Objects: (agent, target, act).
    where_rows
        Kernel: (world, settings, row of the agent, act) → the target, −1 if there is nothing to do.
        An alliance is its row, an ally its slot, a stranger (row, how they met).
    do_rows
        Kernel: (world, settings, row of the agent, target, act).
    anywhere
        Objects: (agent, act) → a random target, for a practice that is done to none of the kinds of
        :mod:`sim.practices.targets`; without, it cannot be blind.
    """

    declared: type[Practice]
    where: Callable[[AllianceAgent, Act], Any]
    do: Callable[[AllianceAgent, Any, Act], None]
    where_rows: Callable[..., Any] | None = None
    do_rows: Callable[..., Any] | None = None
    anywhere: Callable[[AllianceAgent, Act], Any] | None = None


def rule_of(practice: type[Practice]) -> Rule:
    """Return the rule of a practice of a person's own: its methods ``where`` and ``do``."""
    itself: Any = practice()
    anywhere = getattr(itself, "anywhere", None)
    return Rule(practice, itself.where, itself.do, anywhere=anywhere)
