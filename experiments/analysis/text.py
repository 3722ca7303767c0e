"""Tables as plain lines, good in a terminal and in a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from experiments.analysis.part import Table

#: Rows of a table in a terminal.
MOST_ROWS = 60


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


def _cells(table: Table) -> list[str]:
    """Return heads and rows: the first column to the left, the others to the right."""
    shown: list[Sequence[str]] = [table.heads, *table.rows[:MOST_ROWS]]
    widths = [max(len(row[k]) for row in shown) for k in range(len(table.heads))]
    lines = []
    for row in shown if table.heads else ():
        first, *rest = (
            text.ljust(width) if k == 0 else text.rjust(width)
            for k, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        lines.append(("  " + "  ".join([first, *rest])).rstrip())
    more = len(table.rows) - MOST_ROWS
    return [*lines, f"  … and {more} more rows: see the CSV files"] if more > 0 else lines
