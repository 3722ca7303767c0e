"""Who was observed in which wave of a panel, as a file of its own says: ``wave,id,status``."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from experiments.evidence.panel_cells import Cells, read_cells
from experiments.evidence.panel_columns import WORDS
from sim.errors import BadInput
from sim.state.networks.words import plain

PRESENT = ("present", "1", "observed", "yes", "true", "t", "y", "1.0")
ABSENT = ("absent", "0", "no_response", "no", "false", "f", "n", "0.0", "missing", "not observed")
_ID = ("id", "name", "person", "ego", "actor", "node", "pupil", "student", "respondent", "subject")
_STATUS = ("status", "observed", "present", "presence", "response")

#: Wave → who was observed in it.
Presence = Mapping[str, Collection[str]]


def file_beside(path: Path) -> Path | None:
    """Return the file of presence beside a panel's whose name begins alike, if there is one."""
    names = (path.stem, path.stem.rpartition("_")[0])
    beside = [path.with_name(f"{name}_presence.csv") for name in names if name]
    return next((other for other in beside if os.path.isfile(other)), None)


def read_presence(file: Path) -> Presence:
    """Return who was observed in which wave.

    Raises
    ------
    BadInput
        If it is no such file, or says two things of one person.
    """
    cells = read_cells(file, {*WORDS["wave"], *_ID, *_STATUS})
    wave, person, status = (
        _column(file, cells, role, words)
        for role, words in (("wave", WORDS["wave"]), ("id", _ID), ("status", _STATUS))
    )
    said: dict[tuple[str, str], bool] = {}
    found: dict[str, list[str]] = {}
    for number, row in zip(cells.lines, cells.rows, strict=True):
        place = f"{file}:{number}"
        if len(row) != cells.width:
            raise BadInput(f"{place}: needs {cells.width} cells, as in line {cells.header_line}")
        if row[status].lower() not in PRESENT + ABSENT:
            allowed = ", ".join(PRESENT[:2] + ABSENT[:3])
            head = (cells.header or ())[status]
            raise BadInput(f"{place}: {head} is {row[status]!r}; allowed: {allowed}")
        here = row[status].lower() in PRESENT
        if said.setdefault((row[wave], row[person]), here) != here:
            raise BadInput(f"{place}: says of {row[person]} in wave {row[wave]} what it denied")
        people = found.setdefault(row[wave], [])
        if here:
            people.append(row[person])
    return found


def _column(file: Path, cells: Cells, role: str, words: Iterable[str]) -> int:
    heads = [plain(name) for name in cells.header or ()]
    column = next((heads.index(text) for text in words if text in heads), None)
    if column is None:
        seen = ", ".join(cells.header or cells.rows[0])
        raise BadInput(
            f"{file}:{cells.header_line}: a file of presence has wave, id, status; it lacks {role},"
            f" and has: {seen}"
        )
    return column


def check_presence(
    presence: Presence, file: Path, waves: Iterable[str], people: Iterable[str]
) -> list[str]:
    """Return what is to be said of a file of presence beside a panel; refuse what cannot be."""
    known = {person for group in presence.values() for person in group}
    lacking = [wave for wave in waves if wave not in presence]
    if lacking:
        raise BadInput(
            f"{file}: says nothing of wave {lacking[0]}; its waves are: {', '.join(presence)}"
        )
    others = [person for person in people if person not in known]
    if others and len(others) == len(set(people)):
        seen = ", ".join(sorted(known)[:3])
        raise BadInput(f"{file}: knows none of the panel's people; it has: {seen}")
    if not others:
        return []
    names = ", ".join(others[:3])
    return [
        f"{file.name} never has as observed, so that they are left out: {len(others)} ({names})"
    ]
