"""Plans and answers: what is decided for agents from outside, in place of their strategies.

By these a person plays an agent, or a rule of one's own steers many. They are valid for every week
to come, until they are changed or withdrawn; whoever leaves for good takes its own along.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from math import fsum
from numbers import Integral, Real
from typing import Any

from sim.errors import LISTED, BadInput, UnknownName, shown
from sim.inputs.strategies import complete

#: The shares of an agent's acts by practice, work among them, in the order of a portfolio.
Plan = dict[str, float]


@dataclass
class Steering:
    """What is decided from outside.

    Attributes
    ----------
    plans
        Agent → the shares of its acts.
    answers
        (asked, asking) → the probability of meaning to help.
    changed
        Whether anything is new since somebody last looked and set it back.
    """

    plans: dict[int, Plan] = field(default_factory=dict)
    answers: dict[tuple[int, int], float] = field(default_factory=dict)
    changed: bool = False

    def forget(self, gone: Collection[int]) -> None:
        """Drop the plans of those who have gone, and all answers by them and to them."""
        everything, lost = len(self.plans) + len(self.answers), set(gone)
        self.plans = {agent: plan for agent, plan in self.plans.items() if agent not in lost}
        self.answers = {pair: p for pair, p in self.answers.items() if lost.isdisjoint(pair)}
        self.changed |= len(self.plans) + len(self.answers) < everything


class Steered:
    """A model whose agents may be steered from outside; either way of the model is one."""

    steering: Steering
    practices: Collection[str]

    def who_is_there(self) -> list[int]:
        """Return the ids of all who are there, in order of seats."""
        raise NotImplementedError

    def is_there(self, agent: int) -> bool:
        """Whether an agent of this id is there; asked for every plan and answer."""
        raise NotImplementedError

    def plan(self, agent: int, shares: Mapping[str, float] | None) -> None:
        """Let an agent spend its acts by shares from now on, in place of its strategy's portfolio.

        While it has a plan, it does not do by reflex what its strategy insists on either: meet
        every so often, settle above a tension. Nothing else of its strategy changes.

        Parameters
        ----------
        agent
            Its id.
        shares
            {practice, or "work": share}, adding up to one; None withdraws its plan.

        Raises
        ------
        BadInput
            If the agent is not there, a practice is not known, or shares are negative, not finite
            or do not add up to one. The plan that it had stays.
        """
        agent = self._somebody(agent)
        if shares is None:
            self.steering.plans.pop(agent, None)
        else:
            self.steering.plans[agent] = plan_from(shares, self.practices, agent)
        self.steering.changed = True

    def answer(self, asked: int, asking: int, probability: float | None) -> None:
        """Let an agent mean to help another with a probability, in place of its strategy's rule.

        This holds from now on, whenever the two are allied and the one asks the other. Whether it
        slips, and whether it delivers what it means to, is up to luck as ever. Who asks an agent in
        a week does not depend on its own answers of that week; on those of others it does, since
        whoever is helped asks nobody else.

        Parameters
        ----------
        asked, asking
            Ids of the agent who is asked for help and of the one who asks.
        probability
            From 0 to 1; None withdraws the answer.

        Raises
        ------
        BadInput
            If one of them is not there, both are the same, or it is no probability.
        """
        asked, asking = self._somebody(asked), self._somebody(asking)
        if asked == asking:
            raise BadInput(f"agent {asked} cannot ask itself for help")
        if probability is None:
            self.steering.answers.pop((asked, asking), None)
        elif _is_share(probability):
            self.steering.answers[asked, asking] = float(probability)
        else:
            raise BadInput(
                f"the answer of agent {asked} to agent {asking} is {shown(probability)};"
                " allowed: a probability, from 0 to 1"
            )
        self.steering.changed = True

    def _somebody(self, agent: Any) -> int:
        whole = not isinstance(agent, bool) and isinstance(agent, Integral)
        if whole and self.is_there(int(agent)):
            return int(agent)
        there = self.who_is_there()
        listed = ", ".join(map(str, sorted(there)[:LISTED])) or "nobody"
        more = f" and {len(there) - LISTED:,} more" if len(there) > LISTED else ""
        raise BadInput(f"agent {shown(agent)} is not there; those who are: {listed}{more}")


def plan_from(given: Any, practices: Collection[str], agent: int) -> Plan:
    """Return the plan that a person gave for an agent, with a share for every practice.

    Raises
    ------
    BadInput
        If there is a practice that is neither work nor among ``practices``, or a share that is no
        number from 0 to 1; or if the shares do not add up to one.
    """
    if not isinstance(given, Mapping):
        raise BadInput(f"the plan of agent {agent} is {shown(given)}; allowed: shares by practice")
    known = ("work", *practices)
    for practice, share in given.items():
        if practice not in known:
            raise UnknownName("practice", practice, known)
        if not _is_share(share):
            raise BadInput(
                f"the plan of agent {agent} gives '{practice}' {shown(share)}; allowed: 0 to 1"
            )
    total = fsum(given.values())
    if abs(total - 1.0) > 1e-6:
        raise BadInput(
            f"the shares of a plan must add up to 1, those of agent {agent} to {total:g}"
        )
    return complete(given)


def _is_share(value: Any) -> bool:
    return _is_number(value) and bool(0 <= value <= 1)


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, Real)
