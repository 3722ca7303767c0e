"""The project's exceptions.

::

    AllianceError(Exception)            anything this project raises on purpose
    ├── BadInput(ValueError)            what a person gave cannot be used; the message says what can
    │   ├── UnknownName                 a name that is not known; carries the nearest known one
    │   └── BadNetwork                  a network file that cannot be read
    └── BrokenInvariant(AssertionError) the model contradicts itself: a defect, please report it
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class AllianceError(Exception):
    """Anything this project raises on purpose."""


class BadInput(AllianceError, ValueError):
    """What a person gave cannot be used; the message says what can."""


class UnknownName(BadInput):
    """A name that is not known.

    Parameters
    ----------
    kind
        What sort of thing was named, as a person would say it ("strategy").
    name
        The name that was given.
    known
        All names that would have been understood.
    """

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind, self.name, self.known = kind, name, sorted(known)
        self.nearest = nearest(name, self.known)
        hint = f" Did you mean '{self.nearest}'?" if self.nearest else ""
        if len(self.known) <= 40:
            hint += f" Known: {', '.join(self.known)}."
        super().__init__(f"unknown {kind} '{name}'.{hint}")

    def __reduce__(self) -> tuple[type, tuple[str, str, list[str]]]:
        """Be sent home by a worker process: made of the same again, not of the message."""
        return type(self), (self.kind, self.name, self.known)


class BadNetwork(BadInput):
    """A network file that cannot be read, or does not fit the parameters."""


class BrokenInvariant(AllianceError, AssertionError):
    """The model contradicts itself: a defect of the program, not of its input."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None if none resembles it."""
    known = list(known)
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if found:
        return found[0]
    last = [k for k in known if k.rsplit(".", 1)[-1] == name.rsplit(".", 1)[-1]]
    return last[0] if last else None
