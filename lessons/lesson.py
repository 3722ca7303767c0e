"""A lesson is data: a world, what is different in the other, dials, a question and a claim."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError, model_validator

import lessons.words as words
from experiments.config.diagnostics import Problems, read_document
from sim.errors import BadInput, UnknownName, shortened, shown
from sim.inputs.declarations import Group, explain
from sim.inputs.events import Event, events_from
from sim.inputs.mission import LINES
from sim.inputs.parameters import Parameters, parameter_declarations
from sim.inputs.strategies import Mix, Strategy, mix_from, strategy_from
from sim.measures.outcomes import OUTCOMES

FOLDER = Path(__file__).parent / "data"
#: What can be charted a line a strategy; written "payoff:strategy".
BY_STRATEGY = (
    "fitness",
    "payoff",
    "share",
    "memberships",
    "allies",
    "trust_received",
    "maintenance",
)
BY = ":strategy"


def flat(tree: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Return a tree of tables as {dotted name: value}; lists become tuples."""

    def leaves(branch: Mapping[str, Any], at: str) -> Iterator[tuple[str, Any]]:
        for key, value in branch.items():
            if isinstance(value, Mapping):
                yield from leaves(value, f"{at}{key}.")
            else:
                yield f"{at}{key}", tuple(value) if isinstance(value, list) else value

    return dict(leaves(tree, prefix))


def _happening(given: Iterable[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return the events of a lesson's file."""
    if not isinstance(given, list | tuple) or not all(isinstance(each, Mapping) for each in given):
        raise BadInput(f"is {shown(given)}; allowed: events, each with week and set")
    return events_from(
        {
            key: flat(value) if key == "set" and isinstance(value, Mapping) else value
            for key, value in event.items()
        }
        for event in given
    )


Events = Annotated[tuple[Event, ...], BeforeValidator(_happening)]


class Other(Group):
    """What is different in the other world."""

    model: dict[str, Any] = Field(default_factory=dict)
    strategies: dict[str, float] | None = None
    event: Events = ()


class Dial(Group):
    """A parameter that the reader may turn, from ``low`` to ``high`` in steps."""

    name: str
    low: float
    high: float
    step: Annotated[float, Field(gt=0.0)]

    @model_validator(mode="after")
    def _within_bounds(self) -> Dial:
        known = parameter_declarations()
        if self.name not in known:
            raise UnknownName("parameter", self.name, known)
        d = known[self.name]
        if not self.low < self.high:
            raise ValueError(f"the dial {self.name} has no room between its ends")
        if (d.low is not None and self.low < d.low) or (d.high is not None and self.high > d.high):
            raise ValueError(f"the dial {self.name} goes beyond {d.bounds}")
        return self


class Claim(Group):
    """What the lesson says: the first world has more (+1) or less (−1) of an outcome.

    With ``strategy``, the outcome is of those who follow it. ``found`` is the paired difference,
    first − other, over twenty seeds, and half the width of its 95 % interval.
    """

    outcome: str
    sign: Literal[1, -1]
    strategy: str | None = None
    found: tuple[float, float] | None = None

    @model_validator(mode="after")
    def _known(self) -> Claim:
        known = BY_STRATEGY if self.strategy else tuple(OUTCOMES)
        if self.outcome not in known:
            raise UnknownName("outcome", self.outcome, known)
        return self


class Lesson(Group):
    """One lesson, with everything checked; its words stand in the catalogue under its name.

    Attributes
    ----------
    name
        The file's name without its ending.
    order
        Its place among the lessons, the smaller first. They stand ten apart: there is always room.
    weeks, warmup, seed
        How long it runs, how much of that the claim leaves out, and the seed it opens with.
    lines
        Lines of the guide that it is about (sim/inputs/mission.py).
    charts
        Weekly outcomes that are drawn, the most telling first; "payoff:strategy" a line a strategy.
    right
        The key of the right answer to its question.
    """

    name: str
    order: int
    weeks: Annotated[int, Field(ge=10, le=1000)]
    warmup: Annotated[int, Field(ge=0)] | None = None
    seed: Annotated[int, Field(ge=0, le=10**6)] = 1
    lines: Annotated[tuple[str, ...], Field(min_length=1)]
    charts: Annotated[tuple[str, ...], Field(min_length=1, max_length=4)]
    right: str
    model: dict[str, Any] = Field(default_factory=dict)
    strategies: dict[str, float] = Field(default_factory=lambda: {"balanced": 1.0})
    strategy: dict[str, dict[str, Any]] = Field(default_factory=dict)
    event: Events = ()
    other: Other
    dial: Annotated[tuple[Dial, ...], Field(min_length=1, max_length=3)]
    claim: Claim

    @model_validator(mode="after")
    def _makes_sense(self) -> Lesson:
        for line in self.lines:
            if line not in LINES:
                raise UnknownName("line of the guide", line, LINES)
        for chart in self.charts:
            known = BY_STRATEGY if chart.endswith(BY) else tuple(OUTCOMES)
            if chart.removesuffix(BY) not in known:
                raise UnknownName("outcome", chart, known)
        if self.right not in words.lesson(self.name)["answers"]:
            said = shortened(self.right)
            raise ValueError(f"the right answer '{said}' is none of those in the catalogue")
        for second in (False, True):
            self.parameters(second)
            self.events(second)
            if self.claim.strategy and self.claim.strategy not in self.names(second):
                said = shortened(self.claim.strategy)
                raise ValueError(f"nobody follows the strategy '{said}'")
        return self

    @property
    def own(self) -> dict[str, Strategy]:
        """Strategies that the lesson defines."""
        return {name: strategy_from(name, fields) for name, fields in self.strategy.items()}

    def parameters(self, other: bool = False) -> Parameters:
        """Return the parameters of a world."""
        changes = flat(self.model)
        return Parameters().updated(changes | flat(self.other.model) if other else changes)

    def mix(self, other: bool = False) -> Mix:
        """Return the strategies of a world."""
        given = self.other.strategies if other and self.other.strategies else self.strategies
        return mix_from(given, self.own)

    def names(self, other: bool = False) -> list[str]:
        """Return the names of the strategies of a world."""
        return [strategy.name for strategy, _ in self.mix(other)]

    def events(self, other: bool = False) -> tuple[Event, ...]:
        """Return what changes by itself in a world, in order of weeks."""
        happening = (*self.event, *self.other.event) if other else self.event
        return events_from(happening)


def read_lesson(file: Path) -> Lesson:
    """Return the lesson in a file; raises ``BadInput`` with what is wrong with it, and where."""
    document = read_document(file)
    problems, lesson = Problems(document), None
    if "name" in document.data:
        problems.add(("name",), "has no place in a lesson, which is called as its file")
    try:
        lesson = Lesson.model_validate({**document.data, "name": file.stem})
    except ValidationError as error:
        for item, (_, sentence) in zip(error.errors(), explain(error), strict=True):
            problems.add(item["loc"], sentence)
    problems.finish()
    assert lesson is not None  # its absence was a mistake
    return lesson


@cache
def all_lessons() -> dict[str, Lesson]:
    """Return every lesson by name, in order."""
    found = sorted(
        (read_lesson(file) for file in FOLDER.glob("*.toml")), key=lambda lesson: lesson.order
    )
    return {lesson.name: lesson for lesson in found}
