"""Panels: who names whom, wave after wave; read from CSV files, or made by observing a run.

A panel file has a line a nomination: ``wave,from,to`` (``week`` or ``year`` mean the same as
``wave``). With a column ``relation`` it holds one panel a relation; with a column ``rank`` all
rank all others, and the first few count as named. A file of presence (``wave,id,status``) says
who was observed when: ``present`` or ``1``. Whoever was not is left out of that wave, with all
names given and received. Without such a file all who occur count as observed in every wave.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sim.errors import BadInput

WAVES = ("wave", "week", "year")
PRESENT = ("present", "1", "observed", "yes", "true")
ABSENT = ("absent", "0", "no_response", "no", "false")
#: Of a full ranking, so many count as named.
TOP = 3
#: A panel holds a matrix a wave: more people than this would not fit into memory.
MOST_PEOPLE = 5000


@dataclass(frozen=True)
class Panel:
    """Directed nominations among the same people in several waves.

    Attributes
    ----------
    name
        What the panel is called in tables.
    waves
        Labels of the waves in order.
    ids
        Names of the people.
    ties
        ``ties[w, i, j]``: i names j in wave w; bool, shape (W, N, N), nobody names oneself.
    present
        ``present[w, i]``: i was observed in wave w; bool, shape (W, N).
    """

    name: str
    waves: tuple[str, ...]
    ids: tuple[str, ...]
    ties: np.ndarray
    present: np.ndarray

    def wave(self, w: int) -> np.ndarray:
        """Return who names whom in a wave, among those observed; shape (n, n)."""
        seen = self.present[w]
        return np.asarray(self.ties[w][np.ix_(seen, seen)])

    def both(self, *waves: int) -> list[np.ndarray]:
        """Return several waves among those who were observed in all of them."""
        seen = self.present[list(waves)].all(axis=0)
        return [np.asarray(self.ties[w][np.ix_(seen, seen)]) for w in waves]


def read_panels(
    path: Path | str,
    presence: Path | str | None = None,
    relation: str | None = None,
    top: int | None = None,
) -> list[Panel]:
    """Return the panels of a file, or of every file of a folder that holds one.

    Parameters
    ----------
    path
        A CSV file, or a folder.
    presence
        The file of presence; by default the one beside it whose name begins alike
        (``class_presence.csv`` for ``class_friendship.csv``), if there is one.
    relation
        Only this relation.
    top
        How many of a full ranking count as named.

    Raises
    ------
    BadInput
        If there is no panel, or a line that is none; the message names the line.
    """
    path = Path(path)
    if path.is_dir():
        return _in_folder(path, presence, relation, top)
    named = _nominations(path, top)
    observed = _presence(path, presence) or named.everybody()
    if "relation" in named.columns:
        relations = named.relations(relation)
        return [named.of(one).panel(f"{path.stem}, {one}", observed) for one in relations]
    if relation is not None:
        raise BadInput(f"{path}: has no column relation")
    return [named.panel(path.stem, observed)]


def _in_folder(
    folder: Path, presence: Path | str | None, relation: str | None, top: int | None
) -> list[Panel]:
    """Return the panels of every file of a folder that holds one."""
    files = [file for file in sorted(folder.glob("*.csv")) if _is_panel(file)]
    found = [panel for file in files for panel in read_panels(file, presence, None, top)]
    found = [panel for panel in found if relation in (None, panel.name.split(", ")[-1])]
    if not found:
        raise BadInput(f"{folder}: there is no panel in this folder (columns wave, from, to)")
    return found


def _is_panel(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig") as file:
            header = [name.strip() for name in file.readline().split(",")]
    except (OSError, UnicodeDecodeError):
        return False
    return {"from", "to"} <= set(header) and any(name in header for name in WAVES)


#: A line of a file with its number, and who was observed in which wave.
Line = tuple[int, Mapping[str, str]]
Presence = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class _Nominations:
    """The lines of a file, its columns, and which of them tells the wave."""

    path: Path
    lines: Sequence[Line]
    columns: Sequence[str]
    wave: str

    def people(self) -> set[str]:
        """Return all who name or are named."""
        return {line[side] for _, line in self.lines for side in ("from", "to")}

    def everybody(self) -> Presence:
        """Return that all were observed in every wave."""
        people = self.people()
        return {line[self.wave]: people for _, line in self.lines}

    def relations(self, only: str | None) -> list[str]:
        """Return the relations of the file, or the one that is asked for."""
        relations = sorted({line["relation"] for _, line in self.lines})
        if only is not None and only not in relations:
            known = ", ".join(relations)
            raise BadInput(f"{self.path}: has no relation {only}; it has: {known}")
        return [only] if only else relations

    def of(self, relation: str) -> _Nominations:
        """Return those of one relation."""
        return replace(self, lines=[one for one in self.lines if one[1]["relation"] == relation])

    def panel(self, name: str, observed: Presence) -> Panel:
        """Return them as a panel of the people who are named or observed."""
        waves = sorted({*(line[self.wave] for _, line in self.lines), *observed}, key=_in_order)
        known = {person for people in observed.values() for person in people}
        ids = sorted(known | self.people(), key=_in_order)
        if len(ids) > MOST_PEOPLE:
            many = f"{len(ids):,} people; a panel may have {MOST_PEOPLE:,}"
            raise BadInput(f"{self.path}: names {many}")
        place, when = {i: k for k, i in enumerate(ids)}, {w: k for k, w in enumerate(waves)}
        ties = np.zeros((len(waves), len(ids), len(ids)), dtype=bool)
        present = np.zeros((len(waves), len(ids)), dtype=bool)
        for label, people in observed.items():
            present[when[label], [place[person] for person in people]] = True
        for number, line in self.lines:
            one, other = place[line["from"]], place[line["to"]]
            if one == other:
                raise BadInput(f"{self.path}:{number}: {line['from']} names itself")
            ties[when[line[self.wave]], one, other] = True
        return Panel(name, tuple(waves), tuple(ids), ties, present)


def _nominations(path: Path, top: int | None) -> _Nominations:
    """Read a file of nominations; of a full ranking only the first few."""
    lines, columns = _lines(path)
    wave = next((name for name in WAVES if name in columns), None)
    missing = [name for name in ("from", "to") if name not in columns]
    if wave is None or missing:
        lacking = ", ".join(([] if wave else ["wave"]) + missing)
        raise BadInput(f"{path}:1: lacks the column {lacking}; a panel has wave, from, to")
    if "rank" in columns:
        lines = _ranked(path, lines, TOP if top is None else top)
    elif top is not None:
        raise BadInput(f"{path}: has no column rank, of which --top could take the first")
    return _Nominations(path, lines, columns, wave)


def _lines(path: Path) -> tuple[list[Line], list[str]]:
    """Return the lines of a CSV file with their numbers, and its columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            columns = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = columns
            lines: list[Line] = []
            for row in reader:
                if None in row or None in row.values():
                    cells = len(columns)
                    raise BadInput(f"{path}:{reader.line_num}: needs {cells} cells, as in line 1")
                lines.append((reader.line_num, {k: v.strip() for k, v in row.items()}))
    except OSError as error:
        raise BadInput(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise BadInput(f"{path}: is not a CSV file in UTF-8") from None
    if not lines:
        raise BadInput(f"{path}: has no lines after its header")
    return lines, columns


def _ranked(path: Path, lines: Sequence[Line], top: int) -> list[Line]:
    kept = []
    for number, line in lines:
        if not line["rank"].isdigit() or int(line["rank"]) < 1:
            raise BadInput(f"{path}:{number}: rank is {line['rank']!r}; allowed: 1, 2, 3, …")
        if int(line["rank"]) <= top:
            kept.append((number, line))
    return kept


def _presence(path: Path, given: Path | str | None) -> Presence | None:
    """Return who was observed in which wave; None where no file says so."""
    file = Path(given) if given is not None else None
    if file is None:
        names = (path.stem, path.stem.rpartition("_")[0])
        beside = [path.with_name(f"{name}_presence.csv") for name in names if name]
        file = next((other for other in beside if other.is_file()), None)
        if file is None:
            return None
    lines, columns = _lines(file)
    wave = next((name for name in WAVES if name in columns), None)
    status = next((name for name in ("status", "observed", "present") if name in columns), None)
    if wave is None or status is None or "id" not in columns:
        raise BadInput(f"{file}:1: a file of presence has wave, id, status")
    found: dict[str, list[str]] = {}
    for number, line in lines:
        if line[status].lower() not in PRESENT + ABSENT:
            allowed = ", ".join(PRESENT[:2] + ABSENT[:3])
            raise BadInput(f"{file}:{number}: {status} is {line[status]!r}; allowed: {allowed}")
        here = found.setdefault(line[wave], [])
        if line[status].lower() in PRESENT:
            here.append(line["id"])
    return found


def _in_order(label: str) -> tuple[bool, float, str]:
    """Numbers by size, then words."""
    try:
        return False, float(label), label
    except ValueError:
        return True, 0.0, label
