"""Numbers that were measured and lie in the project: in ``results/reference``, and on a page.

What ``tests/statistical/update.py`` measures stands in docs/explanation/validation.md, between
``<!-- measured: BLOCK -->`` and ``<!-- end -->``; what experiments answered, as tables of theirs in
``results/reference``. Both are read here, so that sentences and comparisons are made from them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
PAGE = "docs/explanation/validation.md"
GUIDE = "results/reference/what-each-practice-buys/effects.csv"
WORLDS = "results/reference/practices-across-worlds/worlds.csv"

#: A file of the project → its text, of now or of another time.
Reader = Callable[[str], str]


class Number(NamedTuple):
    """A measured number and its 95 % interval."""

    value: float
    low: float
    high: float

    def clear_of(self, other: Number) -> int:
        """Return 1 or −1 if the whole interval lies above or below the other's, else 0."""
        return (self.low > other.high) - (self.high < other.low)

    def side_of(self, limit: float) -> int:
        """Return 1 or −1 if the whole interval lies above or below a limit, else 0."""
        return (self.low > limit) - (self.high < limit)


#: Rows of a table, each with its numbers by column.
Rows = dict[str, dict[str, Number]]


def now(file: str) -> str:
    """Return the text of a file of the project as it is."""
    return (ROOT / file).read_text(encoding="utf-8")


def cells(page: str, block: str) -> list[list[list[str]]]:
    """Return the tables of a measured block as rows of cells: the heads, a rule, and the rest."""
    found = re.search(rf"<!-- measured: {block} -->\n(.*?)<!-- end -->", page, re.DOTALL)
    if found is None:
        raise SystemExit(f"there is no measured block '{block}'")
    return [
        [[cell.strip() for cell in line.strip("|").split("|")] for line in text.split("\n")]
        for text in found[1].strip().split("\n\n")
    ]


def tables(page: str, block: str) -> list[Rows]:
    """Return the tables of a measured block: what stands in the first column → column → number."""
    return [_rows(table) for table in cells(page, block)]


def _rows(table: list[list[str]]) -> Rows:
    head, _, *rows = table
    if head[1] == "than":
        return {f"{row[0]} − {row[1]}": dict(_numbers(head[2:3], row[2:3])) for row in rows}
    return {row[0]: dict(_numbers(head[1:], row[1:])) for row in rows}


def _numbers(head: list[str], row: list[str]) -> Iterator[tuple[str, Number]]:
    for column, cell in zip(head, row, strict=True):
        value, _, half = cell.replace("−", "-").partition(" ± ")
        if half:
            mean, width = float(value), float(half)
            yield column, Number(mean, mean - width, mean + width)


def effects(read: Reader = now) -> Rows:
    """Return what each piece of advice buys in the defaults' world: advice → outcome → number."""
    rows: Rows = {}
    for row in csv.DictReader(StringIO(read(GUIDE))):
        if row["kind"] == "removal" and row["outcome"] in ("payoff", "lifetime") and row["low"]:
            number = Number(*(float(row[name]) for name in ("difference", "low", "high")))
            rows.setdefault(row["removal"], {})[row["outcome"]] = number
    return rows


def shares(read: Reader = now) -> Rows:
    """Return in which share of plausible worlds each piece of advice pays, by outcome."""
    rows: Rows = {}
    for row in csv.DictReader(StringIO(read(WORLDS))):
        if row["pays"] and row["low"]:
            number = Number(*(float(row[name]) for name in ("pays", "low", "high")))
            rows.setdefault(row["removal"], {})[row["outcome"]] = number
    return rows
