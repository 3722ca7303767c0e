"""A line of the guide to alliances, and the guide's parts."""

from __future__ import annotations

from dataclasses import dataclass

#: Parts of the guide → their titles.
PARTS = {
    "why": "Why build alliances",
    "build": "How to build alliances",
    "maintain": "How to maintain alliances",
}


@dataclass(frozen=True)
class Line:
    """One line of the guide.

    ``switches`` are names of sim/inputs/switches.py, none if no single switch takes the advice
    away; ``parameters`` are dotted names; ``outcome`` is a name of sim/measures/outcomes.py;
    ``source`` a key of docs/reference/bibliography.md, or "ours". ``before`` is the key of the line
    that it is told before; without, it is told last in its part.
    """

    key: str
    part: str
    text: str
    switches: tuple[str, ...]
    parameters: tuple[str, ...]
    outcome: str
    source: str
    before: str = ""
