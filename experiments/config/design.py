"""What a design varies: ``[design]`` of a config → a checked :class:`Design` and its points.

A parameter's levels are a list, or a range ``{ from, to, levels, scale }``; what a range does not
say is taken from the parameter's declaration: the range over which robustness is judged.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args

import experiments.config.validation as checks
from experiments.config.diagnostics import Problems, not_allowed
from experiments.config.document import KeyPath, split
from experiments.config.files import NAMING
from experiments.config.samplers import SAMPLERS
from sim.errors import shown
from sim.inputs.declarations import Declaration
from sim.inputs.parameters import Parameters, parameter_declarations

Scale = Literal["linear", "log"]

#: The fields of ``[design]`` and of a range in it → what each is.
FIELDS = {
    "sampler": f"how points are chosen: {', '.join(SAMPLERS)}",
    "points": "how many; what it counts depends on the sampler",
    "second_order": "saltelli: indices of pairs too, at nearly twice the runs",
    "vary": 'what is varied: levels by parameter, a list of parameters, or "plausible" for all',
}
RANGE = {
    "from": "the lowest level",
    "to": "the highest level",
    "levels": "how many levels (grid and list)",
    "scale": "linear or log: how levels and points are spread",
}


@dataclass(frozen=True)
class Vary:
    """One parameter that is varied.

    Either ``levels`` are given, or a range from ``low`` to ``high`` on a ``scale``.
    """

    name: str
    levels: tuple[Any, ...] = ()
    low: float | None = None
    high: float | None = None
    scale: Scale = "linear"
    whole: bool = False

    def at(self, u: float) -> Any:
        """Return the value at a place in [0, 1] of the range.

        Levels and whole numbers have slices of equal width (on a log scale, of equal width in the
        logarithm) and take the value of the slice that ``u`` falls into.
        """
        if self.levels:
            return self.levels[min(int(u * len(self.levels)), len(self.levels) - 1)]
        assert self.low is not None
        assert self.high is not None
        low, high = self.low, self.high + 1 if self.whole else self.high
        if self.scale == "log":
            value = math.exp((1.0 - u) * math.log(low) + u * math.log(high))
        else:
            value = (1.0 - u) * low + u * high
        if self.whole:
            return int(min(max(math.floor(value + 1e-9), self.low), self.high))
        return min(max(value, low), high)


@dataclass(frozen=True, kw_only=True)
class Design:
    """Which points are run, in every arm."""

    sampler: str
    points: int = 0
    second_order: bool = False
    vary: tuple[Vary, ...]

    @property
    def names(self) -> list[str]:
        """The parameters that are varied."""
        return [vary.name for vary in self.vary]

    @property
    def size(self) -> int:
        """How many points there are."""
        size = SAMPLERS[self.sampler].size
        if size is not None:
            return size(self.points, len(self.vary), self.second_order)
        if self.sampler == "list":
            return len(self.vary[0].levels)
        return math.prod(len(vary.levels) for vary in self.vary)

    def table(self, seed: int) -> list[dict[str, Any]]:
        """Return the points in order, each {dotted name: value}; the seed is the experiment's."""
        unit = SAMPLERS[self.sampler].unit
        if unit is not None:
            rows = unit(self.points, len(self.vary), seed, self.second_order).tolist()
            return [{v.name: v.at(u) for v, u in zip(self.vary, row, strict=True)} for row in rows]
        levels = [vary.levels for vary in self.vary]
        combined = (
            zip(*levels, strict=True) if self.sampler == "list" else itertools.product(*levels)
        )
        return [dict(zip(self.names, values, strict=True)) for values in combined]


# ------------------------------------------------------------------------------------ from a config


