"""Every line of the guide is carried: what it names exists, and no advice is left out."""

import re
from pathlib import Path

import pytest

from sim.inputs.mission import LINES, NOT_ADVICE, PARTS, Line
from sim.inputs.parameters import parameter_declarations
from sim.inputs.switches import MAINTENANCE, SWITCHES
from sim.measures.outcomes import OUTCOMES

BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "reference" / "bibliography.md"
KEYS = re.findall(r"^- \*\*(\w+)\*\* — ", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE)

#: The guide, in its own words: a word of each of its lines must be said somewhere.
GUIDE = {
    "why": (
        "resource sharing",
        "support system",
        "networking opportunities",
        "enhanced influence",
        "diverse perspectives",
    ),
    "build": (
        "identify potential allies",
        "individuals",
        "groups",
        "existing connections",
        "common goals",
        "all parties are invested",
        "communicate effectively",
        "open and honest",
        "up to date",
        "build trust",
        "reliable",
        "follow through",
        "transparent about intentions and limits",
        "offer support and value without being asked",
        "show appreciation",
    ),
    "maintain": (
        "check in regularly",
        "adapt and evolve",
        "resolve conflicts promptly and constructively",
        "recognise achievements",
        "invest in the relationship",
    ),
}


@pytest.mark.parametrize("line", LINES.values(), ids=list(LINES))
def test_what_a_line_names_exists(line: Line) -> None:
    assert line.part in PARTS
    assert line.text.endswith(".")
    assert set(line.switches) <= set(SWITCHES)
    assert set(line.parameters) <= set(parameter_declarations())
    assert line.outcome in OUTCOMES
    said = f"the source of the line '{line.key}' is not in the bibliography: '{line.source}'"
    assert line.source == "ours" or line.source in KEYS, said
    assert line.switches or line.parameters, "nothing in the model carries this line"


def test_every_switch_is_advice_or_said_not_to_be() -> None:
    carried = {name for line in LINES.values() for name in line.switches}
    left = sorted(set(SWITCHES) - carried - set(NOT_ADVICE))
    assert not left, f"no line of the guide names {left}, and NOT_ADVICE does not say why"
    assert carried | set(NOT_ADVICE) == set(SWITCHES)
    assert not carried & set(NOT_ADVICE)


def test_every_practice_of_maintenance_is_the_subject_of_a_line() -> None:
    left = sorted(set(MAINTENANCE) - set(LINES))
    assert not left, f"the guide has no line '{left[0]}' (sim/inputs/practices/{left[0]}.py)"


def test_keys_are_unique_and_parts_in_order() -> None:
    parts = [line.part for line in LINES.values()]
    assert parts == sorted(parts, key=list(PARTS).index)
    assert all(key == line.key for key, line in LINES.items())


@pytest.mark.parametrize("part", PARTS)
def test_the_whole_guide_is_there(part: str) -> None:
    said = " ".join(line.text.lower() for line in LINES.values() if line.part == part)
    assert [words for words in GUIDE[part] if words not in said] == []


def test_the_bibliography_names_nothing_twice() -> None:
    assert len(KEYS) == len(set(KEYS))
    assert len(KEYS) > 40


@pytest.mark.parametrize(
    ("name", "source"), [(d.name, d.source) for d in parameter_declarations().values()]
)
def test_the_source_of_a_parameter_is_in_the_bibliography(name: str, source: str) -> None:
    assert source == "ours" or source in KEYS, f"{name}: no '{source}' in the bibliography"
