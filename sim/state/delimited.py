"""Delimited text, as a table of cells of text: which separator, which header, which line is which.

Nothing is turned into numbers and no word means "missing": a person called ``NA``, ``01`` or
``1.0`` stays so. A row is a line. Lines that begin with ``#`` or ``%`` are comments, unless what
begins so is a name that stands elsewhere too. Blanks around a cell without quotes are left out.
"""

from __future__ import annotations

import codecs
import csv
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import BadInput

#: What separates cells, the surest first: whoever writes names has commas and blanks in some.
SEPARATORS = {"\t": "tab", "|": "pipe", ";": "semicolon", ",": "comma", " ": "blank"}
COMMENTS = ("#", "%")
#: Words for a value that is not there, as pandas, R, Stata and databases write them.
MISSING = frozenset({"", "NA", "N/A", "<NA>", "NaN", "nan", "NULL", "null", "None", "."})
#: What a file that is no text begins with.
_OTHERS = {
    b"PK\x03\x04": "an Excel or OpenDocument table, or another archive",
    b"\xd0\xcf\x11\xe0": "an old Excel table",
    b"\x1f\x8b": "packed by gzip",
    b"RDX": "data of R",
    b"PAR1": "a Parquet file",
}
_BOMS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_BLANKS = " \t"
#: A longer cell is no name and no number.
MOST_SIGNS = 10_000


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
        return Counter(map(len, self.rows)).most_common(1)[0][0] if self.rows else 0


def word(cell: str) -> str:
    """Return a head of a column as words are compared: small letters and digits only."""
    return "".join(sign for sign in cell.casefold() if sign.isalnum())


def read_cells(path: Path | str, words: Collection[str] = frozenset()) -> Cells:
    """Return the cells of a file.

    Parameters
    ----------
    path
        A file of text in UTF-8, or in UTF-16 as Excel marks it.
    words
        Heads of columns that are known, as :func:`word` gives them. A line is a header if it has
        two of them, or words where the lines below it have numbers.

    Raises
    ------
    BadInput
        If it is no text, has no line, or a quote that is not closed; the message names the line.
    """
    path = Path(path)
    lines = read_text(path).split("\n")
    stated, begin, notes = None, 0, []
    said = re.fullmatch(r'"?sep=(.|\t)"?', lines[0].strip(" \r"), re.IGNORECASE)
    if said and said[1] not in SEPARATORS:
        known = ", ".join(SEPARATORS.values())
        raise BadInput(f"{path}:1: says sep={said[1]}; what may separate cells: {known}")
    if said:
        stated, begin = said[1], 1
        notes.append(f"line 1 says that {SEPARATORS[stated]}s separate cells")
    kept = [(n, line) for n, line in enumerate(lines, 1) if n > begin and line.strip(_BLANKS)]
    remarks = [(n, line) for n, line in kept if line.lstrip(_BLANKS).startswith(COMMENTS)]
    data = [(n, line) for n, line in kept if not line.lstrip(_BLANKS).startswith(COMMENTS)]
    separator = stated or _separator(data or remarks, words)
    names = _names_like_comments(data, remarks, separator)
    data, remarks = sorted([*data, *names]), [one for one in remarks if one not in names]
    split = [(n, *_cells(path, n, line, separator)) for n, line in data]
    split = _without_empty_end(split)
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
        notes.append(_counted(remarks, "comment"))
    quoted = frozenset((r, c) for r, (_, _, inside) in enumerate(split) for c in inside)
    return Cells(
        None if header is None else _as_wide(header, [cells for _, cells, _ in split]),
        tuple(tuple(cells) for _, cells, _ in split),
        tuple(n for n, _, _ in split),
        separator,
        header_line,
        quoted,
        tuple(notes),
    )


