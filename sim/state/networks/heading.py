"""Which columns hold the two names and the weight: by the header, and else by their place."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from sim.errors import BadNetwork
from sim.state.networks import words
from sim.state.networks.numbers import is_number, looks_like_weight
from sim.state.networks.record import legible
from sim.state.networks.text import Row

#: What a list without a header may have in a line.
PLAIN = "expected 'name,name' or 'name,name,weight'"


@dataclass(frozen=True)
class Columns:
    """Where in a row the names and the weight are, and what the columns are called.

    ``header`` is () where there is none; ``sure`` if its words are known. ``skipped`` cells stand
    before the first that the header names: R's and pandas' numbers of rows. ``bare`` is whether a
    third column without a name may be a weight.
    """

    first: int = 0
    second: int = 1
    weight: int | None = None
    header: tuple[str, ...] = ()
    sure: bool = False
    skipped: int = 0
    bare: bool = False

    @property
    def unused(self) -> tuple[str, ...]:
        """Columns that are neither names nor the weight."""
        used = (self.first, self.second, self.weight)
        named = [
            f"column {legible(cell)}"
            for n, cell in enumerate(self.header)
            if n not in used and cell
        ]
        numbers = self.skipped or (self.header and not self.header[0] and 0 not in used)
        return (*(["the numbers of rows"] if numbers else []), *named)


def columns_of(rows: list[Row], above: list[str], file: str) -> tuple[Columns, list[Row]]:
    """Return the columns of an edge list, and its rows without the header.

    Parameters
    ----------
    rows
        All rows.
    above
        Cells of the comment that stands above them, which may be the header.
    file
        What the file is called.

    Raises
    ------
    BadNetwork
        If the first row may be a header or not, or if its words are not known.
    """
    first, body = rows[0], rows[1:]
    if len(above) == len(first.cells) and words.two_columns(above):
        if not words.two_columns(first.cells):
            return _named(above, words.two_columns(above) or (0, 1), rows, file, True), rows
    numeric = any(map(is_number, first.cells))
    width = max(len(row.cells) for row in rows)
    pair = words.two_columns(first.cells)
    if pair and not (numeric and width <= 3):
        return _named(first.cells, pair, body, file, True), body
    if body and not numeric and (pair := _less_sure(first, body, file)):
        return _named(first.cells, pair, body, file, True), body
    if {"id", "label"} <= set(map(words.plain, first.cells)):
        raise BadNetwork(
            f"{file}, line {first.line}: a table of nodes ({_cells(first)}); a network is the"
            " table of edges that goes with it"
        )
    if first.cells[0] == "" and len(first.cells) >= 3:
        return _unknown(first, body, file), body
    if _row_numbers(rows, file):
        found, rest = columns_of([_without_first(row) for row in rows], [], file)
        return Columns(**{**vars(found), "skipped": found.skipped + 1}), _with_first(rest)
    if body and not numeric and len(first.cells) >= 2 and _other_kind(first, body):
        return _unknown(first, body, file), body
    if _alone(first, body):
        raise BadNetwork(
            f"{file}, line {first.line}: {_cells(first)} may be the header, for nobody is called so"
            f" below. If it is, call its columns by words that are known ({words.KNOWN_PAIRS}); if"
            " it is a tie, put the line source,target above it"
        )
    return Columns(weight=2, bare=True), rows


def _named(
    header: list[str], pair: tuple[int, int], body: list[Row], file: str, sure: bool
) -> Columns:
    """Return columns by their names; rows may be longer by R's names of rows."""
    others = [cell for n, cell in enumerate(header) if n not in pair]
    found = words.best(others, words.WEIGHTS)
    if len(found) > 1:
        raise BadNetwork(f"{file}: which column is the weight: {' or '.join(map(legible, found))}?")
    weight = next(
        (n for n, cell in enumerate(header) if found and cell == found[0] and n not in pair), None
    )
    skipped, bare = 0, False
    if body and all(len(row.cells) == len(header) + 1 for row in body) and body[0].cells[-1]:
        if _are_row_names(body):
            skipped = 1
        elif len(header) == 2 and all(looks_like_weight(row.cells[2]) for row in body):
            if _counts([row.cells[0] for row in body]):
                raise BadNetwork(
                    f"{file}, line {body[0].line}: the header has 2 cells and a row 3: the first"
                    " may be its number or the last a weight; put a third word into the header"
                )
            weight, bare = 2, True
    return Columns(pair[0], pair[1], weight, tuple(header), sure, skipped, bare)


def _are_row_names(body: list[Row]) -> bool:
    """Return whether the first cells are names of rows, under a header that is one cell shorter."""
    firsts = [row.cells[0] for row in body]
    if len(set(firsts)) < len(firsts):
        return False
    quoted = all(row.quoted[0] for row in body)
    numbers = all(cell.isdecimal() for cell in firsts)
    mixed = quoted and not all(all(row.quoted) for row in body)
    text = not all(looks_like_weight(row.cells[-1]) and not row.quoted[-1] for row in body)
    return (quoted or numbers) and (text or (mixed and len(body[0].cells) > 3) or _only_first(body))


