"""A list of who is there when: a person a line, with its first and its last week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.errors import BadInput, UnknownName, shown
from sim.inputs.parameters import Parameters
from sim.state.network_files import read_network
from sim.state.networks.record import legible
from sim.state.networks.text import Row, content_of, decoded, lines_of, rows_of

#: Columns of the list, by the words that head them.
COLUMNS = {"name": ("name", "id"), "from": ("from",), "until": ("until",)}
SEPARATORS = (",", ";", "\t", "|")
#: The last week of who has none.
FOREVER = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Presence:
    """Who is there when.

    Attributes
    ----------
    since, until
        First and last week by seat, shape (N,); whose seats are not on the list have −1 twice.
    unused
        Columns that say something else.
    """

    since: np.ndarray
    until: np.ndarray
    unused: tuple[str, ...] = ()

    @property
    def listed(self) -> np.ndarray:
        """Which seats are on the list, shape (N,)."""
        return np.asarray(self.since >= 0)

    @property
    def at_start(self) -> np.ndarray:
        """Which seats are taken in week 0, shape (N,)."""
        return np.asarray(self.since <= 0)

    def left_out(self, edges: Sequence[tuple[int, int, float]]) -> int:
        """Return how many ties of a start are with somebody who is not there in week 0."""
        there = self.at_start
        return sum(not (there[a] and there[b]) for a, b, _ in edges)

    def told(self, edges: Sequence[tuple[int, int, float]]) -> Iterator[tuple[str, str]]:
        """Give what was understood as pairs of a heading and a sentence."""
        come, go = (
            np.count_nonzero(self.since > 0),
            np.count_nonzero(self.listed & (self.until < FOREVER)),
        )
        yield "listed", f"{np.count_nonzero(self.listed):,} of {len(self.since):,}"
        yield "come later", f"{come:,}"
        yield "leave", f"{go:,}"
        if absent := self.left_out(edges):
            yield "ties", f"{absent:,} with somebody who is not there in week 0 are left out"
        if self.unused:
            yield "not used", ", ".join(map(legible, self.unused))


def read_presence(source: str, names: Sequence[str], base: Path | None = None) -> Presence:
    """Read a list of who is there when.

    Parameters
    ----------
    source
        What ``population.presence`` says.
    names
        Names of all who may be on the list, by seat.
    base
        Folder that a relative path starts from; the current one by default.

    Raises
    ------
    BadInput
        With the line at fault.
    """
    path = (base or Path()) / source
    missing = f"there is no file {path}, which is to say who is there when"
    data = content_of(path, "a list of who is there when", missing)
    return presence_in(data, str(path), names)


def names_in(parameters: Parameters, base: Path | None = None) -> list[str]:
    """Return the names of those who may be on a list, by seat: of a network, else their ids.

    Raises ``BadNetwork`` for a network that cannot be read; ``base`` is where its path starts from.
    """
    if parameters.population.network:
        return list(read_network(parameters.population.network, base).names)
    return list(map(str, range(parameters.population.agents)))


def presence_in(data: bytes, file: str, names: Sequence[str]) -> Presence:
    """Read the list from the bytes of a file of that name; raises ``BadInput``."""
    lines = lines_of(decoded(data, file))
    if not lines:
        raise BadInput(f"{file} is empty; a list of who is there has columns name, from and until")
    separator = max(SEPARATORS, key=lines[0][1].count)
    head, *rows = rows_of(lines, separator, file)
    place, unused = _columns(head, file)
    seat = {name: number for number, name in enumerate(names)}
    since, until = np.full(len(names), -1), np.full(len(names), -1)
    lines_by_name: dict[str, int] = {}
    for row in rows:
        where = f"{file}, line {row.line}"
        if len(row.cells) != len(head.cells):
            raise BadInput(
                f"{where}: {len(row.cells)} cells, and the heading has {len(head.cells)}"
            )
        name = row.cells[place["name"]]
        if name not in seat:
            raise UnknownName(f"name in {where}:", name, names)
        if name in lines_by_name:
            raise BadInput(
                f"{where}: {legible(name)} is in line {lines_by_name[name]} already; nobody returns"
            )
        lines_by_name[name] = row.line
        first, last = (_week(row, place.get(column), column, where) for column in ("from", "until"))
        last = FOREVER if last is None else last
        if last < (first or 0):
            raise BadInput(
                f"{where}: {legible(name)} leaves after week {last}, before coming in week {first}"
            )
        since[seat[name]], until[seat[name]] = first or 0, last
    return Presence(since, until, unused)


def _columns(head: Row, file: str) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return where the columns are, and what else there is."""
    words = [cell.strip().lower() for cell in head.cells]
    place: dict[str, int] = {}
    for column, called in COLUMNS.items():
        found = [number for number, word in enumerate(words) if word in called]
        if len(found) > 1:
            raise BadInput(f"{file}: {len(found)} columns are headed {' or '.join(called)}")
        if found:
            place[column] = found[0]
    if "name" not in place or len(place) < 2:
        raise BadInput(
            f"{file}: the heading has {', '.join(map(legible, head.cells))}; a list of"
            " who is there has the columns name (or id), from and until"
        )
    others = [cell for number, cell in enumerate(head.cells) if number not in place.values()]
    return place, tuple(others)


def _week(row: Row, place: int | None, column: str, where: str) -> int | None:
    """Return the week in a column, None where it is left empty."""
    text = "" if place is None else row.cells[place]
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:12]) < FOREVER and len(text) < 12):
        raise BadInput(
            f"{where}: {column} is {shown(text)}; allowed: a week, a whole number from 0 up, or"
            " nothing"
        )
    return int(text)
