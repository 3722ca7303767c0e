"""Pajek's networks: numbered vertices with labels, then edges, arcs, lists of them or a matrix."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator

from sim.errors import BadNetwork
from sim.state.networks.matrices import from_matrix
from sim.state.networks.numbers import POINT
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.rows import MUTUAL
from sim.state.networks.text import Line, lines_of

#: A vertex: its number, its label in quotes or without, and how it is drawn.
VERTEX = re.compile(
    r'[ \t]*(\d+)(?:[ \t]+(?:"(?P<quoted>[^"]*)"|(?P<bare>[^ \t"][^ \t]*)))?(?P<drawn>(?:[ \t].*)?)'
)
#: A label with quotes in it, as networkx writes it before where it is drawn.
WITH_QUOTES = re.compile(
    r'[ \t]*(\d+)[ \t]+"(?P<quoted>.*)"[ \t]+[\d.eE+-]+[ \t]+[\d.eE+-]+[ \t]+\w+[ \t]*'
)
#: More than any world has.
MOST_AGENTS = 2_000_000
ENTITY = re.compile(r"&#\d+;")


def is_pajek(text: str) -> bool:
    """Return whether text is a network of Pajek: its first line but comments begins with a star."""
    first = next((line for _, line in lines_of(text) if line.strip()[0] != "%"), "")
    return bool(re.match(r"\s*\*(vertices|network)\b", first, re.IGNORECASE))


def read_pajek(text: str, file: str) -> Network:
    """Read a network of Pajek.

    Raises
    ------
    BadNetwork
        With the line that does not fit.
    """
    labels: list[str] = []
    ties: list[tuple[int, int, int, float]] = []
    kinds, matrix = set(), None
    for (number, head), lines in _sections(text):
        kind = re.split(r"[ \t:]", head.strip())[0].lower()
        where = f"{file}, line {number}"
        if kind == "*network":
            continue
        if kind == "*vertices":
            if labels:
                raise BadNetwork(f"{where}: a second network; one is read")
            labels = _labels(head, lines, where, file)
        elif kind in ("*edges", "*arcs"):
            ties += [_tie(line, len(labels), file) for line in lines]
        elif kind in ("*edgeslist", "*arcslist"):
            ties += [tie for line in lines for tie in _listed(line, len(labels), file)]
        elif kind == "*matrix":
            matrix = _matrix(lines, len(labels), file)
        else:
            raise BadNetwork(
                f"{where}: {legible(kind)} is not read; known are *Vertices, *Edges, *Arcs,"
                " *Edgeslist, *Arcslist and *Matrix"
            )
        kinds.add(kind)
    if matrix is not None and ties:
        raise BadNetwork(f"{file}: it has a *Matrix and other ties as well")
    if matrix is not None:
        numbers = [line for line, _ in matrix]
        return from_matrix(
            [row for _, row in matrix], labels, numbers, file, "a matrix of Pajek", "the labels"
        )
    built = Builder()
    for label in labels:
        built.node(label)
    for line, a, b, weight in ties:
        built.edge(labels[a], labels[b], weight, f"{file}, line {line}")
    weighted = any(weight != 1.0 for *_, weight in ties)
    notes = (MUTUAL,) if kinds & {"*arcs", "*arcslist"} else ()
    given = "the third number of a tie" if weighted else ""
    return built.network(file, Understood("a network of Pajek", "the labels", given, (), notes))


def _sections(text: str) -> Iterator[tuple[Line, list[Line]]]:
    """Give every line with a star, and the lines below it."""
    head: Line | None = None
    below: list[Line] = []
    for number, line in lines_of(text):
        if line.lstrip()[0] == "%":
            continue
        if line.lstrip()[0] == "*":
            if head:
                yield head, below
            head, below = (number, line), []
        else:
            below.append((number, line))
    if head:
        yield head, below


def _labels(head: str, lines: list[Line], where: str, file: str) -> list[str]:
    """Return the labels of vertices; one without is called by its number."""
    count = re.fullmatch(r"\s*\*\w+\s+(\d+)(\s+\d+)?\s*", head)
    if count is None or len(count[1]) > 9:
        raise BadNetwork(f"{where}: expected *Vertices and how many there are")
    if count[2]:
        raise BadNetwork(f"{where}: a network with two kinds of vertices")
    if int(count[1]) > MOST_AGENTS:
        raise BadNetwork(f"{where}: {int(count[1]):,} vertices are more than can be agents")
    found: dict[int, str] = {}
    for number, line in lines:
        vertex = VERTEX.fullmatch(line)
        if vertex is None or '"' in vertex["drawn"]:
            vertex = WITH_QUOTES.fullmatch(line)
        if vertex is None:
            raise BadNetwork(f"{file}, line {number}: expected a number and a label, in quotes")
        row = int(vertex[1])
        given = vertex.groupdict()
        label = given["quoted"] if given["quoted"] is not None else given.get("bare")
        if not 1 <= row <= int(count[1]) or row in found:
            raise BadNetwork(f"{file}, line {number}: {row} is no vertex, or one that was named")
        found[row] = ENTITY.sub(lambda sign: html.unescape(sign[0]), label) if label else str(row)
    labels = [found.get(row, str(row)) for row in range(1, int(count[1]) + 1)]
    if len(set(labels)) < len(labels):
        twice = Counter(labels).most_common(1)[0][0]
        raise BadNetwork(f"{file}: two vertices are named {legible(twice)}")
    return labels


def _tie(line: Line, count: int, file: str) -> tuple[int, int, int, float]:
    number, text = line
    cells = text.split()
    where = f"{file}, line {number}"
    if len(cells) < 2:
        raise BadNetwork(f"{where}: expected two numbers of vertices and, if wanted, a weight")
    weight = cells[2] if len(cells) > 2 and cells[2][0] in "+-.0123456789" else "1"
    if not POINT.fullmatch(weight):
        raise BadNetwork(f"{where}: the weight '{legible(weight)}' is not a number")
    a, b = (_row(cell, count, where) for cell in cells[:2])
    return number, a, b, float(weight)


def _listed(line: Line, count: int, file: str) -> Iterator[tuple[int, int, int, float]]:
    number, text = line
    first, *others = (_row(cell, count, f"{file}, line {number}") for cell in text.split())
    for other in others:
        yield number, first, other, 1.0


def _row(cell: str, count: int, where: str) -> int:
    if not (cell.isascii() and cell.isdecimal()) or not 1 <= int(cell[:12]) <= count:
        raise BadNetwork(f"{where}: there is no vertex {legible(cell)}; they are 1 to {count}")
    return int(cell) - 1


def _matrix(lines: list[Line], count: int, file: str) -> list[tuple[int, list[float]]]:
    rows = []
    for number, text in lines:
        cells = text.split()
        if len(cells) != count or not all(map(POINT.fullmatch, cells)):
            raise BadNetwork(f"{file}, line {number}: expected {count} numbers")
        rows.append((number, [float(cell) for cell in cells]))
    if len(rows) != count:
        raise BadNetwork(f"{file}: the matrix has {len(rows)} rows; there are {count} vertices")
    return rows
