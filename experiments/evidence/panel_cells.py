"""A panel's file as a table of text: what separates cells, and which line is the header.

Nothing is turned into numbers and no word means "missing": a person called ``NA``, ``01`` or
``1.0`` stays so. A row is a line. Lines that begin with ``#`` or ``%`` are comments, unless what
begins so is a name that stands elsewhere too. Blanks around a cell without quotes are left out.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import BadInput, BadNetwork
from sim.state.networks.numbers import is_number
from sim.state.networks.text import Line, Row, decoded, lines_of, rows_of
from sim.state.networks.words import plain

#: What separates cells, the surest first: whoever writes names has commas and blanks in some.
SEPARATORS = {"\t": "tab", "|": "pipe", ";": "semicolon", ",": "comma", " ": "blank"}
COMMENTS = ("#", "%")
#: Words for a value that is not there, as pandas, R, Stata and databases write them.
MISSING = frozenset({"", "NA", "N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", "."})
#: What a file that is no text begins with.
OTHERS = {
    b"PK\x03\x04": "an Excel or OpenDocument table, or another archive",
    b"\xd0\xcf\x11\xe0": "an old Excel table",
    b"\x1f\x8b": "packed by gzip",
    b"RDX": "data of R",
    b"PAR1": "a Parquet file",
}
#: A longer cell is no name and no number.
MOST_SIGNS = 10_000
_BLANKS = " \t"


@dataclass(frozen=True)
class Cells:
    """A table of text.

    Attributes
    ----------
    header
        Names of the columns as they are written, or None if the first line is none. The column of
        row names that R writes without a head is called "".
    rows
        The cells of each line. A line may have fewer or more than others: see ``width``.
    lines
        The number of each row's line in the file.
    separator
        One of ``SEPARATORS``; "" where a line has one cell.
    header_line
        The number of the header's line; 1 where there is none.
    quoted
        (row, column) of cells that stood in quotes.
    notes
        What was seen, each a phrase to be said.
    """

    header: tuple[str, ...] | None
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    separator: str
    header_line: int
    quoted: frozenset[tuple[int, int]]
    notes: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many cells a line has: as many as the header, or as most lines."""
        if self.header is not None:
            return len(self.header)
        return Counter(map(len, self.rows)).most_common(1)[0][0]


def read_cells(path: Path | str, words: Collection[str] = frozenset()) -> Cells:
    """Return the cells of a file.

    Parameters
    ----------
    path
        A file of text in UTF-8, or in UTF-16 as Excel marks it.
    words
        Heads of columns that are known, as ``plain`` gives them. A line is a header if it has two
        of them, or words where the lines below it have numbers.

    Raises
    ------
    BadInput
        If it is no text, has no line, or a quote that is not closed; the message names the line.
    """
    path, notes = Path(path), []
    lines = lines_of(decoded(_read(path), str(path)))
    stated = re.fullmatch(r'"?sep=(.|\t)"?', lines[0][1].strip(" "), re.I) if lines else None
    if stated:
        if stated[1] not in SEPARATORS:
            known = ", ".join(SEPARATORS.values())
            raise BadInput(f"{path}:1: says sep={stated[1]}; what may separate cells: {known}")
        notes.append(f"line 1 says that {SEPARATORS[stated[1]]}s separate cells")
        lines = lines[1:]
    if not lines:
        raise BadInput(f"{path}: is empty")
    remarks = [(n, line) for n, line in lines if line.lstrip(_BLANKS).startswith(COMMENTS)]
    data = [(n, line) for n, line in lines if not line.lstrip(_BLANKS).startswith(COMMENTS)]
    separator = stated[1] if stated else _separator(data or remarks, words)
    names = _names_like_comments(data, remarks, separator)
    data, remarks = sorted([*data, *names]), [one for one in remarks if one not in names]
    split = _without_empty_end(rows_of(data, separator or "\0", str(path)))
    _refuse_long(path, split)
    above = _head_in_a_comment(remarks, split, separator, words)
    for number, line in remarks:
        if above is None or number != above[0]:
            _refuse_like_data(path, number, line, separator, split)
    header_line, header = above or _head(split, words)
    if header is not None and above is None:
        split = split[1:]
    if not split:
        raise BadInput(f"{path}: has no lines after its header" if header else f"{path}: is empty")
    if remarks and (above is None or len(remarks) > 1):
        many = f"{len(remarks)} comment{'s' * (len(remarks) > 1)} left out"
        notes.append(f"{many}, first in line {remarks[0][0]}")
    if header is not None and all(len(row.cells) == len(header) + 1 for row in split):
        header = ("", *header)
    return Cells(
        header,
        tuple(tuple(row.cells) for row in split),
        tuple(row.line for row in split),
        separator,
        header_line,
        frozenset((r, c) for r, row in enumerate(split) for c, yes in enumerate(row.quoted) if yes),
        tuple(notes),
    )