def read_text(path: Path) -> str:
    r"""Return the text of a file, lines ending in ``\n``; raises ``BadInput`` if it is none."""
    if os.path.isdir(path):  # Path.is_dir raises where a name is too long
        raise BadInput(f"{path} is a folder, not a file")
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"{path}: cannot be read: {reason}") from None
    for begin, what in _OTHERS.items():
        if raw.startswith(begin):
            raise BadInput(f"{path}: is not text but {what}; save it as CSV in UTF-8")
    encoding = next((name for bom, name in _BOMS.items() if raw.startswith(bom)), "utf-8")
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        seen = f"line {line} has the byte 0x{raw[error.start]:02x}"
        raise BadInput(f"{path}: is not a text file in UTF-8: {seen}; save it in UTF-8") from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadInput(f"{path}: is not a text file: line {line} has a zero byte")
    if not text.strip():
        raise BadInput(f"{path}: is empty")
    return text


def _separator(data: Sequence[tuple[int, str]], words: Collection[str]) -> str:
    """Return what splits most lines into the same number of cells, and the header into words."""
    best, found = (0, 0, 0), ""
    for surer, sign in enumerate(reversed(SEPARATORS)):
        counts: Counter[int] = Counter()
        known = 0
        for k, (_, line) in enumerate(data):
            cells = _parsed(line, sign) or []
            counts[len(cells)] += 1
            known = sum(word(cell) in words for cell in cells) if k == 0 else known
        wide = {n: lines for n, lines in counts.items() if n > 1}
        fits = max(wide.values(), default=0)
        score = (fits, known if known > 1 else 0, surer)  # one may be a person's name
        if fits and score > best:
            best, found = score, sign
    return found


def _parsed(line: str, separator: str) -> list[str] | None:
    """Return the cells of a line; None if its quotes do not close where a cell ends."""
    line = line.strip(_BLANKS if separator == " " else " ")
    if separator == " " and '"' not in line:
        return re.split(r"[ \t]+", line)
    if '"' not in line:
        return line.split(separator) if separator else [line]
    for text in (line, line.replace('\\"', '""')):  # R's write.table escapes quotes
        try:
            reader = csv.reader(
                [text], delimiter=separator or "\x1f", skipinitialspace=True, strict=True
            )
            return next(reader)
        except csv.Error:
            continue
    return None


def _cells(
    path: Path, number: int, line: str, separator: str
) -> tuple[tuple[str, ...], frozenset[int]]:
    """Return the cells of a line, and which of them stood in quotes."""
    cells = _parsed(line, separator)
    if cells is None and len(line) > csv.field_size_limit():
        raise BadInput(f"{path}:{number}: has {len(line):,} letters and a quote that is not closed")
    if cells is None:
        seen = line if len(line) <= 40 else f"{line[:39]}…"
        raise BadInput(f"{path}:{number}: a quote is not closed where a cell ends: {seen!r}")
    if len(line) > MOST_SIGNS and max(map(len, cells)) > MOST_SIGNS:
        longest = max(map(len, cells))
        raise BadInput(f"{path}:{number}: a cell has {longest:,} letters; {MOST_SIGNS:,} at most")
    if '"' not in line:
        return tuple(cell.strip(_BLANKS) for cell in cells), frozenset()
    sign = re.escape(separator) if separator else "\n"
    pattern = rf'(?:^|{sign})[ ]*("(?:[^"\\]|""|\\.)*"|[^{sign}]*)'
    raw = [found[1].startswith('"') for found in re.finditer(pattern, line.strip(" "))]
    inside = frozenset(k for k, yes in enumerate(raw) if yes) if len(raw) == len(cells) else None
    if inside is None:
        return tuple(cells), frozenset()
    return tuple(c if k in inside else c.strip(_BLANKS) for k, c in enumerate(cells)), inside


_Line = tuple[int, tuple[str, ...], frozenset[int]]


def _without_empty_end(split: list[_Line]) -> list[_Line]:
    """Leave out the last column where separators end every line."""
    while split and all(len(cells) > 2 and not cells[-1] for _, cells, _ in split):
        split = [(n, cells[:-1], inside) for n, cells, inside in split]
    return split


