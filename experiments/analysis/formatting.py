"""Numbers as people write them: as many digits as an interval bears, units where spoken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import floor, isfinite, log10
from typing import Any

import pandas as pd

from sim.measures.outcomes import about

#: A row of a table with mean (or difference), low and high.
Row = Any

#: Units that are read after a number; the others ("share", "probability") say what a scale is.
SPOKEN = {"weeks", "agents", "alliances"}


def over(number: int | Collection[int], unit: str = "replicate") -> str:
    """Return what intervals are over so many replicates (or worlds), or that there are none.

    Several numbers are those of several names that have not as many.
    """
    counts = {number} if isinstance(number, int) else set(number)
    least, most = min(counts, default=0), max(counts, default=0)
    if least < most:
        text = f"{counted(counts)} {unit}s"
        if most <= 2:
            return f"{text}, no intervals"
        return f"95 % intervals over {text}" + (", none over fewer than three" * (least <= 2))
    if most > 2:
        return f"95 % intervals over {most} {unit}s"
    return {2: f"two {unit}s, no intervals", 1: f"one {unit}"}.get(most, f"no {unit}")


def counted(numbers: int | Collection[int]) -> str:
    """Return a count, or from where to where counts go: "4", "4 to 6"."""
    if isinstance(numbers, int):
        return str(numbers)
    least, most = min(numbers, default=0), max(numbers, default=0)
    return str(most) if least == most else f"{least} to {most}"


def levels_apart(values: Iterable[Any], figures: int = 4) -> dict[Any, str]:
    """Return levels as they are told: numbers in a few figures, in more where two look the same."""
    known = list(dict.fromkeys(values))
    told = {value: _level(value, figures) for value in known}
    for more in range(figures + 1, 18):
        often = Counter(told.values())
        twins = [value for value in known if often[told[value]] > 1]
        if not twins:
            break
        told |= {value: _level(value, more) for value in twins}
    return told


def _level(value: Any, figures: int) -> str:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return str(value)
    return f"{value:.{figures}g}" if figures < 17 else repr(float(value))


def digits(half: float, value: float = 0.0) -> int:
    """Return decimals that show an interval's half width to one or two figures (1.0–3.5: two).

    Without an interval, three figures of the value.
    """
    known = isfinite(half) and half > 0
    size = half if known else abs(value)
    if not isfinite(size) or size == 0:
        return 2
    power = floor(log10(size))
    figures = (2 if size / 10.0**power < 3.5 else 1) if known else 3
    return min(max(figures - 1 - power, 0), 4)


def figure(value: float, decimals: int) -> str:
    """Return a number with a true minus sign; "–" where there is none."""
    if not isfinite(value):
        return "–"
    text = f"{value:.{decimals}f}"
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")


def span(low: float, high: float, decimals: int) -> str:
    """Return an interval: "2.35–2.47", or "−0.03 to 0.07" where a dash could be misread."""
    if not (isfinite(low) and isfinite(high)):
        return "–"
    dash = " to " if low < 0 else "–"
    return f"{figure(low, decimals)}{dash}{figure(high, decimals)}"


def with_interval(
    row: Row, value: str = "mean", name: bool = False, decimals: int | None = None
) -> str:
    """Return "2.41 (2.35–2.47)"; with ``name`` the first of a text: "(95 % interval 2.35–2.47)"."""
    if decimals is None:
        decimals = digits((row["high"] - row["low"]) / 2, row[value])
    if not isfinite(row["low"]):
        return figure(row[value], decimals)
    what = "95 % interval " if name else ""
    return f"{figure(row[value], decimals)} ({what}{span(row['low'], row['high'], decimals)})"


def column_digits(rows: pd.DataFrame, value: str = "mean") -> int:
    """Return the decimals of a column of a table: the median of what its rows ask for."""
    asked = [
        digits((high - low) / 2, middle)
        for low, high, middle in zip(rows["low"], rows["high"], rows[value], strict=True)
        if isfinite(middle)
    ]
    return sorted(asked)[len(asked) // 2] if asked else 2


def share(value: float) -> str:
    """Return a share as a percentage that claims neither certainty nor impossibility."""
    if not isfinite(value):
        return "–"
    if value > 0.995:
        return "over 99 %"
    return "under 1 %" if value < 0.005 else f"{100 * value:.0f} %"


def listed(names: Sequence[str]) -> str:
    """Return "a, b and c"."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def measure(value: str, unit: str) -> str:
    """Return a value with its unit, if it has one."""
    return f"{value} {unit}" if unit in SPOKEN or "/" in unit or "per " in unit else value


def probability(p: float) -> str:
    """Return a p-value to two digits; "–" where there is none."""
    if not isfinite(p):
        return "–"
    return "<.001" if p < 0.001 else f"{p:.3f}".lstrip("0") if p < 1 else "1"


def head(outcome: str) -> str:
    """Return an outcome as the head of a column: its label, and its unit if it has one."""
    label, unit, _ = about(outcome)
    return f"{label}, {unit}" if unit else label


def percent(counted: float) -> str:
    """Return a share that was counted as a percentage; "–" where there is none."""
    return f"{figure(100 * counted, 0)} %" if isfinite(counted) else "–"


def percent_span(low: float, high: float) -> str:
    """Return the interval of a share in percent, without the sign: "51–73"."""
    return span(100 * low, 100 * high, 0)


def percent_within(mean: float, low: float, high: float) -> str:
    """Return a counted share and its interval: "62 % (51–73)"; "–" where there is none."""
    return f"{percent(mean)} ({percent_span(low, high)})" if isfinite(mean) else "–"


def places(low: float, high: float) -> str:
    """Return the interval of a rank: "1–3", or "2" where it is one place."""
    return figure(low, 0) if low == high else span(low, high, 0)


def size(row: Row, value: str) -> str:
    """Return the size of what may be negative with its interval, which is turned with it."""
    if row[value] >= 0:
        return with_interval(row, value)
    return with_interval({value: -row[value], "low": -row["high"], "high": -row["low"]}, value)


def among(tied: Sequence[str], of: int, names: str) -> str:
    """Return who may be the best: their names, or of many names only how many they are."""
    return listed(tied) if len(tied) < 6 else f"{len(tied)} of the {of} {names}"


def _ends(column: str) -> dict[str, str]:
    return {column: "mean", f"{column}_low": "low", f"{column}_high": "high"}


def one_column(table: pd.DataFrame, column: str, *names: str) -> pd.DataFrame:
    """Return one measure of a table that has several as columns mean, low, high, after names."""
    return table[[*names, *_ends(column)]].rename(columns=_ends(column))


def cell(row: Row, column: str, decimals: int | None = None) -> str:
    """Return a measure in a row that has several with its interval: "2.4 (2.1–2.7)"."""
    parts = {name: row[own] for own, name in _ends(column).items()}
    return with_interval(parts, decimals=decimals)
