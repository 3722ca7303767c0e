"""What is wrong with a config, and where: collected first, then said all at once."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.config.document import BadToml, Document, KeyPath, parse, spelled
from sim.errors import BadInput, nearest


@dataclass(frozen=True)
class Problem:
    """One mistake.

    ``line`` is None for what was not given in the file; ``place`` then says where it was given.
    ``path`` is the field's dotted path, positions counted from 1: ``arm[2].model.conflict.rate``.
    """

    line: int | None
    path: str
    sentence: str
    place: str

    def __str__(self) -> str:
        return f"{self.place}: " + f"{self.path} {self.sentence}".lstrip()


class BadExperiment(BadInput):
    """A config that cannot be run; ``problems`` are all of its mistakes, top to bottom."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.line is None, p.line or 0))
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type, tuple[list[Problem]]]:
        """Be sent home by a worker process: made of the same again, not of the message."""
        return type(self), (self.problems,)


class Problems:
    """Collects mistakes while a document is checked."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[Problem] = []

    def add(self, path: KeyPath, sentence: str) -> None:
        """Note a mistake at a path; its line is that of the nearest thing that has one."""
        line, given = self.document.line(path), self.document.given(path)
        place = given or f"{self.document.file}:{line}"
        problem = Problem(None if given else line, spelled(path), sentence, place)
        if problem not in self.found:
            self.found.append(problem)

    def finish(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise BadExperiment(self.found)


def read_document(file: Path | str, if_empty: str = "") -> Document:
    """Return a parsed TOML file.

    Raises
    ------
    BadInput
        If it cannot be read, is not TOML, or says nothing and ``if_empty`` is the sentence on that.
    """
    try:
        document = parse(Path(file).read_bytes(), str(file))
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from None
    except BadToml as error:
        place = f"{file}:{error.line}"
        raise BadExperiment([Problem(error.line, "", error.message, place)]) from None
    if if_empty and not document.data:
        raise BadExperiment([Problem(1, "", if_empty, str(file))])
    return document


def unknown(kind: str, name: str, known: Iterable[str], see: str = "") -> str:
    """Return the sentence about a name that is not known: the nearest one that is, and all others.

    Where there are too many to list, ``see`` says where they are listed.
    """
    known = sorted(set(known))
    near = nearest(name, known)
    hint = f"did you mean {near}? " if near else ""
    others = f"known: {', '.join(known)}" if len(known) <= 20 or not see else f"see: {see}"
    return f"is not a known {kind}; {hint}{others}"


def not_allowed(value: Any, allowed: str) -> str:
    """Return the sentence about a value that is not allowed."""
    finite = not (isinstance(value, float) and not math.isfinite(value))
    return f"is {shown(value)}; allowed: {allowed}" + ("" if finite else ", finite")


def shown(value: Any) -> str:
    """Return a value as it would stand in a TOML file, shortened if it is long."""
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, str):
        text = f'"{value}"'
    elif isinstance(value, dict):
        text = "a table"
    elif isinstance(value, list):
        text = "[" + ", ".join(shown(item) for item in value) + "]"
    else:
        text = str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