def _names_like_comments(
    data: Sequence[tuple[int, str]], remarks: Sequence[tuple[int, str]], separator: str
) -> list[tuple[int, str]]:
    """Return the comments that are none: they begin with a name that stands in other cells too."""
    if not remarks or not separator:
        return []
    every = [_parsed(line, separator) or [] for _, line in sorted([*data, *remarks])]
    width = Counter(map(len, every)).most_common(1)[0][0]
    cells = [*every[0], *(cell for one in every if len(one) == width for cell in one[1:])]
    elsewhere = Counter(cell.strip(_BLANKS) for cell in cells)
    found = []
    for number, line in remarks:
        cells = _parsed(line, separator) or [""]
        itself = cells == every[0]
        if len(cells) == width and elsewhere[cells[0].strip(_BLANKS)] > itself:
            found.append((number, line))
    return found


def _refuse_like_data(
    path: Path, number: int, line: str, separator: str, split: Sequence[_Line]
) -> None:
    """Refuse a comment that may be a line of data, whose first name begins like a comment."""
    text = line.strip(_BLANKS)
    cells = _parsed(text, separator) or []
    if len(cells) > 1 and text[1:2] not in (" ", "\t", *COMMENTS):
        if split and len(cells) == len(split[0][1]):
            raise BadInput(
                f"{path}:{number}: begins with {text[0]} and has as many cells as other lines; is"
                f" it a comment? Then put a blank after {text[0]}. If it begins with a name, put"
                " the name in quotes"
            )


def _head_in_a_comment(
    remarks: Sequence[tuple[int, str]],
    split: Sequence[_Line],
    separator: str,
    words: Collection[str],
) -> tuple[int, tuple[str, ...]] | None:
    """Return the header that SNAP and NumPy write as a comment above the lines."""
    before = [(n, line) for n, line in remarks if not split or n < split[0][0]]
    if not before or (split and _known(split[0][1], words) > 1):
        return None
    number, line = before[-1]
    text = line.strip(_BLANKS).lstrip("".join(COMMENTS))
    cells = tuple(cell.strip(_BLANKS) for cell in _parsed(text, separator) or ())
    fits = not split or len(cells) == len(split[0][1])
    return (number, cells) if fits and _known(cells, words) > 1 else None


def _head(split: Sequence[_Line], words: Collection[str]) -> tuple[int, tuple[str, ...] | None]:
    """Return the first line if it is a header: known words, words above numbers, or row names."""
    if not split:
        return 1, None
    (number, first, _), below = split[0], [cells for _, cells, _ in split[1:]]
    row_names = len(first) > 1 and bool(below) and all(len(c) == len(first) + 1 for c in below)
    above_numbers = []
    for column, head in enumerate(first):
        values = [cells[column + row_names] for cells in below if len(cells) > column + row_names]
        values = [value for value in values if value not in MISSING]
        if head not in MISSING and values and all(map(is_number, values)):
            above_numbers.append(not is_number(head))
    words_above = bool(above_numbers) and all(above_numbers)
    known = _known(first, words) > 1 and (words_above or not above_numbers)
    return (number, first) if row_names or words_above or known else (1, None)


def _known(cells: Iterable[str], words: Collection[str]) -> int:
    return len({word(cell) for cell in cells} & set(words))


def _as_wide(header: tuple[str, ...], rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Return the header with a nameless first column where R wrote row names below it."""
    return ("", *header) if all(len(cells) == len(header) + 1 for cells in rows) else header


def is_number(cell: str) -> bool:
    """Whether a cell is a number, be it with a decimal comma."""
    return re.fullmatch(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d+)?", cell, re.ASCII) is not None


def _counted(lines: Sequence[tuple[int, str]], what: str) -> str:
    return f"{len(lines)} {what}{'s' * (len(lines) > 1)} left out, first in line {lines[0][0]}"
