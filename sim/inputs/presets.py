"""The named strategies as data: what each is, where it is from, and what it claims to do.

``NAMED`` are ways of dealing with allies that a person would recognise; ``FAMILY`` is the fair
comparison among ways to maintain alliances: all spend .40 of their attention on work, .12 on
scouting and .48 on maintenance, and differ only in what that .48 goes to.

A claim is about a population in which everybody follows the strategy. A test runs such populations
and refuses what is claimed and not so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import fsum
from typing import Any, Literal

from sim.inputs.switches import MAINTENANCE


@dataclass(frozen=True)
class Claim:
    """What a strategy does: ``how`` much of an outcome it has beside ``than``.

    ``than`` is the name of another strategy, met by the same luck, or for "exactly" a value.
    ``where`` are the parameters of the world in which this is so; without any, the defaults' world.
    """

    how: Literal["more", "less", "exactly"]
    outcome: str
    than: str | float
    where: Mapping[str, Any]


def more(outcome: str, than: str, where: Mapping[str, Any] | None = None) -> Claim:
    """Claim that there is more of an outcome than with another strategy."""
    return Claim("more", outcome, than, where or {})


def less(outcome: str, than: str, where: Mapping[str, Any] | None = None) -> Claim:
    """Claim that there is less of an outcome than with another strategy."""
    return Claim("less", outcome, than, where or {})


def exactly(outcome: str, value: float, where: Mapping[str, Any] | None = None) -> Claim:
    """Claim that an outcome has one value, whatever the luck."""
    return Claim("exactly", outcome, value, where or {})


@dataclass(frozen=True)
class Preset:
    """A named strategy: its portfolio by practice, and the source of the idea.

    ``source`` is a key of docs/reference/bibliography.md, or says why we chose it. ``manner`` are
    the other fields of a ``Strategy`` that differ from its defaults.
    """

    name: str
    meaning: str
    portfolio: Mapping[str, float]
    source: str
    claims: tuple[Claim, ...]
    manner: Mapping[str, Any] = field(default_factory=dict)


_BALANCED = {
    "work": 0.38, "scout": 0.12, "check_in": 0.17, "adapt": 0.08, "resolve": 0.10,
    "recognise": 0.05, "invest": 0.05, "offer": 0.05,
}  # fmt: skip

NAMED: tuple[Preset, ...] = (
    Preset(
        "balanced",
        "a little of everything",
        _BALANCED,
        "our choice, because it does all that the guide advises; nobody has counted its shares",
        (
            more("maintenance", "networker"),
            more("rapport", "firefighter"),
            more("belief_accuracy", "firefighter"),
            less("tension", "neglectful"),
            less("unmet_need", "neglectful"),
        ),
    ),
    Preset(
        "attentive",
        "keeps in touch and adapts before trouble starts",
        {
            "work": 0.33,
            "scout": 0.12,
            "check_in": 0.30,
            "adapt": 0.10,
            "resolve": 0.09,
            "recognise": 0.03,
            "invest": 0.03,
        },
        "stafford1991",
        (
            more("maintenance", "balanced"),
            more("belief_accuracy", "firefighter"),
            less("conflicts", "firefighter"),
        ),
    ),
    Preset(
        "firefighter",
        "attends to alliances only when there is conflict",
        {"work": 0.48, "scout": 0.12, "resolve": 0.40},
        "our choice, because it is what attending too late looks like",
        (
            more("conflicts", "balanced"),
            less("tension", "neglectful"),
            exactly("maintenance", 0.0, where={"off": ("conflict",)}),
        ),
    ),
    Preset(
        "networker",
        "always looking for the next ally",
        {
            "work": 0.40,
            "scout": 0.45,
            "check_in": 0.08,
            "adapt": 0.02,
            "resolve": 0.03,
            "recognise": 0.01,
            "invest": 0.01,
        },
        "our choice, because it finds what it has no time to keep",
        (
            more("formation", "balanced"),
            more("memberships", "balanced"),
            less("maintenance", "balanced"),
        ),
        {"conflict": "compromising", "selectivity": 0.50},
    ),
    Preset(
        "transactional",
        "works, and helps as it was helped",
        {"work": 0.83, "scout": 0.17},
        "axelrod1980",
        (
            more("reciprocity", "balanced"),
            more("work", "balanced"),
            exactly("maintenance", 0.0),
        ),
        {"support": "TFT", "conflict": "competing"},
    ),
    Preset(
        "neglectful",
        "works and lets alliances be",
        {"work": 0.97, "scout": 0.03},
        "our choice, because it is the least that one can do for alliances",
        (
            more("work", "transactional"),
            less("memberships", "transactional"),
            exactly("maintenance", 0.0),
        ),
        {"conflict": "avoiding"},
    ),
    Preset(
        "generous",
        "as balanced, and never refuses help",
        _BALANCED,
        "nowak1992",
        (
            more("standing", "balanced"),
            exactly("help_rate", 1.0, where={"population.reliability": 1.0}),
        ),
        {"support": "ALLC", "conflict": "accommodating"},
    ),
    Preset(
        "shirker",
        "as balanced, but never helps and follows through half as often",
        _BALANCED,
        "olson1965",
        (
            exactly("help_rate", 0.0),
            less("follow_through", "balanced"),
        ),
        {"support": "ALLD", "diligence": 0.5},
    ),
    Preset(
        "free_rider",
        "looks for alliances to take from",
        {"work": 0.60, "scout": 0.40},
        "olson1965",
        (
            more("formation", "shirker"),
            less("follow_through", "balanced"),
            exactly("help_rate", 0.0),
            exactly("maintenance", 0.0),
        ),
        {"support": "ALLD", "conflict": "competing", "selectivity": 0.50, "diligence": 0.5},
    ),
)

# -------------------------------------------------------------------------- the equal-budget family

_FAIR = "our choice, because what the same time buys can be compared only if it is the same time"
_CORE = {"work": 0.40, "scout": 0.12}
_KEPT = 0.48


def _specialist(name: str, practice: str, *claims: Claim) -> Preset:
    meaning = f"spends all its maintenance on {practice}"
    return Preset(name, meaning, {**_CORE, practice: _KEPT}, _FAIR, claims)


def _mixture() -> dict[str, float]:
    """Return what is for maintenance in the proportions of ``balanced``."""
    shares = {practice: _BALANCED.get(practice, 0.0) for practice in MAINTENANCE}
    return {practice: _KEPT * share / fsum(shares.values()) for practice, share in shares.items()}


FAMILY: tuple[Preset, ...] = (
    Preset(
        "all_round",
        "spends its maintenance on every practice",
        {**_CORE, **_mixture()},
        _FAIR,
        (
            more("belief_accuracy", "none"),
            more("rapport", "none"),
            less("tension", "none"),
            less("unmet_need", "none"),
        ),
    ),
    _specialist("communicator", "check_in", more("belief_accuracy", "none")),
    _specialist("adapter", "adapt", less("misalignment", "none", where={"drift.rate": 0.2})),
    _specialist("peacemaker", "resolve", less("tension", "none")),
    _specialist("celebrant", "recognise", more("rapport", "none")),
    _specialist("companion", "invest", more("rapport", "none")),
    _specialist("supporter", "offer", less("unmet_need", "none")),
    Preset(
        "none",
        "spends its maintenance on work",
        {"work": 0.88, "scout": 0.12},
        _FAIR,
        (more("work", "all_round"), exactly("maintenance", 0.0)),
    ),
)
