"""What the rules of the model were planned to give, measured: a row a number, new beside planned.

Run ``python -m tests.statistical.rules`` after a change of the rules; it takes about ten minutes on
two cores. ``--of presets,rhythm`` measures only those; ``--of worlds``, the longest, is left out
unless it is named. ``--set resolve.ripe=0.1`` measures with other parameters, and ``--seeds
1008-1031`` on other seeds: whether a number lies outside by the luck of its seeds.
"""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from math import isfinite, nan

import numpy as np
import pandas as pd

import tests.statistical.rules_parts as parts
from experiments.commands.options import setting
from experiments.runs.executors import default_jobs
from experiments.statistics.ranking import maybe_best
from tests.statistical import plausible
from tests.statistical.claims import interval
from tests.statistical.planned import PLANNED, REASONS, Planned
from tests.statistical.rules_parts import Scale, Values


@dataclass(frozen=True)
class Row:
    """A number that was planned, and what was measured.

    ``half_width`` is that of what was measured. ``maybe`` are the values that cannot be told from
    it, where the number is the place of something best.
    """

    name: str
    planned: Planned
    measured: float
    half_width: float = nan
    maybe: tuple[float, ...] = ()

    @property
    def inside(self) -> bool:
        """Whether what was measured is what was planned; what does not exist is not."""
        if self.maybe:
            return self.planned.value in self.maybe
        return abs(self.measured - self.planned.value) <= self.planned.within + 1e-9


#: Part → what measures its rows: a value a seed, or one; or a table of which the best is told.
PARTS: dict[str, Callable[[Scale], Values | dict[str, pd.DataFrame]]] = {
    "presets": parts.presets,
    "rhythm": parts.rhythm,
    "settled": parts.settled,
    "removals": parts.removals,
    "free riders": parts.free_riders,
    "curves": parts.curves,
    "best shares": parts.best_shares,
    "accuracy": parts.accuracy,
    "present": parts.present,
    "worlds": plausible.counted,
}
#: Measured only if it is named.
LONGEST = "worlds"


def rows_of(part: str, scale: Scale) -> list[Row]:
    """Measure a part of the tables."""
    found = PARTS[part](scale)
    there = ((row, planned) for row, planned in PLANNED[part].items() if row in found)
    return [row_of(name, planned, found[name]) for name, planned in there]


def row_of(name: str, planned: Planned, values: np.ndarray | pd.DataFrame) -> Row:
    """Return a row: of the mean of values, or of which column of a table is best."""
    if isinstance(values, pd.DataFrame):
        still = maybe_best(values)
        maybe = tuple(float(str(column)) for column in still.index[still])
        return Row(name, planned, float(str(values.mean().idxmax())), maybe=maybe)
    mean, half_width = interval(values) if len(values) > 1 else (float(values[0]), nan)
    return Row(name, planned, mean, half_width)


# ------------------------------------------------------------------------------------- in words


def lines(part: str, rows: Iterable[Row]) -> list[str]:
    """Return a part as it is printed."""
    told = [f"{part:40}{'planned':>9}{'within':>9}{'measured':>10}{'±':>8}"]
    for row in rows:
        planned, within = f"{row.planned.value:9.4g}", f"{row.planned.within:9.3g}"
        own = f"{row.half_width:8.2g}" if isfinite(row.half_width) else f"{'–':>8}"
        said = f"  {row.name:38}{planned}{within}{row.measured:10.4g}{own}"
        if row.maybe:
            said += f"  of {', '.join(f'{value:g}' for value in row.maybe)}"
        told.append(said if row.inside else f"{said}  OUTSIDE")
        if not row.inside and (part, row.name) in REASONS:
            told.append(f"    {REASONS[part, row.name]}")
    return told


def summary(measured: Mapping[str, Sequence[Row]]) -> list[str]:
    """Return which of all rows are outside, and how many that is."""
    rows = [(part, row) for part, found in measured.items() for row in found]
    outside = [(part, row) for part, row in rows if not row.inside]
    named = [
        f"  {part}, {row.name}: {REASONS.get((part, row.name), 'no reason is known')}"
        for part, row in outside
    ]
    return [f"{len(outside)} of {len(rows)} rows lie outside{':' if outside else '.'}", *named]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure the parts that are asked for; print each as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.statistical.rules")
    parser.add_argument("--of", help=f"parts, between commas: {', '.join(PARTS)}")
    parser.add_argument("--set", action="append", default=[], help="NAME=VALUE of a parameter")
    parser.add_argument("--seeds", help="other seeds, FIRST-LAST: is a number outside by luck?")
    parser.add_argument("--jobs", type=int, default=default_jobs(), help="processes")
    given = parser.parse_args(arguments)
    asked = given.of.split(",") if given.of else [part for part in PARTS if part != LONGEST]
    if unknown := [part for part in asked if part not in PARTS]:
        parser.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    scale = Scale(changes=dict(map(setting, given.set)), jobs=given.jobs)
    if given.seeds:
        first, _, last = given.seeds.partition("-")
        seeds = range(int(first), int(last or first) + 1)
        scale = replace(scale, seeds=seeds, many=seeds, most=seeds)
    measured = {}
    for part in asked:
        measured[part] = rows_of(part, scale)
        print("\n".join(chain(lines(part, measured[part]), [""])), flush=True)
    print("\n".join(summary(measured)))


if __name__ == "__main__":
    main()
