"""What the fairer rules changed: numbers from before them, kept in a file, beside those of now.

The old numbers are read from a commit, so that they can be read again:

    .venv/bin/python -m docs.before bb005a8
"""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Iterator
from itertools import combinations

from docs.cells import code, items, table
from docs.stored import PAGE, ROOT, Number, Reader, Rows, effects, now, shares, tables
from experiments.analysis.formatting import figure, percent, span

FILE = ROOT / "results" / "reference" / "before-the-fairer-rules.csv"
COLUMNS = ("table", "row", "column", *Number._fields)

#: Blocks of the page on validation whose rows are ranked → what a row is.
RANKED = {
    "equal budget": "everybody is",
    "all eight together": "an eighth is",
    "check-ins": "a meeting every … weeks",
    "conflict": "settled from a tension above",
}
#: Blocks in which payoffs are compared.
COMPARED = (*RANKED, "free riders")
EFFECTS, SHARES = "effects", "shares"
#: Where a number of a table tells nothing.
UNDECIDED = {SHARES: 0.5}

Tables = dict[str, Rows]


def numbers(read: Reader = now) -> Tables:
    """Return all numbers that are compared, by table, row and column."""
    page = read(PAGE)
    found = {EFFECTS: effects(read), SHARES: shares(read)}
    found |= {block: tables(page, block)[0] for block in RANKED}
    return found | {f"{block}: differences": tables(page, block)[1] for block in COMPARED}


def stored() -> Tables:
    """Return the numbers from before."""
    found: Tables = {}
    with FILE.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            number = Number(*(float(row[name]) for name in Number._fields))
            rows = found.setdefault(row["table"], {})
            rows.setdefault(row["row"], {})[row["column"]] = number
    return found


# ------------------------------------------------------------------------------------------ blocks


def changed() -> str:
    """Return what is on another side than before, and every ranked table of before and now."""
    old, new = stored(), numbers()
    turned, overtaken = [*_turned(old, new)], items(_overtaken(old, new))
    parts = ["No effect, difference or share has changed sides."]
    if turned:
        parts = [table(("what", "before", "now"), turned)]
    parts.append(overtaken or "No two rows of the tables below have changed places.")
    parts += [_beside(what, old[block], new[block]) for block, what in RANKED.items()]
    return "\n\n".join(parts)


def _turned(old: Tables, new: Tables) -> Iterator[tuple[str, str, str]]:
    """Give what lies surely on one side, and was on the other or could not be told; or reversed."""
    for name in old:
        if name in RANKED:
            continue
        limit = UNDECIDED.get(name, 0.0)
        for row, column, before, after in _both(old[name], new.get(name, {})):
            if before.side_of(limit) != after.side_of(limit):
                what = f"{row}: {'payoff' if column == 'difference' else column}"
                what += ", share of worlds in which it pays" * (name == SHARES)
                yield what, *(_told(name, number) for number in (before, after))


def _overtaken(old: Tables, new: Tables) -> Iterator[str]:
    """Say of which two rows first the one and now the other is surely ahead."""
    for block, what in RANKED.items():
        both = [*_both(old[block], new[block])]
        for (one, column, was, now_), (other, same, its, now_its) in combinations(both, 2):
            if column != same or was.clear_of(its) * now_.clear_of(now_its) != -1:
                continue
            first, second = (one, other) if was.clear_of(its) > 0 else (other, one)
            yield f"{what} {code(second)}: now more than {code(first)}, which was ahead ({column})"


def _beside(what: str, old: Rows, new: Rows) -> str:
    """Return a ranked table of before and now, with places."""
    columns = list(dict.fromkeys(column for row in new.values() for column in row))
    heads = (what, *(f"{column}, {when}" for column in columns for when in ("before", "now")))
    rows = []
    for name in new:
        cells = [_placed(name, c, rows_) for c in columns for rows_ in (old, new)]
        rows.append((code(name), *cells))
    return table(heads, rows)


def _placed(name: str, column: str, rows: Rows) -> str:
    if column not in rows.get(name, {}):
        return "–"
    number = rows[name][column]
    place = 1 + sum(row[column].value > number.value for row in rows.values() if column in row)
    return f"{number.value:.2f} ± {(number.high - number.low) / 2:.2f} ({place})"


def _both(old: Rows, new: Rows) -> Iterator[tuple[str, str, Number, Number]]:
    for row, columns in old.items():
        for column, number in columns.items():
            if column in new.get(row, {}):
                yield row, column, number, new[row][column]


def _told(name: str, number: Number) -> str:
    if name == SHARES:
        return percent(number.value)
    return f"{figure(number.value, 2)} ({span(number.low, number.high, 2)})"


# ------------------------------------------------------------------------------------------- store


def store(commit: str) -> None:
    """Write the numbers of a commit."""

    def then(file: str) -> str:
        command = ["git", "-C", str(ROOT), "show", f"{commit}:{file}"]
        return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout

    with FILE.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        for name, rows in numbers(then).items():
            for row, columns in rows.items():
                for column, number in columns.items():
                    writer.writerow((name, row, column, *map(repr, number)))


if __name__ == "__main__":
    store(sys.argv[1])
