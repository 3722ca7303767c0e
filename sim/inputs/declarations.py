"""How a parameter is declared: once, with its default, unit, bounds, meaning and source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.fields import FieldInfo

from sim.errors import shortened, shown


class Group(BaseModel):
    """Declarations that belong together; frozen, and strict about types and names."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Declaration:
    """One parameter as data.

    Attributes
    ----------
    low, high
        Inclusive bounds, or None.
    plausible
        The range over which robustness is judged; None for a parameter that is not varied, and
        ``structural`` then says why.
    choices
        The allowed words of a parameter that is one.
    type
        "number", "whole number", "text", "yes/no" or "names".
    since
        The version of the rules in which it came (:mod:`sim.inputs.versions`).
    neutral
        The value with which its rule is that of version 1; None where its default is.
    was
        What it was called in the version before; "" if it was called the same.
    """

    name: str
    default: Any
    unit: str
    low: float | None
    high: float | None
    plausible: tuple[float, float] | None
    choices: tuple[str, ...] | None
    meaning: str
    source: str
    type: str
    structural: str = ""
    since: int = 1
    neutral: Any = None
    was: str = ""

    @property
    def bounds(self) -> str:
        """The allowed values in words."""
        if self.choices:
            return ", ".join(self.choices)
        if self.low is None and self.high is None:
            return self.type
        if self.high is None:
            return f"{self.type} ≥ {self.low:g}"
        return f"{self.type} in [{self.low:g}, {self.high:g}]"


#: What a declaration says beyond what pydantic checks.
_FACTS = ("plausible", "structural", "names", "since", "neutral", "was")


def declared(
    default: Any, meaning: str, *, unit: str = "", source: str = "ours", **more: Any
) -> Any:
    """Declare a parameter of any type; ``more`` holds pydantic constraints and extra facts."""
    facts: dict[str, Any] = {"unit": unit, "source": source}
    facts |= {key: more.pop(key) for key in _FACTS if key in more}
    return Field(default, description=meaning, json_schema_extra=facts, **more)


def number(
    default: float,
    unit: str,
    meaning: str,
    *,
    low: float | None = 0.0,
    high: float | None = None,
    plausible: tuple[float, float] | None = None,
    source: str = "ours",
    **facts: Any,
) -> Any:
    """Declare a number with inclusive bounds; the annotation says whether it must be whole.

    ``facts`` are those of a :class:`Declaration`: structural, since, neutral, was.
    """
    return declared(
        default, meaning, unit=unit, source=source, ge=low, le=high, strict=True,
        plausible=list(plausible) if plausible else None, **facts,
    )  # fmt: skip


def fraction(default: float, unit: str, meaning: str, **more: Any) -> Any:
    """Declare a number between 0 and 1."""
    return number(default, unit, meaning, low=0.0, high=1.0, **more)


def declarations(model: type[BaseModel], prefix: str = "") -> Iterator[Declaration]:
    """Give every parameter in a tree of groups, dotted names in order of declaration."""
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from declarations(kind, f"{prefix}{name}.")
        else:
            yield _declaration(prefix + name, field)


def _declaration(name: str, field: FieldInfo) -> Declaration:
    facts: dict[str, Any] = dict(field.json_schema_extra or {})  # type: ignore[arg-type]
    bounds = {
        key: getattr(m, key) for m in field.metadata for key in ("ge", "le") if hasattr(m, key)
    }
    kinds: dict[Any, str] = {int: "whole number", float: "number", bool: "yes/no", str: "text"}
    choices = facts.get("names") or [c for c in get_args(field.annotation) if isinstance(c, str)]
    plausible = facts.get("plausible")
    return Declaration(
        name=name,
        default=field.default,
        unit=facts["unit"],
        low=bounds.get("ge"),
        high=bounds.get("le"),
        plausible=tuple(plausible) if plausible else None,
        choices=tuple(choices) or None,
        meaning=field.description or "",
        source=facts["source"],
        type="names" if "names" in facts else kinds.get(field.annotation, "text"),
        **{key: facts[key] for key in ("structural", "since", "neutral", "was") if key in facts},
    )


def explain(error: ValidationError) -> list[tuple[str, str]]:
    """Turn pydantic's errors into pairs of (dotted path, sentence)."""
    sentences = []
    for item in error.errors():
        path = shortened(".".join(str(part) for part in item["loc"]), 200)
        if "ctx" in item and "error" in item["ctx"]:
            sentences.append((path, str(item["ctx"]["error"])))
        else:
            sentences.append((path, f"is {shown(item['input'])}: {item['msg'].lower()}"))
    return sentences
