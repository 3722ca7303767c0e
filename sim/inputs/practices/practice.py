"""What is declared of a practice: once, as plain data, beside its parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from operator import attrgetter
from types import ModuleType
from typing import Any, ClassVar, Literal

from pydantic import create_model
from pydantic.fields import FieldInfo

from sim.errors import BadInput
from sim.inputs.declarations import Group
from sim.inputs.line import Line

#: What a practice is done to: an alliance of one's own, any ally, an ally with whom no conflict was
#: talked over this week, or somebody new. It says what a random target is where aim is *blind*.
Target = Literal["alliance", "ally", "untried ally", "stranger"]


class Practice:
    """Something on which agents spend acts of attention.

    A subclass declares a practice; whatever it declares with ``number`` or ``fraction`` is a
    parameter of the practice, and its docstring says what the practice is. One of a person's own
    has its rule with it: ``where(agent, act)`` returns what it is to be done to, or None, and
    ``do(agent, target, act)`` does it there.

    Attributes
    ----------
    name
        The name in portfolios, switches and parameters; made of the class's own if not given.
    without
        The world without the practice.
    target
        What it is done to; None if that is none of these: then it can be blind only if it has a
        method ``anywhere(agent, act)``.
    maintains
        Whether it keeps alliances, as opposed to finding new ones.
    takes_time_of_others
        Whether those whom it is done to spend time on it as well, if ``target`` says who they are.
    title, says
        The practice as a person reads it who may choose it, in a word or two and in a few.
    lines
        The lines of the guide that it carries.
    moves
        Outcome → the sign of (with − without) where the practice should move it.
    group
        Its parameters.
    """

    name: ClassVar[str]
    without: ClassVar[str]
    target: ClassVar[Target | None] = None
    maintains: ClassVar[bool] = True
    takes_time_of_others: ClassVar[bool] = True
    title: ClassVar[str] = ""
    says: ClassVar[str] = ""
    lines: ClassVar[tuple[Line, ...]] = ()
    moves: ClassVar[Mapping[str, int]] = {}
    group: ClassVar[type[Group]]

    def __init_subclass__(cls, **more: Any) -> None:
        """Name the practice, and make a group of what it declares."""
        super().__init_subclass__(**more)
        if "name" not in vars(cls):
            cls.name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", cls.__name__).lower()
        declared = {
            name: value
            for home in reversed(cls.__mro__)
            for name, value in vars(home).items()
            if isinstance(value, FieldInfo)
        }
        for name in declared:
            if name in Practice.__annotations__:
                raise BadInput(f"the practice '{cls.name}': '{name}' is no name for a parameter")
        kinds: dict[str, Any] = {name: (type(f.default), f) for name, f in declared.items()}
        cls.group = create_model(
            "group", __base__=Group, __doc__=cls.__doc__, __module__=cls.__module__, **kinds
        )
        cls.group.__qualname__ = f"{cls.__qualname__}.group"  # where another process finds it
        NAMES.setdefault(cls.name)

    @classmethod
    def can_be_blind(cls) -> bool:
        """Whether it is known what a random target is."""
        return cls.target is not None or hasattr(cls, "anywhere")


#: The names of all practices declared so far, in order: what a portfolio may name.
NAMES: dict[str, None] = {}

#: Modules that another process does not find by their names → what loads one there.
HOMES: dict[str, Callable[[], ModuleType]] = {}


def sent(practice: type[Practice]) -> Any:
    """Return what another process makes a practice of: itself, or its home and its name there."""
    home = HOMES.get(practice.__module__)
    return practice if home is None else (home, practice.__qualname__)


def found(what: Any) -> Any:
    """Return the practice that was sent."""
    if isinstance(what, tuple):
        home, name = what
        return attrgetter(name)(home())
    return what