def read_design(
    given: Any,
    at: KeyPath,
    problems: Problems,
    kind: type[Parameters] = Parameters,
    renamed: Mapping[str, str] = MappingProxyType({}),
) -> Design | None:
    """Return the design that a config describes; None with mistakes noted.

    ``renamed`` are older names of parameters that the config may use: {older name: name}.
    """
    before = len(problems.found)
    fields = checks.table(given, at, problems)
    checks.known_names(fields, list(FIELDS), at, problems)
    name = fields.get("sampler", "grid")
    if not checks.known_name(name, "sampler", SAMPLERS, (*at, "sampler"), problems):
        return None
    points = _points(fields, name, at, problems)
    second = fields.get("second_order", False)
    if not isinstance(second, bool):
        problems.add((*at, "second_order"), not_allowed(second, "true or false"))
    elif second and name != "saltelli":
        problems.add((*at, "second_order"), f"is for the sampler saltelli, not for {name}")
    vary = _varied(fields.get("vary"), name, at, problems, kind, renamed)
    if len(problems.found) > before:
        return None
    return Design(sampler=name, points=points, second_order=second, vary=tuple(vary))


def _points(fields: dict[str, Any], name: str, at: KeyPath, problems: Problems) -> int:
    sampler, points = SAMPLERS[name], fields.get("points")
    if not sampler.points:
        if points is not None:
            problems.add((*at, "points"), f"does not go with {name}, whose levels say how many")
        return 0
    least = 2 if sampler.indices or sampler.power_of_two else 1
    if points is None:
        problems.add(at, f"needs points = how many; for {name}: {sampler.points}")
        return least
    if isinstance(points, bool) or not isinstance(points, int) or not least <= points <= 1 << 20:
        allowed = f"whole number in [{least}, {1 << 20}] ({sampler.points})"
        problems.add((*at, "points"), not_allowed(points, allowed))
        return least
    if sampler.power_of_two and points & (points - 1):
        near = 1 << (points.bit_length() - 1)
        allowed = f"a power of two, such as {near} or {2 * near}"
        problems.add((*at, "points"), not_allowed(points, allowed))
    return points


def _varied(
    given: Any,
    sampler: str,
    at: KeyPath,
    problems: Problems,
    kind: type[Parameters],
    renamed: Mapping[str, str],
) -> list[Vary]:
    place: KeyPath = (*at, "vary")
    if given == "plausible":
        given = {d.name: {} for d in parameter_declarations(kind).values() if d.plausible}
    if isinstance(given, list) and all(isinstance(name, str) for name in given):
        asked: list[tuple[str, KeyPath, Any]] = [(n, (*place, k), {}) for k, n in enumerate(given)]
    elif isinstance(given, dict):
        asked = list(_leaves(given, "", place, kind))
    else:
        asked = []
    if not asked:
        example = (
            'levels by parameter, as in vary."conflict.rate" = [0.05, 0.1]; names; "plausible"'
        )
        problems.add(at if given is None else place, f"varies nothing; allowed: {example}")
        return []
    found: list[Vary] = []
    for written, path, levels in asked:
        name = renamed.get(written, written)
        if name in (vary.name for vary in found):
            problems.add(path, f"{name} is named twice")
        elif (vary := _vary(name, levels, sampler, path, problems, kind)) is not None:
            found.append(vary)
    lengths = {vary.name: len(vary.levels) for vary in found}
    if sampler == "list" and len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} has {n}" for name, n in lengths.items())
        problems.add(place, f"needs lists of one length for the sampler list: {told}")
    return found


def _leaves(
    given: dict[str, Any], prefix: str, at: KeyPath, kind: type[Parameters]
) -> Iterator[tuple[str, KeyPath, Any]]:
    """Give every parameter with its path and levels: nested, dotted and quoted names alike."""
    for key, value in given.items():
        name, path = f"{prefix}{key}", (*at, *split(key))
        group = any(known.startswith(f"{name}.") for known in parameter_declarations(kind))
        if group and isinstance(value, dict) and value:
            yield from _leaves(value, f"{name}.", path, kind)
        else:
            yield name, path, value


def _vary(
    name: str, given: Any, sampler: str, at: KeyPath, problems: Problems, kind: type[Parameters]
) -> Vary | None:
    """Return one varied parameter; None with the mistake noted."""
    declaration = parameter_declarations(kind).get(name)
    if declaration is None:
        problems.add(at, checks.unknown_parameter(name, kind))
    elif name in NAMING:
        problems.add(at, "cannot be varied: give every file an arm of its own")
    elif isinstance(given, list):
        return _listed(declaration, given, at, problems, kind)
    elif not isinstance(given, dict):
        problems.add(
            at, not_allowed(given, "a list of levels, or { from = …, to = …, levels = … }")
        )
    elif declaration.type in ("number", "whole number"):
        return _ranged(declaration, given, sampler, at, problems, kind)
    elif given or declaration.type not in ("yes/no", "text") or not _all(declaration):
        problems.add(at, f"has no range; allowed: a list of levels, each {declaration.bounds}")
    else:
        return Vary(name=name, levels=_all(declaration))
    return None


