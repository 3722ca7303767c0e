"""What a published result is made of, and how it is set beside the model."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import pandas as pd
from pydantic import Field, StrictFloat, StrictInt, StrictStr, ValidationError

from experiments.config.diagnostics import not_allowed
from experiments.config.document import KeyPath, spelled
from sim.errors import BadInput, UnknownName, shown
from sim.inputs.declarations import Group, declarations, declared
from sim.inputs.parameters import parameters_from

#: Several numbers, or several names: written as a list in TOML.
Numbers = Annotated[tuple[StrictFloat, ...], Field(strict=False)]
Names = Annotated[tuple[StrictStr, ...], Field(strict=False)]


class Setting(Group):
    """The parameters of a replication; each result adds its own."""

    seed: StrictInt = declared(1000, "determines everything that chance decides")
    model: dict[str, Any] = declared(
        {}, "further parameters of the model, which the reduction else sets or leaves alone"
    )


@dataclass(frozen=True)
class Finding:
    """One value of a result beside the model's.

    Attributes
    ----------
    what
        What is measured, in words.
    expected
        The value that was published; where none was, what the general formula gives.
    measured
        What the model gives.
    tolerance
        How far the two may lie apart. An ordering has an infinite one: the measured value must lie
        above ``expected``.
    published
        Whether ``expected`` was published, or computed by the formula.
    """

    what: str
    expected: float
    measured: float
    tolerance: float
    published: bool = True
    above: bool = False

    @property
    def passed(self) -> bool:
        """Whether the model agrees."""
        if self.above:
            return bool(self.measured > self.expected)
        return bool(abs(self.measured - self.expected) <= self.tolerance)


@dataclass(frozen=True)
class Reported:
    """What a replication found, and the points and exact curves of its figure if any."""

    findings: tuple[Finding, ...]
    points: pd.DataFrame = field(default_factory=pd.DataFrame)
    curves: pd.DataFrame = field(default_factory=pd.DataFrame)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether the model agrees in all of it."""
        return bool(self.findings) and all(finding.passed for finding in self.findings)


@dataclass(frozen=True)
class Replication:
    """A published result.

    Attributes
    ----------
    name, title
        What it is called on the command line, and in a heading.
    citation, sources
        Where it is from, in short; keys of the bibliography.
    reduction
        Which of the model's processes remain, and what stands for what.
    closeness
        The tolerance in words, and why it is as wide as it is.
    setting
        Its parameters.
    check
        Sets the published values beside the model's; gives findings, or findings and points.
    """

    name: str
    title: str
    citation: str
    sources: tuple[str, ...]
    reduction: str
    closeness: str
    setting: type[Setting]
    check: Callable[[Any], Reported]

    def run(self, changes: Mapping[str, Any] | None = None) -> Reported:
        """Set the model beside the result; raises ``BadInput`` for changes it cannot use."""
        chosen = self.settings(changes or {})
        began = time.perf_counter()
        found = self.check(chosen)
        return replace(found, seconds=time.perf_counter() - began)

    def settings(self, changes: Mapping[str, Any]) -> Setting:
        """Return the parameters with some changed; ``model.PATH`` is a parameter of the model."""
        values: dict[str, Any] = {}
        for path, value in changes.items():
            name, _, inside = path.partition(".")
            if name not in self.setting.model_fields:
                raise UnknownName(f"parameter of {self.name}", name, self.setting.model_fields)
            if name == "model" and inside:
                values.setdefault("model", {})[inside] = value
            elif inside:
                raise BadInput(f"{self.name}.{path}: {name} has no parts")
            else:
                values[name] = value
        wrong = [mistake for name, value in values.items() for mistake in self.wrong(name, value)]
        if wrong:
            said = (f"{self.name}.{spelled(place)} {sentence}" for place, sentence in wrong)
            raise BadInput("; ".join(said))
        parameters_from(values.get("model"))  # what the model refuses is refused now
        return self.setting.model_validate(values)

    def wrong(self, name: str, value: Any) -> Iterator[tuple[KeyPath, str]]:
        """Give what is wrong with the value of a parameter: where, and what is allowed."""
        try:
            self.setting.model_validate({name: value})
        except ValidationError as error:
            mistakes = error.errors()
        else:
            return
        (declared,) = (d for d in declarations(self.setting) if d.name == name)
        items = [m for m in mistakes if len(m["loc"]) > 1]
        for mistake in items:
            yield tuple(mistake["loc"]), f"is {shown(mistake['input'])}: {mistake['msg'].lower()}"
        if not items:
            least = mistakes[0].get("ctx", {}).get("min_length")
            allowed = declared.bounds
            if isinstance(declared.default, tuple):
                allowed = f"a list of {least} or more" if least else "a list"
            elif isinstance(declared.default, dict):
                allowed = "a table"
            yield (name,), not_allowed(value, allowed)


def compared(
    values: Iterator[tuple[str, float | None, float, float]], tolerance: float
) -> Iterator[Finding]:
    """Give findings from (what, published or None, by the formula, measured)."""
    for what, published, computed, measured in values:
        expected = computed if published is None else published
        yield Finding(what, expected, measured, tolerance, published is not None)
