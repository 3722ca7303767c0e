"""Lists of nominations: what each line says, who names nobody, who was not asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from experiments.evidence.panel_cells import MISSING, Cells
from experiments.evidence.panel_columns import DIRECTIONS, Columns, find
from experiments.evidence.panel_nobody import words_for_nobody
from experiments.evidence.panel_presence import Presence
from experiments.evidence.panel_values import meaning, parsed
from sim.errors import BadInput
from sim.state.networks.numbers import is_number

#: Of a full ranking, so many count as named.
TOP = 3


@dataclass(frozen=True)
class Line:
    """One line: who names whom in a wave.

    ``other`` is None where nobody is named; ``tie`` is None where nobody knows.
    """

    number: int
    wave: str
    one: str
    other: str | None
    tie: bool | None
    relation: str | None

    def people(self) -> Iterator[str]:
        """Return who occurs in it."""
        yield self.one
        if self.other is not None:
            yield self.other


@dataclass(frozen=True)
class Nominations:
    """A list as it is written, and which column is what."""

    path: Path
    cells: Cells
    columns: Columns
    rows: Sequence[tuple[int, tuple[str, ...]]]

    def relations(self) -> list[str]:
        """Return the relations of the list; none if it has no such column."""
        column = self.columns.places.get("relation")
        return [] if column is None else sorted({row[column] for _, row in self.rows})

    def understood(
        self,
        known: Collection[str] | None,
        missing: Collection[str] | None,
        least: float | None,
    ) -> Understood:
        """Return what the lines say.

        Parameters
        ----------
        known
            Whom a file of presence knows, if there is one.
        missing
            Words for what is missing, if they were told.
        least
            From what value on there is a tie, if it was told.
        """
        places, path = self.columns.places, self.path
        wave, one, other = (places[role] for role in ("wave", "from", "to"))
        index = {number: k for k, number in enumerate(self.cells.lines)}
        names = [(row[wave], row[one], row[other]) for _, row in self.rows]
        marks = [
            ((index[n], one) in self.cells.quoted, (index[n], other) in self.cells.quoted)
            for n, _ in self.rows
        ]
        ties, notes, used = self._ties({*MISSING, *(missing or ())}, least)
        told = None if missing is None else set(missing) - used
        nobody = words_for_nobody(names, marks, known, told, str(path))
        lines, empty = list[Line](), 0
        for (number, row), tie in zip(self.rows, ties, strict=True):
            named = None if row[other] in nobody else row[other]
            if row[one] in nobody or row[wave] in MISSING:
                if not any(cell not in nobody for cell in row):
                    empty += 1
                    continue
                lacks = "says not who names" if row[one] in nobody else "says not in which wave"
                raise BadInput(f"{path}:{number}: {lacks}: {', '.join(row)}")
            relation = row[places["relation"]] if "relation" in places else None
            if row[one] == named and tie:
                raise BadInput(f"{path}:{number}: {row[one]} names itself")
            lines.append(Line(number, row[wave], row[one], named, tie, relation))
            if self._both_ways(number, row) and named is not None:
                lines.append(Line(number, row[wave], named, row[one], tie, relation))
        without = [line for line in lines if line.other is None]
        if without:
            said = nobody & {row[other] for _, row in self.rows}
            words = " or ".join(sorted(word or "an empty cell" for word in said))
            few = ", ".join(dict.fromkeys(line.one for line in without[:4]))
            notes.append(f"{words} means that nobody is named: {len(without)} lines ({few})")
        if empty:
            notes.append(f"{empty} empty lines left out")
        if any(name in MISSING for line in lines for name in line.people()):
            called = sorted({n for line in lines for n in line.people() if n in MISSING})
            notes.append(f"{', '.join(called)} is taken for a person's name")
        if "direction" in places and len(lines) > len(self.rows) - empty:
            notes.append(f"{len(lines) - len(self.rows) + empty} undirected lines go both ways")
        blocks = self._wave_by_wave()
        return Understood(path, lines, (*self.columns.notes, *self.cells.notes, *notes), blocks)

    def _both_ways(self, number: int, row: tuple[str, ...]) -> bool:
        column = self.columns.places.get("direction")
        return column is not None and DIRECTIONS[row[column].casefold()]

    def _ties(
        self, missing: Collection[str], least: float | None
    ) -> tuple[list[bool | None], list[str], set[str]]:
        """Return for every line whether it is a tie, None where one of some words says nothing.

        And what is to be said of it, and which of the words there are.
        """
        column = self.columns.places.get("value")
        if column is None:
            if least is not None:
                raise BadInput(f"{self.path}: has no column of values, which --least is for")
            return [True] * len(self.rows), [], set()
        head, values = self.columns.names[column], list[float | None]()
        for number, row in self.rows:
            value = None if row[column] in missing else parsed(row[column])
            if value is None and row[column] not in missing:
                seen = f"{head} is {row[column]!r}; allowed: a number, or yes and no"
                raise BadInput(f"{self.path}:{number}: {seen}")
            values.append(value)
        there = [value for value in values if value is not None]
        where = f"{self.path}, column {head}"
        codes = self.cells.header is None and sum(v > 1 for v in there) < 0.5 * len(there)
        tie, notes = meaning(there or [0.0], where, least, codes)
        self._refuse_all_named(where, there, least)
        notes = [f"{head}: {note}" for note in notes]
        if len(there) < len(values):
            notes.append(f"{head}: {len(values) - len(there)} missing values count as no tie")
        used = {row[column] for _, row in self.rows} & set(missing)
        return [None if value is None else tie(value) for value in values], notes, used

    def _refuse_all_named(self, where: str, values: Sequence[float], least: float | None) -> None:
        """Refuse grades of everybody by everybody of which none is 0."""
        if least is not None or min(values, default=0.0) <= 0.0 or max(values) <= 1.0:
            return
        places = self.columns.places
        wave, one, other = (places[role] for role in ("wave", "from", "to"))
        pairs = {(row[wave], row[one], row[other]) for _, row in self.rows}
        people = {(row[wave], row[k]) for _, row in self.rows for k in (one, other)}
        sizes = [len(list(group)) for _, group in groupby(sorted(people), key=lambda p: p[0])]
        if min(sizes) > 3 and len(pairs) == sum(n * (n - 1) for n in sizes):
            raise BadInput(
                f"{where}: everybody has a value for everybody, from {min(values):g} to"
                f" {max(values):g}; say from which on it is a tie: --least {max(values):g}"
            )

    def _wave_by_wave(self) -> bool:
        places = self.columns.places
        wave, relation = places["wave"], places.get("relation")
        labels = [(relation is not None and row[relation], row[wave]) for _, row in self.rows]
        return len(set(labels)) == len(list(groupby(labels)))


def read_list(path: Path, cells: Cells, told: Mapping[str, str], top: int | None) -> Nominations:
    """Return the nominations of a list; of a full ranking only the first few."""
    columns = find(path, cells, told)
    rows = list(zip(cells.lines, cells.rows, strict=True))
    for number, row in rows:
        for cell in row:
            if not cell.isprintable() and any(unicodedata.category(sign) == "Cc" for sign in cell):
                raise BadInput(f"{path}:{number}: {cell!r} has a control character")
    if "rank" in columns.places:
        column, few = columns.places["rank"], TOP if top is None else top
        kept = []
        for number, row in rows:
            if not (row[column].isascii() and row[column].isdigit()) or int(row[column]) < 1:
                seen = f"rank is {row[column]!r}; allowed: 1, 2, 3, …"
                raise BadInput(f"{path}:{number}: {seen}")
            if int(row[column]) <= few:
                kept.append((number, row))
        rows = kept
        notes = (*columns.notes, f"of a ranking the first {few} count as named")
        columns = Columns(columns.places, columns.names, notes)
    elif top is not None:
        raise BadInput(f"{path}: has no column rank, of which --top could take the first")
    return Nominations(path, cells, columns, rows)


@dataclass(frozen=True)
class Understood:
    """What the lines of a list say, all relations together."""

    path: Path
    lines: Sequence[Line]
    notes: tuple[str, ...]
    wave_by_wave: bool

    def waves(self, observed: Presence) -> list[str]:
        """Return the labels of the waves as they first appear."""
        return list(dict.fromkeys([*(line.wave for line in self.lines), *observed]))

    def observed(self) -> Presence:
        """Return who counts as observed: all, but who has no value though all others have all."""
        people = {person for line in self.lines for person in line.people()}
        found: dict[str, Collection[str]] = {}
        by_wave: dict[str, list[Line]] = {}
        for line in self.lines:
            by_wave.setdefault(line.wave, []).append(line)
        for wave, lines in by_wave.items():
            answered = {line.one for line in lines if line.tie is not None}
            asked = {line.one for line in lines}
            here = {person for line in lines for person in line.people()}
            pairs = {(line.one, line.other) for line in lines if line.one != line.other}
            every = any(line.tie is False for line in lines) and len(pairs) == len(here) * (
                len(here) - 1
            )
            found[wave] = (here if every else people) - (asked - answered)
        return found

    def panel(
        self,
        name: str,
        lines: Sequence[Line],
        ids: Collection[str],
        observed: Presence,
        order: Sequence[str],
    ) -> tuple[tuple[str, tuple[str, ...], tuple[str, ...], np.ndarray, np.ndarray], list[str]]:
        """Return what a panel is made of, and what is to be said of it."""
        named = sorted(ids, key=_in_order)
        place, when = {i: k for k, i in enumerate(named)}, {w: k for k, w in enumerate(order)}
        ties = np.zeros((len(order), len(named), len(named)), dtype=bool)
        said: dict[tuple[str, str, str | None], bool | None] = {}
        again = 0
        for line in lines:
            key = (line.wave, line.one, line.other)
            if line.other is not None and key in said:
                again += 1
                if said[key] != line.tie:
                    seen = f"says of {line.one} and {line.other} in wave {line.wave} what it denied"
                    raise BadInput(f"{self.path}:{line.number}: {seen}")
            said[key] = line.tie
            if line.tie and line.other is not None:
                ties[when[line.wave], place[line.one], place[line.other]] = True
        present = np.zeros((len(order), len(named)), dtype=bool)
        for label, people in observed.items():
            present[when[label], [place[person] for person in people]] = True
        return (name, tuple(order), tuple(named), ties, present), _late(ties, present, again)


def _late(ties: np.ndarray, present: np.ndarray, again: int) -> list[str]:
    """Return what is to be said of people who were not observed, and of lines that come again."""
    notes = ["one wave: nothing can be said of change"] if len(ties) == 1 else []
    notes += [f"{again} lines say again what another says"] if again else []
    away, left_out = int((~present).sum()), int((ties & ~present[:, :, None]).sum())
    if away:
        notes.append(f"{away} times somebody was not observed in a wave and is left out of it")
    if left_out:
        notes.append(f"{left_out} names by people who were not observed are left out")
    return notes


def _in_order(label: str) -> tuple[bool, float, str]:
    """Numbers by size, then words."""
    return (
        (False, float(label.replace(",", ".")), label) if is_number(label) else (True, 0.0, label)
    )
