"""What is wrong with a config, and where: collected first, then said all at once."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.config.document import BadToml, Document, KeyPath, parse, spelled
from experiments.config.spellings import bare
from sim.errors import LISTED, BadInput, nearest, shortened, shown, visible

#: So many mistakes are said in full; of more only how many there are.
MOST = 50
#: After so many, no more are looked for.
ENOUGH = 10_000
#: More bytes than any config has; of a file of data by mistake no more is read.
LARGEST = 3_000_000

#: What is wrong, or how to say it: finding the nearest name takes a while.
Sentence = str | Callable[[], str]


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
    """A config that cannot be run.

    ``problems`` are its mistakes, top to bottom; of very many the first, and ``more`` how many
    there are beside.
    """

    def __init__(self, problems: Iterable[Problem], more: int = 0) -> None:
        self.problems = sorted(problems, key=lambda p: (p.line is None, p.line or 0))
        self.more = more
        lines = [visible(str(problem)).replace("\n", "\\n") for problem in self.problems]
        least = "at least " * (more + MOST >= ENOUGH)
        super().__init__("\n".join(lines + [f"… and {least}{more:,} more"] * (more > 0)))

    def __reduce__(self) -> tuple[type, tuple[list[Problem], int]]:
        """Be sent home by a worker process: made of the same again, not of the message."""
        return type(self), (self.problems, self.more)


class Problems:
    """Collects mistakes while a document is checked."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[tuple[KeyPath, str], tuple[int | None, str, Sentence]] = {}

    def add(self, path: KeyPath, sentence: Sentence) -> None:
        """Note a mistake at a path; its line is that of the nearest thing that has one."""
        line, given = self.document.line(path), self.document.given(path)
        place = given or f"{self.document.file}:{line}"
        same = (path, sentence if isinstance(sentence, str) else "")
        self.found.setdefault(same, (None if given else line, place, sentence))
        if len(self.found) >= ENOUGH:
            self.finish()

    def finish(self) -> None:
        """Raise what was found, if anything was."""
        if not self.found:
            return
        noted = [(line, path, place, said) for (path, _), (line, place, said) in self.found.items()]
        noted.sort(key=lambda note: (note[0] is None, note[0] or 0))
        first = [
            Problem(line, spelled(path), said if isinstance(said, str) else said(), place)
            for line, path, place, said in noted[:MOST]
        ]
        raise BadExperiment(first, len(noted) - len(first))


def read_document(file: Path | str, if_empty: str = "") -> Document:
    """Return a parsed TOML file.

    Raises
    ------
    BadInput
        If it cannot be read, is not TOML, or says nothing and ``if_empty`` is the sentence on that.
    """
    try:
        with Path(file).open("rb") as opened:
            content = opened.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise BadToml(1, f"is no config: it has more than {LARGEST // 1_000_000} MB")
        document = parse(content, str(file))
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
    hint = f"did you mean {shortened(near)}? " if near else ""
    if len(known) > 20 and see:
        return f"is not a known {kind}; {hint}see: {see}"
    listed = ", ".join(shortened(each) for each in known[:LISTED])
    more = f", … and {len(known) - LISTED:,} more" if len(known) > LISTED else ""
    return f"is not a known {kind}; {hint}known: {listed}{more}"


def not_allowed(value: Any, allowed: str) -> str:
    """Return the sentence about a value that is not allowed."""
    if allowed == "yes/no":
        allowed = "yes/no, written true or false"
    if isinstance(value, str) and bare(value) in allowed.replace("a share in", "number"):
        allowed += ", without quotes"
    finite = not (isinstance(value, float) and not math.isfinite(value))
    return f"is {shown(value)}; allowed: {allowed}" + ("" if finite else ", finite")
