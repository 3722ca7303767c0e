"""Shares of time that a practice is given: for each a world, in which everybody gives it so much.

A practice is varied twice. *Alone*: beside it there is only scouting, as much as the strategy has,
and work has the rest. *Within* the strategy: all else is as it is, and work makes up. Scouting
alone has only work beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from experiments.config.diagnostics import Problems, not_allowed
from experiments.config.document import KeyPath
from experiments.config.experiment import Analysis, Arm
from sim.errors import shown
from sim.inputs.strategies import Strategy

#: The arm of a strategy's world in which nothing but work and scouting is done; only work.
NOTHING_ELSE, ONLY_WORK = "nothing but work and scouting", "nothing but work"
#: Shares closer than this are the same: they were written in decimals.
SAME = 1e-9


@dataclass(frozen=True)
class Portion:
    """A world in which everybody gives a practice a share of their time.

    Attributes
    ----------
    arm
        The name of the world; the same world may be a point of several curves.
    practice
        What is varied.
    alone
        Whether nothing else is done for allies but scouting; else the strategy does all it does.
    share
        Of time.
    portfolio
        What everybody spends time on.
    """

    arm: str
    practice: str
    alone: bool
    share: float
    portfolio: Mapping[str, float]


def portions_of(strategy: Strategy, shares: Sequence[float], control: str) -> Iterator[Portion]:
    """Give every world in which a practice of a strategy has another share of time.

    Within the strategy its own share is one of them; shares for which work cannot make up are not.

    Parameters
    ----------
    strategy
        What everybody does in the control.
    shares
        The shares of time, beside none.
    control
        The arm in which everybody follows the strategy.
    """
    whole = strategy.portfolio
    for practice in whole:
        if practice != "work":
            beside = {} if practice == "scout" else {"scout": whole["scout"]}
            rest = 1.0 - sum(beside.values())
            for share in [0.0, *sorted(shares)]:
                if rest - share > -SAME:
                    own = {**beside, practice: share, "work": max(rest - share, 0.0)}
                    arm = f"{practice} {in_percent(share)}, alone"
                    none = ONLY_WORK if practice == "scout" else NOTHING_ELSE
                    yield Portion(arm if share else none, practice, True, share, own)
            for share in _within(strategy, practice, shares):
                work = max(whole["work"] + whole[practice] - share, 0.0)
                as_it_is = abs(share - whole[practice]) < SAME
                arm = control if as_it_is else f"{practice} {in_percent(share)}"
                yield Portion(arm, practice, False, share, {**whole, practice: share, "work": work})


def _within(strategy: Strategy, practice: str, shares: Sequence[float]) -> list[float]:
    """Return the shares that a practice can have within a strategy, its own among them."""
    own, most = strategy.portfolio[practice], strategy.portfolio["work"]
    others = [s for s in (0.0, *shares) if s - own < most + SAME and abs(s - own) >= SAME]
    return sorted([own, *others])


def in_percent(share: float) -> str:
    """Return a share of time as it is written in names of arms and in tables."""
    return f"{100.0 * share:.12g} %"


def portion_arms(control: Arm, shares: Sequence[float]) -> list[Arm]:
    """Return the worlds that shares of time add to a control, in which all follow one strategy."""
    ((strategy, _),) = control.strategies
    made: dict[str, Arm] = {}
    for portion in portions_of(strategy, shares, control.name):
        if portion.arm != control.name:
            fields = {**strategy.model_dump(), "name": portion.arm, "meaning": ""}
            own = Strategy(**{**fields, "portfolio": dict(portion.portfolio)})
            arm = replace(control, name=portion.arm, strategies=((own, 1.0),), added=True)
            made.setdefault(portion.arm, arm)
    return list(made.values())


def read_portions(given: Any, at: KeyPath, problems: Problems) -> tuple[float, ...]:
    """Return the shares of time that practices are given; none if nothing is said."""
    if given is None:
        return ()
    if not isinstance(given, list) or not given:
        problems.add(at, not_allowed(given, "a list of shares of time, as in [0.1, 0.2, 0.4]"))
        return ()
    found: list[float] = []
    for n, share in enumerate(given):
        number = isinstance(share, int | float) and not isinstance(share, bool)
        if not number or not 0.0 < share <= 1.0:
            problems.add((*at, n), not_allowed(share, "number in (0, 1], a share of time"))
        elif any(abs(share - other) < SAME for other in found):
            problems.add((*at, n), f"{shown(share)} is a share twice")
        else:
            found.append(float(share))
    return tuple(sorted(found))


def portioned(
    arms: list[Arm], analysis: Analysis, data: Mapping[str, Any], problems: Problems
) -> list[Arm]:
    """Return the arms of a file, and those in which practices have other shares of time."""
    given, at = {arm.name: arm for arm in arms}, ("analysis", "portions")
    control = given.get(analysis.baseline)
    if control is None or not analysis.portions or _not_for_portions(data, control, at, problems):
        return arms
    for made in portion_arms(control, analysis.portions):
        if given.setdefault(made.name, made) is not made:
            problems.add(at, f'adds an arm "{made.name}", and another has this name')
    return list(given.values())


def _not_for_portions(
    data: Mapping[str, Any], control: Arm, at: KeyPath, problems: Problems
) -> bool:
    """Note why shares of time cannot be varied in an experiment; return whether they cannot."""
    before = len(problems.found)
    analysis = data["analysis"]
    for name in ("ablate", "shapley"):
        if analysis.get(name):
            problems.add(at, f"does not go with {name}: each asks for arms of its own")
    if "design" in data:
        problems.add(at, "does not go with [design]: shares of time are varied in one world")
    if len(control.strategies) > 1:
        sentence = f"needs a baseline in which all follow one strategy; {shown(control.name)} mixes"
        problems.add(at, sentence)
    return len(problems.found) > before
