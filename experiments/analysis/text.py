"""Tables as plain lines, good in a terminal and in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest
from textwrap import wrap

from rich.cells import cell_len

from experiments.analysis.part import Table

#: Rows of a table in a terminal.
MOST_ROWS = 60
#: Letters of a cell, which goes on in the next line.
MOST_LETTERS = 48


def plain_lines(tables: Iterable[Table]) -> list[str]:
    """Return tables as plain lines, each after a blank.

    Notes stand on the page alone, and so does a table that is ``wide``.
    """
    lines: list[str] = []
    for table in tables:
        if not table.wide:
            lines += [
                "",
                table.title,
                *_cells(table),
                *(f"  {said}" for said in table.foot if said),
            ]
    return lines


def _folded(row: Sequence[str]) -> list[Sequence[str]]:
    """Return a row as rows: cells that are too long go on below."""
    cells = [
        [cell] if len(cell) <= MOST_LETTERS else wrap(cell, MOST_LETTERS, subsequent_indent=" ")
        for cell in row
    ]
    return list(zip_longest(*cells, fillvalue=""))


def _cells(table: Table) -> list[str]:
    """Return heads and rows: the first column to the left, the others to the right."""
    shown = [_folded(row) for row in (table.heads, *table.rows[:MOST_ROWS])]
    every = [row for lines in shown for row in lines]
    widths = [max(cell_len(row[k]) for row in every) for k in range(len(table.heads))]
    lines = []
    for row in every if table.heads else ():
        blanks = [" " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True)]
        first, *rest = (
            text + blank if k == 0 else blank + text
            for k, (text, blank) in enumerate(zip(row, blanks, strict=True))
        )
        lines.append(("  " + "  ".join([first, *rest])).rstrip())
    more = len(table.rows) - MOST_ROWS
    return [*lines, f"  … and {more} more rows: see the CSV files"] if more > 0 else lines
