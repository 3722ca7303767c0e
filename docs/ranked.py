"""What measured tables show, in words: who is first, who cannot be told from it, what is missed."""

from __future__ import annotations

from docs.cells import code, items
from docs.stored import PAGE, Number, cells, now, tables
from experiments.analysis.formatting import listed

#: The row that others are compared with, where a table has it.
LEAST = "none"


def ranked(*block: str) -> str:
    """Return the order of a block's first table: a sentence a column."""
    rows, *_ = tables(now(PAGE), " ".join(block))
    columns = dict.fromkeys(column for row in rows.values() for column in row)
    return items(
        order(column, {name: row[column] for name, row in rows.items() if column in row})
        for column in columns
    )


def order(column: str, numbers: dict[str, Number]) -> str:
    """Say which is first, which overlap with it, which is last, and who is clear of doing none."""
    best, *_, last = sorted(numbers, key=lambda name: -numbers[name].value)
    tied = [n for n in numbers if n != best and not numbers[n].clear_of(numbers[best])]
    text = f"In {column} {_told(best, numbers)} comes first"
    text += f", and {_names(tied)} cannot be told from it" if tied else ", ahead of all others"
    text += f"; {_told(last, numbers)} comes last"
    for side, word in ((1, "more"), (-1, "less")) if LEAST in numbers else ():
        clear = [name for name in numbers if numbers[name].clear_of(numbers[LEAST]) == side]
        if clear:
            verb = "earns" if len(clear) == 1 else "earn"
            text += f"; {_names(clear)} {verb} {word} than {code(LEAST)}"
    return f"{text}."


def missed() -> str:
    """Return the patterns of real panels that are outside their bands, with what was measured."""
    ((head, _, *rows),) = cells(now(PAGE), "patterns")
    said = [
        f"{row[0]}, band {row[1]}: {row[place - 3]} in the world of {head[place - 3]}"
        for row in rows
        for place, cell in enumerate(row)
        if cell == "outside"
    ]
    return items(f"**Missed:** {sentence}." for sentence in said) or "None is missed."


def _told(name: str, numbers: dict[str, Number]) -> str:
    value, low, high = numbers[name]
    return f"{code(name)} ({value:.2f} ± {(high - low) / 2:.2f})"


def _names(names: list[str]) -> str:
    return listed([code(name) for name in names])
