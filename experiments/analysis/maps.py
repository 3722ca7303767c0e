"""Which arm is best where, over two parameters: as a table, a map and a sentence.

Where arms are levels of one number (their names are numbers), a cell of the map says which level is
best and from which to which none can be ruled out; else how far ahead the best is of the second.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import pandas as pd

from experiments.analysis.formatting import column_digits, figure, with_interval
from experiments.analysis.part import Figure, Table
from sim.measures.outcomes import about

#: How levels are told, by parameter.
Told = Mapping[str, Mapping[Any, str]]


def are_levels(arms: Sequence[str]) -> bool:
    """Return whether arms are levels of one number, in order."""
    try:
        numbers = [float(arm) for arm in arms]
    except ValueError:
        return False
    return all(map(isfinite, numbers)) and numbers == sorted(set(numbers))


def winner_table(winners: pd.DataFrame, outcome: str, told: Told, points: int) -> Table:
    """Return which arm is best at every point, by how much, and which others could be."""
    decimals = column_digits(winners, "lead")
    rows = [
        [
            *[known[row[name]] for name, known in told.items()],
            row["best"] if row["lead"] else f"level: {row['best']}, {row['second']}",
            row["second"] if row["lead"] else "–",
            with_interval(pd.Series(row), "lead", decimals=decimals),
            row["maybe"],
        ]
        for row in winners.to_dict("records")
    ]
    gone = points - len(rows)
    note = "Lead: paired difference to the second with its 95 % interval."
    return Table(
        title=f"Which is best where, by {about(outcome).label}",
        note=note + (f" At {gone} points there are no two arms to compare." if gone else ""),
        heads=[*told, "best", "second", "lead", "could be best"],
        rows=rows,
    )


def winner_map(
    winners: pd.DataFrame,
    outcome: str,
    arms: Sequence[str],
    across: Sequence[str],
    levels: Told,
    units: Mapping[str, str],
) -> Figure:
    """Return the map of which arm is best where."""
    label, ordered = about(outcome).label, are_levels(arms)
    inside = (
        "the best level, and under it from which to which none can be ruled out"
        if ordered
        else "its lead over the second"
    )
    decimals = max(column_digits(winners, "lead"), 1)
    said = [
        _level(row, arms) if ordered else f"+{figure(row['lead'], decimals)}"
        for row in winners.to_dict("records")
    ]
    return Figure(
        kind="map",
        name="map",
        caption=(
            f"Which arm has the best {label} where, and {inside}. Hatched and pale: others cannot"
            " be ruled out as the best (paired t-tests, together at 95 %)."
        ),
        tables={"winners": winners.assign(told=said)},
        names=arms,
        across=across,
        levels=levels,
        units=units,
    )


def _level(row: Mapping[Any, Any], arms: Sequence[str]) -> str:
    """Return the best level at a point, and under it those that could be."""
    low, high = _maybe(row, arms)
    return str(row["best"]) if low == high else f"{row['best']}\n{low}–{high}"


def _maybe(row: Mapping[Any, Any], arms: Sequence[str]) -> tuple[str, str]:
    """Return the first and the last of the levels that cannot be ruled out as the best."""
    maybe = set(str(row["maybe"]).split(", "))
    still = [arm for arm in arms if arm in maybe]
    return still[0], still[-1]


def sentence_of_levels(winners: pd.DataFrame, outcome: str, arms: Sequence[str], told: Told) -> str:
    """Say where the best level is lowest and where highest; nothing where arms are no levels."""
    if not are_levels(arms):
        return ""
    best = winners["best"].astype(float)
    ends = [winners.iloc[int(best.argmin())], winners.iloc[int(best.argmax())]]
    label = about(outcome).label
    if ends[0]["best"] == ends[1]["best"]:
        return f"Everywhere {label} is best with {ends[0]['best']}."
    said = []
    for row in ends:
        place = " and ".join(f"{name} {known[row[name]]}" for name, known in told.items())
        low, high = _maybe(row.to_dict(), arms)
        others = "" if low == high else f" ({low}–{high} cannot be told apart)"
        said.append(f"{row['best']}{others} at {place}")
    return f"The level that is best in {label} goes from {said[0]} to {said[1]}."
