"""Every parameter of the model as one tree, assembled from groups and practices.

A :class:`Parameters` is a frozen tree: ``parameters.conflict.rate``. Its dotted names are the same
in configs, on the command line, on the page and in the docs. One tick is one week; payoffs are in
utility per week. Nothing else in the project repeats a default.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, StrictStr, ValidationError, create_model, model_validator

from sim.errors import LISTED, BadInput, UnknownName, together
from sim.inputs.declarations import Declaration, Group, declarations, declared, explain
from sim.inputs.groups import (
    Alliances,
    Attend,
    Attention,
    Conflict,
    Cooperate,
    Decide,
    Drift,
    Learn,
    Population,
    Produce,
    Refer,
    Review,
    Share,
    Support,
    Trust,
    Turnover,
)
from sim.inputs.practices import DECLARED
from sim.inputs.practices.practice import Practice, found, sent
from sim.inputs.switches import PLACEBOS, PRACTICES, SWITCHES

Names = Annotated[tuple[StrictStr, ...], Field(strict=False)]


def names(known: Mapping[str, str] | tuple[str, ...], meaning: str) -> Any:
    """Declare a list of switches, each one of ``known``."""
    return declared((), meaning, names=list(known), structural="what experiments compare")


class _UpToPractices(Group):
    population: Population = Population()
    turnover: Turnover = Turnover()
    attention: Attention = Attention()
    alliances: Alliances = Alliances()
    trust: Trust = Trust()
    drift: Drift = Drift()
    produce: Produce = Produce()
    share: Share = Share()
    cooperate: Cooperate = Cooperate()
    support: Support = Support()
    refer: Refer = Refer()
    conflict: Conflict = Conflict()
    attend: Attend = Attend()


def _groups(practices: Iterable[type[Practice]]) -> dict[str, Any]:
    return {practice.name: (practice.group, practice.group()) for practice in practices}


if TYPE_CHECKING:

    class _WithPractices(_UpToPractices):
        def __getattr__(self, practice: str) -> Any: ...
else:
    _WithPractices = create_model("_", __base__=_UpToPractices, **_groups(DECLARED))


class Parameters(_WithPractices):
    """All parameters of a model; ``Parameters()`` are the defaults."""

    review: Review = Review()
    decide: Decide = Decide()
    learn: Learn = Learn()
    off: Names = names(SWITCHES, "processes, practices and mechanisms that are switched off")
    blind: Names = names(PLACEBOS, "placebo: practices done to a random target")
    null: Names = names(PLACEBOS, "placebo: practices that cost their time and do nothing")

    #: Practices of a person's own, beside those that are shipped.
    own: ClassVar[tuple[type[Practice], ...]] = ()

    @model_validator(mode="after")
    def _known_switches(self) -> Parameters:
        declared = parameter_declarations(type(self))
        for field in ("off", "blind", "null"):
            known = declared[field].choices or ()
            for name in getattr(self, field):
                if name not in known:
                    raise UnknownName(f"name in '{field}'", name, known)
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (tuple(map(sent, self.own)), self.model_dump())

    def dotted(self) -> dict[str, Any]:
        """Return {dotted name: value} of every parameter, in order of declaration."""
        return {name: self[name] for name in parameter_declarations(type(self))}

    def __getitem__(self, name: str) -> Any:
        """Return the value of a dotted name; raises ``UnknownName``."""
        known = parameter_declarations(type(self))
        if name not in known:
            raise UnknownName("parameter", name, known)
        value: Any = self
        for part in name.split("."):
            value = getattr(value, part)
        return value

    def updated(self, changes: Mapping[str, Any]) -> Parameters:
        """Return a copy in which dotted names have new values; all errors in one ``BadInput``."""
        tree, known = self.model_dump(), parameter_declarations(type(self))
        unknown = [name for name in changes if name not in known]
        wrong = [str(UnknownName("parameter", name, known)) for name in unknown[:LISTED]]
        for name, value in changes.items():
            if name not in known:
                continue
            *groups, last = name.split(".")
            group = tree
            for part in groups:
                group = group[part]
            group[last] = value
        try:
            result = type(self).model_validate(tree)
        except ValidationError as error:
            wrong += [f"{path} {sentence}" for path, sentence in explain(error)]
        if wrong:
            raise BadInput(together(wrong, len(unknown[LISTED:])))
        return result


@cache
def parameter_declarations(kind: type[Parameters] = Parameters) -> dict[str, Declaration]:
    """Return every parameter's declaration by dotted name."""
    return {d.name: d for d in declarations(kind)}


@cache
def parameters_with(own: tuple[type[Practice], ...]) -> type[Parameters]:
    """Return the tree of parameters that has those of a person's own practices too.

    Raises
    ------
    BadInput
        For a name that is taken, and a practice that does not say what the world is without it,
        where it is done, or what is done there.
    """
    if not own:
        return Parameters
    taken = {*SWITCHES, *PRACTICES, *Parameters.model_fields}
    for practice in own:
        if practice.name in taken or hasattr(Parameters, practice.name):
            raise BadInput(f"the practice '{practice.name}' needs another name: it is taken")
        if not hasattr(practice, "without"):
            raise BadInput(f"the practice '{practice.name}' does not say what is 'without' it")
        for method in ("where", "do"):
            if not callable(getattr(practice, method, None)):
                raise BadInput(f"the practice '{practice.name}' has no method '{method}'")
        taken.add(practice.name)
    tree = create_model("Parameters", __base__=Parameters, **_groups(own), **_switches(own))
    tree.own = own
    return tree


def _switches(own: tuple[type[Practice], ...]) -> dict[str, Any]:
    """Return the lists of switches with a person's own practices among what they may name."""
    shipped = parameter_declarations()
    may = {
        "off": [practice.name for practice in own],
        "blind": [practice.name for practice in own if practice.can_be_blind()],
        "null": [practice.name for practice in own],
    }
    return {
        field: (Names, names((*(shipped[field].choices or ()), *more), shipped[field].meaning))
        for field, more in may.items()
    }


def _restored(own: tuple[Any, ...], values: dict[str, Any]) -> Parameters:
    return parameters_with(tuple(map(found, own))).model_validate(values)


def parameters_from(
    given: Parameters | Mapping[str, Any] | None, own: Iterable[type[Practice]] = ()
) -> Parameters:
    """Return parameters from what a person may give: nothing, dotted names, or parameters.

    ``own`` are practices of a person's own; parameters that are given may have theirs already.
    """
    own = tuple(own)
    if not isinstance(given, Parameters):
        return parameters_with(own)().updated(given or {})
    if not own or given.own == own:
        return given
    return parameters_with(own).model_validate(given.model_dump())
