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
import math
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

#: Longer names are typed by nobody: nothing is suggested for them.
LONGEST = 100
#: So many names are listed at most where somebody else has made them.
LISTED = 40


class AllianceError(Exception):
    """Anything this project raises on purpose."""


class BadInput(AllianceError, ValueError):
    """What a person gave cannot be used; the message says what can.

    Whatever of the message cannot be seen is written as an escape.
    """

    def __init__(self, message: str) -> None:
        super().__init__(visible(message))


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
        self.kind, self.name, self.known = kind, str(name), sorted(known)
        self.nearest = nearest(self.name, self.known)
        hint = f" Did you mean '{shortened(self.nearest)}'?" if self.nearest else ""
        if len(self.known) <= LISTED:
            hint += f" Known: {', '.join(shortened(each) for each in self.known)}."
        super().__init__(f"unknown {kind} '{shortened(self.name)}'.{hint}")

    def __reduce__(self) -> tuple[type, tuple[str, str, list[str]]]:
        """Be sent home by a worker process: made of the same again, not of the message."""
        return type(self), (self.kind, self.name, self.known)


class BadNetwork(BadInput):
    """A network file that cannot be read, or does not fit the parameters."""


class BrokenInvariant(AllianceError, AssertionError):
    """The model contradicts itself: a defect of the program, not of its input."""


def nearest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name most like ``name``, or None if none resembles it.

    What differs only in what cannot be seen, in its case or by quotes around it, is the same.
    """
    if len(name) > LONGEST:
        return None
    known = list(known)
    alike = {_bare(k): k for k in known}
    name = _bare(name)
    if name in alike:
        return alike[name]
    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if found:
        return found[0]
    last = [k for k in known if k.rsplit(".", 1)[-1] == name.rsplit(".", 1)[-1]]
    return last[0] if last else None


def _bare(name: str) -> str:
    """Return a name as it is meant: without what cannot be seen, quotes and capitals."""
    plain = unicodedata.normalize("NFKC", name)
    seen = "".join(c for c in plain if unicodedata.category(c) not in ("Cc", "Cf"))
    return seen.strip().strip("\"'“”„‘’«»").casefold().strip()


# -------------------------------------------------------------------------- what was given, as text


def visible(text: str) -> str:
    """Return a text in which whatever cannot be seen is an escape; lines stay lines."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode() for c in text
    )


def shortened(text: str, most: int = 60) -> str:
    """Return a text in one line, with an ellipsis for its middle if it is long."""
    text = visible(text[: 4 * most] + text[-most:] if len(text) > 5 * most else text)
    text = text.replace("\n", "\\n")
    if len(text) <= most:
        return text
    return f"{text[: most - most // 3 - 1]}…{text[-(most // 3) :]}"


def shown(value: Any) -> str:
    """Return a value as it would stand in a TOML file, shortened if it is long."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        return f'"{shortened(value, 58)}"'
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list | tuple):
        text = "[" + ", ".join(shown(item) for item in value[:60]) + "]"
    elif isinstance(value, int) and abs(value) >= 1 << 200:
        digits = math.floor(value.bit_length() * math.log10(2)) + 1
        text = f"a whole number of about {digits:,} digits"
    else:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def together(wrong: Sequence[str], more: int = 0) -> str:
    """Return what is wrong with one thing in one line: the first of it, and how much more."""
    more += max(len(wrong) - LISTED, 0)
    return "; ".join([*wrong[:LISTED], *([f"… and {more:,} more"] if more else [])])
