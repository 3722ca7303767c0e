"""Versions of the rules: what was recorded under older ones runs with them again, or is refused.

A version of the rules is a set of parameters and what they mean. Parameters that came since then,
or have another default, declare the *neutral* value with which the rules are as they were; those
that have another name now declare the old one. One rule has no neutral value: before version 2 what
was heard was not kept apart from what was seen, so that worlds with hearsay in them were others.

Arithmetic has a version of its own: it counts up when last bits change, and no rule does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from sim.inputs.events import Event, ever
from sim.inputs.parameters import Parameters, parameter_declarations

#: The version of the rules that the model has.
RULES = 2
#: The version of its arithmetic.
ARITHMETIC = 2
#: The last version of this project with older rules.
LAST_WITH = {1: "0.1.0"}
#: What decides whether anybody passes anything on.
HEARS = ("off", "trust.hearsay")
#: Lists of switches, which any config may leave out.
_LISTS = {"off", "blind", "null"}


@cache
def neutral() -> dict[str, Any]:
    """Return the values with which the rules are those of version 1, by dotted name."""
    declared = parameter_declarations().values()
    return {d.name: d.neutral for d in declared if d.neutral is not None}


@cache
def renamed() -> dict[str, str]:
    """Return the names of version 1 that are others now: {old name: name}."""
    return {d.was: d.name for d in parameter_declarations().values() if d.was}


def version_of(names: Collection[str]) -> int:
    """Return the version of rules that a set of parameters was recorded under.

    Those which say everything that version 1 had, and nothing that came later, are of version 1:
    it did not write its number. All others were written by hand, for the rules as they are.
    """
    declared = parameter_declarations().values()
    first = {d.was or d.name for d in declared if d.since == 1} - _LISTS
    later = {d.name for d in declared if d.since > 1}
    return 1 if first <= set(names) and not later & set(names) else RULES


def as_run(rules: int) -> str:
    """Say with which values older rules are run."""
    values = ", ".join(f"{name} {value:g}" for name, value in neutral().items() if value != "")
    return (
        f"is for version {rules} of the rules: what came or changed since is as it was then"
        f" ({values})"
    )


def older(rules: int, arithmetic: int) -> str:
    """Say under which rules and arithmetic something was made; "" if they are today's."""
    if rules != RULES:
        return f"made under version {rules} of the rules; here they are version {RULES}"
    if arithmetic != ARITHMETIC:
        return f"made by version {arithmetic} of the arithmetic; here it is version {ARITHMETIC}"
    return ""


def hears(parameters: Parameters, events: Iterable[Event] = ()) -> bool:
    """Return whether anybody passes on anything about others in a world."""
    return any(
        p.trust.hearsay > 0.0 and not {"hearsay", "trust"} & set(p.off)
        for p in ever(parameters, events)
    )


def cannot_repeat(version: int) -> str:
    """Say why a world with hearsay of an older version of the rules cannot be run."""
    return (
        f"is of version {version} of the rules, in which what is heard was not kept apart from"
        f" what is seen: version {LAST_WITH[version]} of this project can run it; without hearsay"
        ' (off = ["hearsay"]) this one can too'
    )
