"""A matrix of who is tied with whom, with the names of its rows and columns or without."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sim.errors import BadNetwork
from sim.state.networks.numbers import MISSING, is_number, weights
from sim.state.networks.record import Builder, Network, Understood, legible
from sim.state.networks.rows import MUTUAL
from sim.state.networks.text import Row
from sim.state.networks.words import WEIGHTS, best, two_columns


@dataclass(frozen=True)
class Matrix:
    """A matrix, understood but not yet put together: cells as they are written, row by row."""

    file: str
    names: tuple[str, ...]
    named: str
    lines: tuple[int, ...]
    cells: tuple[tuple[str, ...], ...]
    sure: bool = True

    @property
    def called(self) -> set[str]:
        """All names in it."""
        return set(self.names)

    def sides(self) -> tuple[set[str], set[str]]:
        """Return the names of rows and of columns, which are the same."""
        return set(self.names), set(self.names)

    def network(self, kind: str, notes: tuple[str, ...] = ()) -> Network:
        """Return the network; ``kind`` is what the cells are separated by."""
        values = self._values()
        kind = f"a matrix, separated by {kind}" if kind else "a matrix"
        return from_matrix(values, self.names, self.lines, self.file, kind, self.named, notes)

    def _values(self) -> list[list[float]]:
        """Return the cells as numbers: nothing on the diagonal and in a half left empty is 0."""
        n = len(self.names)
        upper = all(not self.cells[i][j] for i in range(n) for j in range(i))
        lower = all(not self.cells[i][j] for i in range(n) for j in range(i + 1, n))
        flat = []
        for i, (line, cells) in enumerate(zip(self.lines, self.cells, strict=True)):
            for j, cell in enumerate(cells):
                half = (upper and j < i) or (lower and j > i)
                if (i == j and (not cell or cell in MISSING)) or (half and not cell):
                    cell = "0"
                if not cell or cell in MISSING:
                    raise BadNetwork(
                        f"{self.file}, line {line}: the tie of {legible(self.names[i])} and"
                        f" {legible(self.names[j])} is missing ('{cell}')"
                    )
                flat.append((line, cell))
        numbers = weights(flat, self.file)
        return [numbers[i * n : (i + 1) * n] for i in range(n)]


def from_matrix(
    values: Sequence[Sequence[float]],
    names: Sequence[str],
    lines: Sequence[int],
    file: str,
    kind: str,
    named: str,
    notes: tuple[str, ...] = (),
) -> Network:
    """Return the network of a matrix: what is not 0 is a tie, once if the matrix is symmetric."""
    n, built = len(names), Builder()
    symmetric = all(values[i][j] == values[j][i] for i in range(n) for j in range(i))
    for name in names:
        built.node(name)
    for i in range(n):
        for j in range(i if symmetric else 0, n):
            if values[i][j] != 0.0:
                built.edge(names[i], names[j], values[i][j], f"{file}, line {lines[i]}")
    how = "it is symmetric: a tie stands in it twice, and counts once" if symmetric else MUTUAL
    weighted = any(value not in (0.0, 1.0) for row in values for value in row)
    understood = Understood(kind, named, "the cells" if weighted else "", (), (*notes, how))
    return built.network(file, understood)


def matrix(rows: list[Row], file: str) -> Matrix | None:
    """Read rows as a matrix; None if they are none. Refuse what may be one or something else."""
    while len({len(row.cells) for row in rows}) == 1 and not any(row.cells[-1] for row in rows):
        rows = [Row(row.line, row.cells[:-1], row.quoted) for row in rows]
        if not rows[0].cells:
            return None
    head, body = rows[0].cells, rows[1:]
    n = len(body)
    if all(len(row.cells) == len(rows) for row in rows) and _numbers(rows):
        return _bare(rows, file)
    if n >= 2 and all(len(row.cells) == n + 1 for row in body) and len(head) in (n, n + 1):
        if _numeric([row.cells[1:] for row in body]):
            found = _with_both(head[-n:], body, file, bool(two_columns(head)))
            if found:
                return found
    if n >= 3 and len(head) == n and all(len(row.cells) == n for row in body):
        if _numeric([row.cells for row in body]) and not two_columns(head):
            return _with_head(head, body, file)
    return None


def _numbers(rows: list[Row]) -> bool:
    """Return whether there are numbers only, and perhaps nothing on the diagonal."""
    return len(rows) > 1 and all(
        is_number(cell) or (i == j and cell in MISSING)
        for i, row in enumerate(rows)
        for j, cell in enumerate(row.cells)
    )


def _numeric(cells: list[list[str]]) -> bool:
    """Return whether a square has numbers but on its diagonal and where it is left empty."""
    return all(
        is_number(cell) or not cell or (cell in MISSING)
        for row in cells
        for cell in row
    ) and any(is_number(cell) for row in cells for cell in row)  # fmt: skip


def _with_both(head: list[str], body: list[Row], file: str, listed: bool) -> Matrix | None:
    """Return a matrix with names of rows and columns, which may be in another order."""
    labels, n = [row.cells[0] for row in body], len(body)
    if n == 2 and all(map(is_number, [*labels, *head])) and not body[0].quoted[0]:
        return None
    lines = tuple(row.line for row in body)
    cells = [tuple(row.cells[1:]) for row in body]
    if len(set(labels)) == n and len(set(head)) == n:
        if set(labels) == set(head):
            order = [head.index(label) for label in labels]
            ordered = tuple(tuple(row[j] for j in order) for row in cells)
            return Matrix(file, tuple(labels), "the rows and columns", lines, ordered)
        hollow = all(row[i] in ("", "0", "0.0", *MISSING) for i, row in enumerate(cells))
        if listed or n == 2 or (n == 3 and (not hollow or best(head[2:], WEIGHTS))):
            return None
        if _counted(head) or _made_of(labels, head):
            return Matrix(file, tuple(labels), "the rows", lines, tuple(cells))
        if _counted(labels):
            return Matrix(file, tuple(head), "the columns", lines, tuple(cells))
    if n < 3 or listed:
        return None
    odd = next((b for b in head if b not in labels), None) or next(
        (a for a in labels if labels.count(a) > 1 or head.count(a) > 1), labels[0]
    )
    raise BadNetwork(
        f"{file}: a matrix whose rows and columns are not called alike, or two of them the same"
        f" ({legible(odd)}): a network is between the same people, each named once"
    )


def _counted(names: list[str]) -> bool:
    """Return whether names only count: from 0 or 1, or from R's V1 or X1."""
    return any(
        names == [f"{letter}{start + k}" for k in range(len(names))]
        for letter, start in (("", 0), ("", 1), ("V", 1), ("X", 1))
    )