def _only_first(body: list[Row]) -> bool:
    """Return whether only the first cells are in quotes: R quotes names of rows, and no numbers."""
    return all(row.quoted[0] and not any(row.quoted[1:]) for row in body)


def _row_numbers(rows: list[Row], file: str) -> bool:
    """Return whether rows without a header are numbered: 1, 2, … or 0, 1, … before two names."""
    if len(rows) < 2 or min(len(row.cells) for row in rows) < 3:
        return False
    if not _counts([row.cells[0] for row in rows]):
        return False
    if _only_first(rows) or not all(looks_like_weight(row.cells[2]) for row in rows):
        return True
    if all(row.quoted[2] for row in rows):  # R quotes text and pandas, if asked to, everything
        raise BadNetwork(
            f"{file}, line {rows[0].line}: the first cells count the rows: they may be numbers of"
            f" rows, or names. Put a header above them ({words.KNOWN_PAIRS})"
        )
    return False


def _counts(cells: list[str]) -> bool:
    """Return whether cells are 0, 1, … or 1, 2, …: at least two of them."""
    return len(cells) > 1 and cells in ([str(n + k) for n in range(len(cells))] for k in (0, 1))


def _without_first(row: Row) -> Row:
    return Row(row.line, row.cells[1:], row.quoted[1:])


def _with_first(rows: list[Row]) -> list[Row]:
    return [Row(row.line, ["", *row.cells], [False, *row.quoted]) for row in rows]


def _less_sure(first: Row, body: list[Row], file: str) -> tuple[int, int] | None:
    """Return the columns of a header in words that people are called as well: i,j; node1,node2."""
    lettered, alike = words.letters(first.cells), words.numbered(first.cells)
    pair = lettered or (alike and alike[:2])
    if pair is None:
        return None
    called = {name for row in body for name in row.cells}
    here = [first.cells[n] in called for n in pair]
    others = [cell for n, cell in enumerate(first.cells) if n not in pair]
    if words.best(others, words.WEIGHTS):
        return pair
    if all(here):
        return None
    stem = "" if lettered or not alike else alike[2]
    if "" in others and not any(here):
        return pair
    like = re.compile(rf"{re.escape(stem)}(\d+|[a-z])" if stem else "[a-z]", re.ASCII)
    alike_too = [
        bool(like.fullmatch(words.plain(n) if stem else n.casefold())) for n in called if n
    ]
    if all(alike_too) and (stem or any(here)):
        return None  # everybody is called so
    if any(alike_too):
        raise BadNetwork(
            f"{file}, line {first.line}: {_cells(first)} may be the header or a tie, for others are"
            f" called alike. Put a line above it whose words are known ({words.KNOWN_PAIRS})"
        )
    return pair


def _other_kind(first: Row, body: list[Row]) -> bool:
    """Return whether a column has numbers below a first row that has words: a header, then."""
    full = [row.cells for row in body if len(row.cells) == len(first.cells)]
    if len(first.cells) == 2:
        return len(full) >= 2 and all(is_number(c) for cells in full for c in cells)
    return bool(full) and all(is_number(cells[n]) for cells in full for n in [len(first.cells) - 1])


def _unknown(first: Row, body: list[Row], file: str) -> Columns:
    """Return the columns of a header whose words for the names are not known, if it is plain."""
    header = first.cells
    weight = words.best(header[2:], words.WEIGHTS)
    if len(header) == 2 or (len(header) == 3 and weight and header[0]):
        return Columns(0, 1, 2 if weight else None, tuple(header), bool(weight))
    raise BadNetwork(
        f"{file}, line {first.line}: which columns hold the two names? They are called"
        f" {_cells(first)}; known are {words.KNOWN_PAIRS}; and weight"
    )


def _alone(first: Row, body: list[Row]) -> bool:
    """Return whether two words of the first row are named nowhere else, as no other two are."""
    if len(first.cells) != 2 or len(body) < 2 or not all(map(_wordy, first.cells)):
        return False
    count = Counter(name for row in [first, *body] for name in row.cells[:2])
    if any(count[name] > 1 for name in first.cells):
        return False
    if all(" " in name for name in first.cells) and sum(" " in name for name in count) * 2 > len(
        count
    ):
        return False  # first and last names, as they all are
    ties = [row.cells for row in body if len(row.cells) >= 2 and row.cells[1]]
    return not any(all(count[name] == 1 for name in cells[:2]) for cells in ties)


def _wordy(cell: str) -> bool:
    """Return whether a cell may be the name of a column."""
    return bool(re.fullmatch(r"[^\W\d_][^\W\d]*([ _.-][^\W\d]+)*", cell)) and 1 < len(cell) <= 30


def _cells(row: Row) -> str:
    shown = ", ".join(f"'{legible(cell)}'" for cell in row.cells[:8])
    return shown + ", …" * (len(row.cells) > 8)
