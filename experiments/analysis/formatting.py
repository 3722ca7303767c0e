"""Numbers as people write them: as many digits as an interval bears, units where spoken."""

from __future__ import annotations

from collections.abc import Sequence
from math import floor, isfinite, log10
from typing import Any, NamedTuple

import pandas as pd

from sim.measures.outcomes import OUTCOMES

#: A row of a table with mean (or difference), low and high.
Row = Any

#: Units that are read after a number; the others ("share", "probability") say what a scale is.
SPOKEN = {"weeks", "agents", "alliances"}
#: Units of what is measured of agents or of strategies but of no run as a whole.
OTHER_UNITS = {"trust_received": "probability", "votes_won": "share", "share": "share"}


class About(NamedTuple):
    """What an outcome is called, measured in, and whether more of it is better (+1, −1 or 0).

    The unit is "" where there is none, or where its name would only repeat the label ("tension").
    """

    label: str
    unit: str
    better: int


def about(outcome: str) -> About:
    """Return the label, unit and direction of an outcome; a name of no outcome is its own label."""
    declared, unit = OUTCOMES.get(outcome), _unit(outcome)
    label = declared.title if declared else outcome.replace("_", " ")
    better = declared.better if declared else 0
    return About(label, "" if unit == label else unit, better)


def is_share(outcome: str) -> bool:
    """Return whether what is measured lies in [0, 1]: a share or a probability."""
    return _unit(outcome) in ("share", "probability")


def _unit(outcome: str) -> str:
    return OUTCOMES[outcome].unit if outcome in OUTCOMES else OTHER_UNITS.get(outcome, "")


def over(number: int, unit: str = "replicate") -> str:
    """Return what intervals are over so many replicates (or worlds), or that there are none."""
    if number > 2:
        return f"95 % intervals over {number} {unit}s"
    return f"two {unit}s, no intervals" if number == 2 else f"one {unit}"


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


def agent_column(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return one measure of a table of agents as columns name, mean, low, high."""
    names = {column: "mean", f"{column}_low": "low", f"{column}_high": "high"}
    return rows[["name", *names]].rename(columns=names)


def cell(row: Row, column: str, decimals: int) -> str:
    """Return a value of a table of agents with its interval: "2.4 (2.1–2.7)"."""
    parts = {"mean": row[column], "low": row[f"{column}_low"], "high": row[f"{column}_high"]}
    return with_interval(pd.Series(parts), decimals=decimals)