def _made_of(labels: list[str], head: list[str]) -> bool:
    """Return whether columns are called as R makes names of what the rows are called."""
    return all(
        re.sub(r"^(?=[\d_])", "X", re.sub(r"[^\w.]", ".", label)) == name
        for label, name in zip(labels, head, strict=True)
    )


def _with_head(head: list[str], body: list[Row], file: str) -> Matrix | None:
    """Return a matrix with names of columns only."""
    n = len(head)
    hollow = all(row.cells[i] in ("", "0", "0.0", *MISSING) for i, row in enumerate(body))
    short = n == 3 and (all(map(is_number, head)) or best(head[2:], WEIGHTS))
    if len(set(head)) < n or not all(head) or short or (n < 5 and not hollow):
        return None
    lines, cells = tuple(row.line for row in body), tuple(tuple(row.cells) for row in body)
    return Matrix(file, tuple(head), "the columns", lines, cells)


def _bare(rows: list[Row], file: str) -> Matrix | None:
    """Return a matrix without names, if it cannot be an edge list."""
    cells, n = [row.cells for row in rows], len(rows)
    values = [[float(c.replace(",", ".")) if is_number(c) else 0.0 for c in row] for row in cells]
    hollow = all(values[i][i] == 0.0 for i in range(n))
    symmetric = hollow and all(values[i][j] == values[j][i] for i in range(n) for j in range(i))
    if n <= 3 and not hollow:
        return None
    if n == 2 or (n == 3 and not symmetric):
        raise BadNetwork(
            f"{file}: {n} rows of {n} numbers may be a matrix or an edge list; name the rows and"
            " columns of the matrix, or put the line source,target,weight above the list"
        )
    names = tuple(str(k + 1) for k in range(n))
    lines = tuple(row.line for row in rows)
    return Matrix(file, names, "the numbers of rows", lines, tuple(map(tuple, cells)))