def _read(path: Path) -> bytes:
    """Return the bytes of a file that may be text."""
    if os.path.isdir(path):  # Path.is_dir raises where a name is too long
        raise BadInput(f"{path} is a folder, not a file")
    try:
        data = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"{path}: cannot be read: {reason}") from None
    for begin, what in OTHERS.items():
        if data.startswith(begin):
            raise BadInput(f"{path}: is not text but {what}; save it as CSV in UTF-8")
    return data


def _separator(data: Sequence[Line], words: Collection[str]) -> str:
    """Return what splits most lines into the same number of cells, and the header into words."""
    best, found = (0, 0, 0), ""
    for surer, sign in enumerate(reversed(SEPARATORS)):
        rows = [_parsed(line, sign) for _, line in data]
        wide = Counter(len(cells) for cells in rows if len(cells) > 1)
        fits, known = max(wide.values(), default=0), _known(rows[0], words)
        score = (fits, known if known > 1 else 0, surer)  # one may be a person's name
        if fits and score > best:
            best, found = score, sign
    return found


def _parsed(line: str, separator: str) -> list[str]:
    """Return the cells of a line; none if its quotes do not close where a cell ends."""
    if '"' not in line and separator not in line and separator != " ":
        return [line]
    try:
        return rows_of([(0, line)], separator or "\0", "")[0].cells
    except BadNetwork:
        return []


def _refuse_long(path: Path, split: Sequence[Row]) -> None:
    for row in split:
        longest = max(map(len, row.cells))
        if longest > MOST_SIGNS:
            seen = f"a cell has {longest:,} letters; {MOST_SIGNS:,} at most"
            raise BadInput(f"{path}:{row.line}: {seen}")


def _without_empty_end(split: list[Row]) -> list[Row]:
    """Leave out the last column where separators end every line."""
    while split and all(len(row.cells) > 2 and not row.cells[-1] for row in split):
        split = [Row(row.line, row.cells[:-1], row.quoted[:-1]) for row in split]
    return split


def _names_like_comments(
    data: Sequence[Line], remarks: Sequence[Line], separator: str
) -> list[Line]:
    """Return the comments that are none: they begin with a name that stands in other cells too."""
    if not remarks or not separator:
        return []
    every = [_parsed(line, separator) for _, line in sorted([*data, *remarks])]
    width = Counter(map(len, every)).most_common(1)[0][0]
    elsewhere = Counter(
        [*every[0], *(cell for one in every if len(one) == width for cell in one[1:])]
    )
    found = []
    for number, line in remarks:
        cells = _parsed(line, separator)
        itself = cells == every[0]
        if len(cells) == width and elsewhere[cells[0]] > itself:
            found.append((number, line))
    return found


def _refuse_like_data(
    path: Path, number: int, line: str, separator: str, split: Sequence[Row]
) -> None:
    """Refuse a comment that may be a line of data, whose first name begins like a comment."""
    text = line.strip(_BLANKS)
    cells = _parsed(text, separator)
    if len(cells) > 1 and not _is_remark(text):
        if split and len(cells) == len(split[0].cells):
            raise BadInput(
                f"{path}:{number}: begins with {text[0]} and has as many cells as other lines; is"
                f" it a comment? Then put a blank after {text[0]}. If it begins with a name, put"
                " the name in quotes"
            )


def _head_in_a_comment(
    remarks: Sequence[Line], split: Sequence[Row], separator: str, words: Collection[str]
) -> tuple[int, tuple[str, ...]] | None:
    """Return the header that SNAP and NumPy write as a comment above the lines.

    Without a blank behind its sign it begins with a word that is known: others are called #1.
    """
    before = [(n, line) for n, line in remarks if not split or n < split[0].line]
    if not before or (split and _known(split[0].cells, words) > 1):
        return None
    number, line = before[-1]
    text = line.strip(_BLANKS)
    cells = tuple(_parsed(text.lstrip(_BLANKS + "".join(COMMENTS)), separator))
    fits = not split or len(cells) == len(split[0].cells)
    sure = _is_remark(text) or _known(cells[:1], words) > 0
    return (number, cells) if fits and sure and _known(cells, words) > 1 else None


def _is_remark(text: str) -> bool:
    """Whether what begins like a comment is one, and no name."""
    return text[1:2] in (" ", "\t", *COMMENTS)


def _head(split: Sequence[Row], words: Collection[str]) -> tuple[int, tuple[str, ...] | None]:
    """Return the first line if it is a header: known words, words above numbers, or row names."""
    if not split:
        return 1, None
    first, below = tuple(split[0].cells), [row.cells for row in split[1:]]
    row_names = len(first) > 1 and bool(below) and all(len(c) == len(first) + 1 for c in below)
    above_numbers = []
    for column, head in enumerate(first):
        values = [cells[column + row_names] for cells in below if len(cells) > column + row_names]
        values = [value for value in values if value not in MISSING]
        if head not in MISSING and values and all(map(is_number, values)):
            above_numbers.append(not is_number(head))
    words_above = bool(above_numbers) and all(above_numbers)
    known = _known(first, words) > 1 and (words_above or not above_numbers)
    return (split[0].line, first) if row_names or words_above or known else (1, None)


def _known(cells: Iterable[str], words: Collection[str]) -> int:
    return len({plain(cell) for cell in cells} & set(words))
