"""Tables of the documentation that are made from results, which lie in ``results/reference``."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill

from docs.cells import code, table
from experiments.analysis.formatting import figure, with_interval

REFERENCE = Path(__file__).parents[1] / "results" / "reference"
SPEED = REFERENCE / "speed"


def promises() -> str:
    """Return what the model promises beside what was measured (``alliances bench --out``)."""
    rows = json.loads((SPEED / "targets.json").read_text(encoding="utf-8"))["rows"]
    return table(
        ("what", "target", "measured", "met"),
        (
            (
                r["what"],
                r["target"],
                f"{r['measured']:.4g} {r['unit']}",
                "yes" if r["met"] else "**no**",
            )
            for r in rows
        ),
    )


def costs() -> str:
    """Return what the tables cost at every size that was measured."""
    rows = [row for row in _rows(SPEED / "costs.csv") if row["model"] == "tables"]
    return table(
        ("agents", "µs an agent-week (range)", "alliances an agent", "kB an agent", "GB, process"),
        (
            (
                f"{int(r['agents']):,}",
                f"{float(r['median']):.2f} ({float(r['low']):.2f}–{float(r['high']):.2f})",
                f"{float(r['memberships']):.1f}",
                f"{float(r['kilobytes']):.1f}",
                f"{float(r['gigabytes']):.2f}",
            )
            for r in rows
        ),
    )


def advice() -> str:
    """Return what each piece of advice buys in the defaults' world, and in how many it pays."""
    effects = {
        (row["removal"], row["outcome"]): row
        for row in _rows(REFERENCE / "what-each-practice-buys" / "effects.csv")
        if row["kind"] == "removal"
    }
    found = _rows(REFERENCE / "practices-across-worlds" / "worlds.csv")
    worlds = {(row["removal"], row["outcome"]): row for row in found}
    heads, rows = ["advice"], []
    for outcome in ("payoff", "lifetime"):
        heads += [f"{outcome}, defaults", "pays in", "surely", "costs surely"]
    for name in dict.fromkeys(removal for removal, _ in effects):
        cells = [code(name)]
        for outcome, decimals in (("payoff", 2), ("lifetime", 1)):
            shares = worlds.get((name, outcome), {})
            cells.append(_interval(effects[name, outcome], "difference", decimals))
            cells += [_percent(shares.get(column)) for column in ("pays", "surely", "reversed")]
        rows.append(tuple(cells))
    return table(tuple(heads), rows)


def shapley() -> str:
    """Return how what maintenance is worth is shared out among its practices."""
    rows = _rows(REFERENCE / "what-each-practice-buys" / "shapley.csv")
    heads = ("practice", "its share of payoff", "alone", "last of all")
    return table(
        heads,
        (
            (
                code(row["practice"]),
                _interval(row, "value", 3),
                figure(float(row["alone"]), 3),
                figure(float(row["last"]), 3),
            )
            for row in rows
            if row["outcome"] == "payoff"
        ),
    )


def portions() -> str:
    """Return which share of time each practice pays most with, alone and within a strategy."""
    rows = [row for row in _rows(REFERENCE / "response-curves" / "portions.csv")
            if row["outcome"] == "payoff"]  # fmt: skip
    curves = list(dict.fromkeys(row["where"] for row in rows))
    heads = ["practice"]
    for where in curves:
        heads += [f"{where}: best share", "could be best", "gain over none"]
    told = []
    for practice in dict.fromkeys(row["practice"] for row in rows):
        cells = [code(practice)]
        for where in curves:
            curve = [r for r in rows if (r["practice"], r["where"]) == (practice, where)]
            best = next(row for row in curve if row["best"] == "True")
            maybe = [_percent(row["share"]) for row in curve if row["maybe"] == "True"]
            cells += [_percent(best["share"]), _from_to(maybe), _gain(best)]
        told.append(tuple(cells))
    seeds = max(int(row["n"]) for row in rows)
    said = (
        "The share of time with the highest payoff, from which to which share others cannot be"
        f" ruled out as the best, and the gain over no time for the practice, over {seeds} seeds:"
    )
    return f"{fill(said, 100)}\n\n{table(tuple(heads), told)}"


def thresholds() -> str:
    """Return from which tension on settling pays most, by ``resolve.ripe`` and ``.cost``."""
    rows = _rows(REFERENCE / "how-soon-where-talks-cost" / "winners.csv")
    costs = list(dict.fromkeys(row["resolve.cost"] for row in rows))
    told = []
    for ripe in dict.fromkeys(row["resolve.ripe"] for row in rows):
        there = {row["resolve.cost"]: row for row in rows if row["resolve.ripe"] == ripe}
        told.append((ripe, *(_threshold(there[cost]) for cost in costs)))
    said = (
        "The threshold with the highest payoff, and in brackets from which to which others cannot"
        " be ruled out as the best:"
    )
    return f"{fill(said, 100)}\n\n{table(('ripe, down; cost, across', *costs), told)}"


def _threshold(row: Mapping[str, str]) -> str:
    maybe = sorted(row["maybe"].split(", "), key=float)
    return row["best"] if len(maybe) == 1 else f"{row['best']} ({maybe[0]}–{maybe[-1]})"


def _from_to(names: Sequence[str]) -> str:
    ends = dict.fromkeys((names[0], names[-1]))
    return "–".join(name.removesuffix(" %") for name in ends) + " %"


def _gain(row: Mapping[str, str]) -> str:
    names = {"gain": "gain", "gain_low": "low", "gain_high": "high"}
    return _interval({name: row[column] for column, name in names.items()}, "gain", 2)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def _interval(row: Mapping[str, str], name: str, decimals: int) -> str:
    numbers = {column: float(row[column] or "nan") for column in (name, "low", "high")}
    return with_interval(numbers, name, decimals=decimals)


def _percent(share: str | None) -> str:
    return f"{100 * float(share):.0f} %" if share else "–"
