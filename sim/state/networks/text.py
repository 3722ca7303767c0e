"""The text of a file, its lines and their cells: nothing is guessed, and nothing changed."""

from __future__ import annotations

import codecs
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.errors import BadNetwork

#: A line: its number from 1, and its text.
Line = tuple[int, str]
#: What may stand between quotes: a quote is doubled or, by R's write.table, follows a backslash.
DOUBLED, ESCAPED = r'(?:[^"]|"")*', r'(?:\\"|[^"])*'

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before that of UTF-16, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def content_of(path: Path, kind: str, missing: str) -> bytes:
    """Return the bytes of a file; raise ``BadNetwork`` if it cannot be read.

    Parameters
    ----------
    path
        Where it lies.
    kind
        What it is to be, with its article.
    missing
        What is said if it is not there.
    """
    if path.is_dir():
        raise BadNetwork(f"{path} is a folder, not {kind}")
    if not path.is_file():
        raise BadNetwork(missing)
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadNetwork(f"{path} cannot be read: {error.strerror}") from None


def decoded(data: bytes, file: str) -> str:
    """Return bytes as text: UTF-8, or what a byte-order mark says; refuse other than text."""
    mark, encoding = next((m for m in MARKS if data.startswith(m[0])), (b"", "utf-8"))
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: len(mark) + error.start].count(b"\n") + 1
        raise BadNetwork(
            f"{file}: not a text file in {encoding.upper()} (line {line} has the byte"
            f" 0x{data[len(mark) + error.start]:02x}); save it as UTF-8"
        ) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BadNetwork(
            f"{file}: line {line} has a NUL, which text does not have; save it as UTF-8"
        )
    return text


def lines_of(text: str) -> list[Line]:
    """Return the lines that have something in them; a name may hold any other sign of a break."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return [(n, line) for n, line in enumerate(text.split("\n"), start=1) if line.strip(" \t")]


class Row(NamedTuple):
    """A line in cells, and which of them stood in quotes."""

    line: int
    cells: list[str]
    quoted: list[bool]


def rows_of(lines: list[Line], separator: str, file: str) -> list[Row]:
    """Return lines in cells; " " is any number of blanks and tabs. Refuse quotes left open."""
    try:
        return _rows(lines, separator, DOUBLED, file)
    except BadNetwork as error:
        if not any('\\"' in line for _, line in lines):
            raise
        try:
            return _rows(lines, separator, ESCAPED, file)
        except BadNetwork:
            raise error from None


def _rows(lines: list[Line], separator: str, inside: str, file: str) -> list[Row]:
    rows = []
    for number, line in lines:
        if '"' in line:
            rows.append(_with_quotes(number, line, separator, inside, file))
            continue
        if separator == " ":
            cells = re.split("[ \t]+", line.strip(" \t"))
        else:
            cells = [cell.strip(" \t") for cell in line.split(separator)]
        rows.append(Row(number, cells, [False] * len(cells)))
    return rows


@cache
def _patterns(separator: str, inside: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what a cell looks like, and what stands between two."""
    if separator == " ":
        cell = rf'"(?P<quoted>{inside})"(?=[ \t]|$)|(?P<bare>[^ \t]*)'
        return re.compile(cell), re.compile(r"[ \t]+")
    blanks, one = "[ ]*" if separator == "\t" else r"[ \t]*", re.escape(separator)
    cell = rf'{blanks}"(?P<quoted>{inside})"{blanks}(?={one}|$)|(?P<bare>[^{one}]*)'
    return re.compile(cell), re.compile(one)


def _with_quotes(number: int, line: str, separator: str, inside: str, file: str) -> Row:
    cell, between = _patterns(separator, inside)
    line = line.strip(" \t") if separator == " " else line
    row, at = Row(number, [], []), 0
    while found := cell.match(line, at):
        text = found["quoted"]
        row.quoted.append(text is not None)
        if text is None:
            text = found["bare"].strip(" \t")
            if text.startswith('"') or text.count('"') % 2 or '\\"' in text:
                raise BadNetwork(
                    f"{file}, line {number}: a quote is opened and not closed, or stands where none"
                    ' belongs; within quotes it is written twice ("")'
                )
        else:
            text = text.replace('""' if inside is DOUBLED else '\\"', '"')
        row.cells.append(text)
        gap = between.match(line, found.end())
        if gap is None:
            break
        at = gap.end()
    return row
