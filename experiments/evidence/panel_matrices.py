"""Panels as matrices, a wave each: 1 where who stands in the row names who stands in the column.

As RSiena takes them: ``NA`` is missing, 10 a tie that cannot be, 11 one that must be. Whose row has
nothing but missing values was not observed; nor was who has 10 in all of row and column.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from experiments.evidence.panel_cells import MISSING, Cells
from experiments.evidence.panel_values import NEVER, meaning, parsed
from sim.errors import BadInput


@dataclass(frozen=True)
class Matrix:
    """One wave: names of rows and columns, or () for numbers; values, NaN where missing."""

    names: tuple[str, ...]
    values: np.ndarray


def matrices(path: Path, cells: Cells, missing: Collection[str] | None) -> list[Matrix] | None:
    """Return the square matrices that stand below one another in a file; None if it has none."""
    words = {*MISSING, *(missing or ())}
    rows = [list(row) for row in cells.rows]
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        return None
    width = widths.pop()
    header = list(cells.header or ())
    if not header and len(rows) == width > 2 and not rows[0][0]:
        header, rows = rows[0], rows[1:]  # names that are numbers, above a column of names
    if header:
        return _with_header(path, header, rows, words)
    size = width - 1
    first = {row[0] for row in rows}
    named = width > 2 and _are_values(rows, 1, words) and not _are_values(rows, 0, words)
    named |= len(rows) == size == len(first) > 2 and _are_values(rows, 1, words, binary=True)
    if not named and len(rows) == width + 1 and len(set(rows[0])) == width:
        found = _with_header(path, rows[0], rows[1:], words)  # names that are numbers
        if found and not _are_values([rows[0]], 0, words, binary=True):
            return found
    if named and len(rows) % size == 0:
        names = [tuple(row[0] for row in rows[k : k + size]) for k in range(0, len(rows), size)]
        if any(one != names[0] for one in names):
            return None
        blocks = [[row[1:] for row in rows[k : k + size]] for k in range(0, len(rows), size)]
        return [_matrix(path, one, block, words) for one, block in zip(names, blocks, strict=True)]
    if width > 1 and len(rows) % width == 0 and _are_values(rows, 0, words):
        blocks = [rows[k : k + width] for k in range(0, len(rows), width)]
        if len(rows) == width or _are_values(rows, 0, words, binary=True):
            return [_matrix(path, (), block, words) for block in blocks]
    return None


def _with_header(
    path: Path, header: list[str], rows: list[list[str]], words: Collection[str]
) -> list[Matrix] | None:
    """Return a matrix below a header: names in the header, and perhaps before each row."""
    if len(header) == len(rows) and len(rows[0]) == len(header) and _are_values(rows, 0, words):
        return [_matrix(path, tuple(header), rows, words)]
    if len(header) != len(rows) + 1 or len(rows[0]) != len(header):
        return None
    if not _are_values(rows, 1, words):
        return None
    across, down = header[1:], [row[0] for row in rows]
    if any(
        a != b and re.fullmatch(rf"[VX]{re.escape(b)}", a) is None
        for a, b in zip(across, down, strict=True)
    ):
        if not set(across) & set(down):
            return None
        if set(across) != set(down):
            odd = next(a for a, b in zip(across, down, strict=True) if a != b)
            raise BadInput(
                f"{path}: the matrix has other names across than down, such as {odd}; in a panel"
                " rows and columns are the same people"
            )
        order = [1 + across.index(name) for name in down]
        rows = [[row[0], *(row[k] for k in order)] for row in rows]
    return [_matrix(path, tuple(down), [row[1:] for row in rows], words)]


def _are_values(
    rows: Sequence[Sequence[str]], begin: int, words: Collection[str], binary: bool = False
) -> bool:
    """Whether all cells from a column on are numbers or missing; if binary, also 0, 1, 10 or 11."""
    cells = {cell for row in rows for cell in row[begin:]} - set(words)
    values = {parsed(cell) for cell in cells}
    return None not in values and (not binary or values <= {0.0, 1.0, 10.0, 11.0})


def _matrix(
    path: Path, names: tuple[str, ...], rows: Sequence[Sequence[str]], words: Collection[str]
) -> Matrix:
    twice = next((name for k, name in enumerate(names) if name in names[:k]), None)
    if twice is not None:
        raise BadInput(f"{path}: two people of the matrix are named {twice!r}")
    if "" in names:
        raise BadInput(f"{path}: somebody in the matrix has no name")
    known: dict[str, float] = {}
    for cell in {cell for row in rows for cell in row}:
        value = None if cell in words else parsed(cell)
        known[cell] = np.nan if value is None else value
    return Matrix(names, np.array([[known[cell] for cell in row] for row in rows]))


@dataclass(frozen=True)
class Waves:
    """Matrices of several waves, among all who occur in any of them."""

    ids: tuple[str, ...]
    ties: np.ndarray
    present: np.ndarray
    notes: tuple[str, ...]


def together(found: Sequence[Matrix], where: str, least: float | None) -> Waves:
    """Return matrices as ties among the same people."""
    sizes = sorted({len(one.values) for one in found})
    without = [one for one in found if not one.names]
    if without and (len(sizes) > 1 or len(without) < len(found)):
        raise BadInput(
            f"{where}: the matrices have {' and '.join(map(str, sizes))} rows, and not all have"
            " names; in a panel they are of the same people"
        )
    first = found[0].names or tuple(str(k + 1) for k in range(sizes[0]))
    ids = tuple(dict.fromkeys([*first, *(name for one in found for name in one.names)]))
    place = {name: k for k, name in enumerate(ids)}
    off = [one.values[~np.eye(len(one.values), dtype=bool)] for one in found]
    values = {float(value) for value in np.unique(np.concatenate(off)) if not np.isnan(value)}
    tie, notes = meaning(values or {0.0}, where, least, codes=True)
    ties = np.zeros((len(found), len(ids), len(ids)), dtype=bool)
    present = np.zeros((len(found), len(ids)), dtype=bool)
    unknown = counted = 0
    coded = least is None and values <= {0.0, 1.0, 10.0, 11.0}
    for w, one in enumerate(found):
        here = [place[name] for name in one.names] or list(range(len(ids)))
        itself = np.diagonal(one.values)
        if (itself == 1.0).any() and not (itself == 1.0).all():
            raise BadInput(f"{where}: {ids[here[int(np.argmax(itself == 1.0))]]} names itself")
        free = one.values.copy()
        np.fill_diagonal(free, np.nan)
        observed = ~np.isnan(free).all(axis=1)
        if coded:
            nowhere = np.isnan(free) | (free == NEVER)
            observed &= ~(nowhere.all(axis=1) & nowhere.all(axis=0))
            counted += int(np.isin(free, (NEVER, 11.0)).sum())
        unknown += int(np.isnan(free[observed]).sum()) - int(observed.sum())
        present[w, here] = observed
        ties[w][np.ix_(here, here)] = np.isin(free, [v for v in values if tie(v)])
    if counted:
        notes.append(f"{counted} values are 10 or 11: no tie, and a tie, by RSiena's codes")
    if unknown:
        notes.append(f"{unknown} missing values of people who were observed count as no tie")
    if len(found) == 1:
        notes.append("one wave: nothing can be said of change")
    if not found[0].names:
        notes.append("the people have no names: they are called by their number")
    return Waves(ids, ties, present, tuple(notes))
