"""What ``alliances patterns`` and ``alliances fit`` print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

import numpy as np

from experiments.commands.console import plain, table
from experiments.evidence.assessment import Ageing, Assessment
from experiments.evidence.fit import Covered, Fitted
from experiments.evidence.panels import Panel
from experiments.evidence.reference import PACTS, PATTERNS
from sim.errors import shortened


def understood(panel: Panel) -> None:
    """Print how a panel's files were understood."""
    told = panel.understood()
    files = told.get("files", ())
    plain(f"{panel.name}: {told['form']}" + (f", {len(files)} files" if len(files) > 1 else ""))
    if told["columns"]:
        used = ", ".join(f"{role} is {name}" for role, name in told["columns"].items())
        unused = f"; not used: {', '.join(told['unused'])}" if told["unused"] else ""
        plain(f"  columns: {used}{unused}")
    waves = ", ".join(
        f"{shortened(wave['wave'], 40)} ({wave['names']} names, {wave['observed']} observed)"
        for wave in told["waves"]
    )
    many = len(told["waves"])
    plain(f"  {many} wave{'s' * (many > 1)}, {told['order']}: {waves}")
    few = ", ".join(shortened(name, 40) for name in told["first"])
    plain(f"  {told['people']} people: {few}" + ", …" * (told["people"] > len(told["first"])))
    for note in told["notes"]:
        plain(f"  {note}")


def patterns(found: Mapping[str, Sequence[Assessment]]) -> None:
    """Print a table a world or panel."""
    for name, rows in found.items():
        worlds = any(np.isfinite(row.off) for row in rows)
        columns = ["pattern", "value", "95 %", "band", "null", *(["none"] * worlds), ""]
        cells = [
            [
                PATTERNS[row.pattern].title,
                number(row.value, PATTERNS[row.pattern].band),
                span(row.low, row.high),
                span(*PATTERNS[row.pattern].band),
                number(row.null),
                *([number(row.off)] * worlds),
                row.verdict,
            ]
            for row in rows
        ]
        table(name, columns, cells)
    words = ["null: as many names and as much turnover, but whom is chance. Where it is inside too"]
    words += ["the pattern says nothing."]
    if any(np.isfinite(row.off) for rows in found.values() for row in rows):
        words += ["none: nobody does anything to keep an ally."]
    plain(*words)


def agreements(found: Mapping[str, Sequence[Ageing]]) -> None:
    """Print the yearly hazard of agreements by age, beside that of ATOP's pacts."""
    periods = list(PACTS)
    cells = []
    for ages in zip_longest(*found.values()):
        bin_ = (ages[0].start, ages[0].stop)
        mine = [f"{number(age.hazard)} ({span(age.low, age.high)})" for age in ages]
        cells.append([span(*bin_), *mine, *(number(PACTS[period][bin_][0]) for period in periods)])
    columns = ["years", *found, *(f"pacts {period}" for period in periods)]
    table("Hazard of agreements a year, by age", columns, cells)


def fitted(panel: str, found: Fitted, covered: Mapping[str, Covered]) -> None:
    """Print the parameters of a fit, the patterns beside the panel's, and how good the fit is."""
    columns = ["parameter", "median", "95 %", *(["held", "near", "width"] if covered else [])]
    cells = []
    for name in found.names:
        middle, low, high = found.interval(name)
        cells.append([name, number(middle), span(low, high)])
        if covered:
            one = covered[name]
            cells[-1] += [f"{share:.0%}" for share in (one.held, one.near, one.width)]
    table(f"Fitted to {panel}", columns, cells)
    if covered:
        panels = next(iter(covered.values())).panels
        plain(
            f"held: how many of the intervals of {panels} simulated panels hold what made them;"
            " near: the same within a tenth of the way from a bound; width: of the intervals, on"
            " average, of the way between the bounds."
        )
    low, middle, high = found.shown()
    missed = found.missed()
    rows = [
        [
            PATTERNS[name].title,
            number(found.observed[name]),
            number(middle[k]),
            span(low[k], high[k]),
            "missed" if name in missed else "",
        ]
        for k, name in enumerate(found.used)
    ]
    table("Panel beside fitted worlds", ["pattern", "panel", "fitted", "95 %", ""], rows)
    far = f"{found.surprise:.0%} of the fitted worlds lie as far from their middle as the panel"
    if found.poor:
        plain(f"The fit is POOR: {len(missed)} of {len(rows)} patterns are missed; {far}.")
        plain(
            "Do not read the parameters as those of the panel: no values within the bounds show it."
        )
    else:
        plain(f"The fit shows the panel: {len(missed)} of {len(rows)} patterns missed; {far}.")


def number(value: float, beside: Sequence[float] = ()) -> str:
    """Return a number as it is printed, told apart from those beside it; a dash for no number."""
    if not np.isfinite(value):
        return "–"
    digits = 3
    while any(float(f"{value:.{digits}g}") == other != value for other in beside):
        digits += 1
    return f"{value:.{digits}g}"


def span(low: float, high: float) -> str:
    """Return an interval or a band."""
    if np.isnan(low) or np.isnan(high):
        return "–"
    return f"{low:.3g} to {high:.3g}" if np.isfinite(high) else f"over {low:.3g}"
