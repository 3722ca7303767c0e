"""Every parameter keeps the contract: declared in words, with unit, bounds and source."""

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from sim.errors import BadInput, UnknownName
from sim.inputs.declarations import Declaration
from sim.inputs.mission import LINES
from sim.inputs.parameters import Parameters, parameter_declarations, parameters_from

DECLARED = parameter_declarations()
BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "reference" / "bibliography.md"
KEYS = set(re.findall(r"^- \*\*(\w+)\*\*", BIBLIOGRAPHY.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("parameter", DECLARED.values(), ids=list(DECLARED))
def test_it_says_what_it_is(parameter: Declaration) -> None:
    assert parameter.meaning
    assert not parameter.meaning.endswith(".")
    assert not parameter.unit or parameter.type in ("number", "whole number")
    assert parameter.source == "ours" or parameter.source in KEYS
    assert parameter.bounds


@pytest.mark.parametrize("parameter", DECLARED.values(), ids=list(DECLARED))
def test_its_default_is_what_parameters_have_and_within_bounds(parameter: Declaration) -> None:
    assert Parameters()[parameter.name] == parameter.default
    if parameter.type in ("number", "whole number"):
        said = f"{parameter.name} has no bounds on both sides (low, high)"
        assert None not in (parameter.low, parameter.high), said
    if parameter.low is not None:
        assert parameter.low <= parameter.default <= parameter.high
    if parameter.plausible is not None:
        low, high = parameter.plausible
        assert parameter.low <= low <= parameter.default <= high <= parameter.high
        assert low < high
    if parameter.type == "text" and parameter.choices:
        assert parameter.default in parameter.choices


@pytest.mark.parametrize("parameter", DECLARED.values(), ids=list(DECLARED))
def test_it_is_varied_or_says_why_it_is_not(parameter: Declaration) -> None:
    said = f"{parameter.name} needs a plausible range, or structural = why it has none"
    assert (parameter.plausible is None) == bool(parameter.structural), said


@pytest.mark.parametrize(
    "parameter", [d for d in DECLARED.values() if d.low is not None], ids=lambda d: d.name
)
def test_beyond_its_bounds_it_is_refused_by_name(parameter: Declaration) -> None:
    step = 1 if parameter.type == "whole number" else 1e-3
    assert parameter.low is not None
    assert parameter.high is not None
    for inside in (parameter.low, parameter.high):
        changed = Parameters().updated({parameter.name: type(parameter.default)(inside)})
        assert changed[parameter.name] == inside
    for outside in (parameter.low - step, parameter.high + step, float("nan"), "1", None, True):
        with pytest.raises(BadInput, match=re.escape(parameter.name)):
            Parameters().updated({parameter.name: outside})


def test_all_that_is_wrong_is_said_at_once() -> None:
    wrong: dict[str, Any] = {"drift.rat": 1.0, "conflict.rate": 2.0, "population.agents": 1.5}
    with pytest.raises(BadInput) as caught:
        Parameters().updated(wrong)
    message = str(caught.value)
    assert "Did you mean 'drift.rate'" in message
    assert "conflict.rate" in message
    assert "population.agents" in message


def test_names_and_values_go_there_and_back() -> None:
    changed = parameters_from({"drift.rate": 0.2, "off": ["scout"], "learn.rule": "fermi"})
    assert (changed.drift.rate, changed.off, changed.learn.rule) == (0.2, ("scout",), "fermi")
    assert Parameters().updated(changed.dotted()) == changed
    assert list(changed.dotted()) == list(DECLARED)
    assert parameters_from(changed) is changed
    assert parameters_from(None) == parameters_from({}) == Parameters()


def test_parameters_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Parameters().drift.rate = 0.2  # type: ignore[misc]
    with pytest.raises(UnknownName, match=r"drift\.rate"):
        Parameters()["drift.rat"]


def test_the_guide_names_parameters_that_exist() -> None:
    for line in LINES.values():
        assert set(line.parameters) <= set(DECLARED)