def _all(declaration: Declaration) -> tuple[Any, ...]:
    """Return every value of a parameter that has few."""
    return (False, True) if declaration.type == "yes/no" else declaration.choices or ()


def _listed(
    d: Declaration, given: list[Any], at: KeyPath, problems: Problems, kind: type[Parameters]
) -> Vary | None:
    before = len(problems.found)
    if not given:
        problems.add(at, "has no level in it")
    levels: list[Any] = []
    for n, value in enumerate(given):
        right = checks.parameters(
            {d.name: ((*at, n), value)}, changing=False, problems=problems, kind=kind
        )
        if d.name in right and right[d.name] in levels:
            problems.add((*at, n), f"{shown(value)} is a level twice")
        levels.append(right.get(d.name))
    if len(problems.found) > before:
        return None
    if d.type == "number":
        levels = [float(level) for level in levels]
    return Vary(name=d.name, levels=tuple(levels), whole=d.type == "whole number")


def _ranged(
    d: Declaration,
    given: dict[str, Any],
    sampler: str,
    at: KeyPath,
    problems: Problems,
    kind: type[Parameters],
) -> Vary | None:
    before = len(problems.found)
    checks.known_names(given, list(RANGE), at, problems)
    low, high = (_end(d, given, end, at, problems, kind) for end in ("from", "to"))
    scale, levels = given.get("scale", "linear"), given.get("levels")
    if scale not in get_args(Scale):
        problems.add((*at, "scale"), not_allowed(scale, "linear or log"))
    if low is not None and high is not None:
        if not low < high:
            problems.add(at, f"goes from {low:g} to {high:g}; allowed: from below to")
        elif scale == "log" and low <= 0:
            problems.add(at, f"has a log scale from {low:g}; allowed: from above 0")
    if SAMPLERS[sampler].points:
        if levels is not None:
            problems.add((*at, "levels"), f"is for grid and list; {sampler} takes points")
    elif isinstance(levels, bool) or not isinstance(levels, int) or not 2 <= levels <= 1000:
        sentence = "needs levels = how many, or a list of them"
        if levels is not None:
            sentence = not_allowed(levels, "whole number in [2, 1000]")
        problems.add(at if levels is None else (*at, "levels"), sentence)
    if len(problems.found) > before or low is None or high is None:
        return None
    vary = Vary(d.name, (), float(low), float(high), scale, whole=d.type == "whole number")
    return vary if levels is None else replace(vary, levels=spread(vary, levels))


def _end(
    d: Declaration,
    given: dict[str, Any],
    end: str,
    at: KeyPath,
    problems: Problems,
    kind: type[Parameters],
) -> float | None:
    """Return one end of a range: as given, or as declared."""
    if end in given:
        right = checks.parameters(
            {d.name: ((*at, end), given[end])}, changing=False, problems=problems, kind=kind
        )
        return right.get(d.name)
    if d.plausible is not None:
        return d.plausible[0 if end == "from" else 1]
    problems.add(at, f"needs {end}: {d.name} is declared without a range over which it is varied")
    return None


def spread(vary: Vary, levels: int) -> tuple[Any, ...]:
    """Return so many levels from one end of a range to the other; whole numbers rounded."""
    assert vary.low is not None
    assert vary.high is not None
    low, high = float(vary.low), float(vary.high)
    shares = [k / (levels - 1) for k in range(levels)]
    if vary.scale == "log":
        inner = [low ** (1.0 - u) * high**u for u in shares]
    else:
        inner = [low + u * (high - low) for u in shares]
    exact = [low, *(float(f"{x:.12g}") for x in inner[1:-1]), high]  # 0.3, not 0.30000000000000004
    return tuple(dict.fromkeys(map(round, exact))) if vary.whole else tuple(exact)
