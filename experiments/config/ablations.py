"""What can be taken out of a world, as data: the change, its placebos, and what should follow.

A *removal* is a name with the parameters that make the world without it: a switch of
:mod:`sim.inputs.switches`, or, for advice that no single switch takes away, a parameter at the
value where the advice is not followed. Every line of the guide (:mod:`sim.inputs.mission`) has at
least one. Practices have two placebos beside: *null*, the same acts at the same cost without
effect, and *blind*, the same acts aimed at random instead of where they are most needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sim.inputs.mission import LINES
from sim.inputs.practices import DECLARED
from sim.inputs.switches import MAINTENANCE, PLACEBOS, SWITCHES

#: Advice that no switch takes away → the parameters of a world in which nobody follows it.
WITHOUT_SWITCH: dict[str, dict[str, Any]] = {
    "openings": {"refer.openings": 0.0},
    "joining": {"scout.admission": 0.0},
    "alignment": {"scout.align": 0.0, "scout.trust": 0.8},
    "reliability": {"population.reliability": 0.4},
}
#: The same in words, as an answer says them.
MEANING: dict[str, str] = {
    "openings": "nobody hears of an opening",
    "joining": "groups admit nobody; alliances stay pairs",
    "alignment": "allies are chosen by trust, without regard to their goals",
    "reliability": "people do what they mean to half as often",
}

REMOVALS: dict[str, dict[str, Any]] = {
    **{name: {"off": (name,)} for name in SWITCHES},
    **WITHOUT_SWITCH,
}

#: Line of the guide → what is removed to see what it was worth, where that is not its switches.
_OF_LINE = {
    "networking": ("openings", "refer"),
    "identify_groups": ("joining",),
    "all_invested": ("alignment",),
    "follow_through": ("reliability",),
}


def of_line(key: str) -> tuple[str, ...]:
    """Return what is removed to see what a line of the guide is worth."""
    return _OF_LINE.get(key) or LINES[key].switches


#: Everything that a line of the guide advises, and work, from which its time is taken.
ALL = (*dict.fromkeys(name for key in LINES for name in of_line(key)), "work")


def removals_of(names: Sequence[str] | str) -> tuple[str, ...]:
    """Return the removals that names of removals and of lines of the guide stand for.

    ``"all"`` stands for every line. Raises ``KeyError`` with a name that is neither.
    """
    if names == "all":
        return ALL
    found: list[str] = []
    for name in names:
        found += [name] if name in REMOVALS else of_line(name) if name in LINES else []
        if name not in REMOVALS and name not in LINES:
            raise KeyError(name)
    return tuple(dict.fromkeys(found))


# --------------------------------------------------------------------------------- arms by name

#: Kinds of arm beside the control → what stands before the name of what is removed.
PREFIX = {"removal": "without", "null": "null", "blind": "blind"}


@dataclass(frozen=True)
class Change:
    """One more arm: its name, and the parameters in which it differs from the control.

    Names of switches in ``parameters`` come on top of those that the control has already.
    """

    arm: str
    parameters: Mapping[str, Any]


def arm_of(kind: str, removal: str) -> str:
    """Return the name of the arm in which something is removed, or done as a placebo."""
    return f"{PREFIX[kind]} {removal}"


def coalition_arm(practices: Iterable[str], control: str) -> str:
    """Return the name of the arm in which only these maintenance practices are done."""
    kept = [name for name in MAINTENANCE if name in set(practices)]
    gone = [name for name in MAINTENANCE if name not in kept]
    if not gone:
        return control
    if len(gone) == 1:
        return arm_of("removal", gone[0])
    return f"only {', '.join(kept)}" if kept else "no maintenance"


def coalitions() -> Iterator[tuple[str, ...]]:
    """Give all 2⁶ sets of maintenance practices, the largest first."""
    for size in range(len(MAINTENANCE), -1, -1):
        yield from combinations(MAINTENANCE, size)


def changes(removals: Sequence[str], shapley: bool, control: str) -> list[Change]:
    """Return the arms that an ablation adds to its control.

    Parameters
    ----------
    removals
        What is taken out, one at a time, each practice also with its two placebos.
    shapley
        Whether every coalition of maintenance practices has an arm.
    control
        The arm from which things are taken.
    """
    added = [Change(arm_of("removal", name), REMOVALS[name]) for name in removals]
    for name in removals:
        if name in PLACEBOS:
            added += [Change(arm_of(kind, name), {kind: (name,)}) for kind in ("null", "blind")]
    if shapley:
        for kept in coalitions():
            gone = tuple(name for name in MAINTENANCE if name not in kept)
            if gone:
                added.append(Change(coalition_arm(kept, control), {"off": gone}))
    return list({change.arm: change for change in added}.values())


# ------------------------------------------------------------------------------ what should follow

#: Removal → the sign of (with − without) for every outcome that it should move. From the design of
#: the model: what each mechanism is in it for (docs/explanation/validation.md). A practice says
#: itself what it should move.
EXPECTED: dict[str, Mapping[str, int]] = {
    **{practice.name: practice.moves for practice in DECLARED},
    "cooperate": {"payoff": +1},
    "trust": {"payoff": +1, "lifetime": +1},
    "work": {"payoff": +1},
    "share": {"payoff": +1},
    "copying": {"payoff": +1},
    "support": {"payoff": +1, "unmet_need": -1},
    "openings": {"payoff": +1},
    "refer": {"payoff": +1},
    "openness": {"payoff": +1, "lifetime": +1, "belief_accuracy": +1},
    "appreciation": {"payoff": +1, "trust": +1},
    "diversity": {"payoff": +1, "milestones": +1},
    "introductions": {"payoff": +1, "clustering": +1},
    "hearsay": {"trust_accuracy_all": +1},
    "voice": {"voice_correlation": +1},
    "candour": {"payoff": +1, "lifetime": +1},
    "closure": {"clustering": +1},
}
