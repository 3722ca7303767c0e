"""The config of a fit: a small TOML file, checked as a whole like every other config."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import experiments.config.validation as checks
from experiments.config.diagnostics import Problems, not_allowed, read_document, unknown
from experiments.evidence.fit import Setting
from experiments.evidence.panel_files import Told, read_panels
from experiments.evidence.panels import Panel
from experiments.evidence.survey import MOST_NAMED
from sim.errors import BadInput, shortened, shown
from sim.inputs.parameters import Parameters, parameter_declarations

FIELDS = (
    "panel",
    "presence",
    "relation",
    "top",
    "columns",
    "missing",
    "least",
    "agents",
    "names",
    "draws",
    "seed",
    "fit",
    "model",
)
#: Field → lowest, highest, default.
WHOLE = {
    "agents": (10, 2000, 0),  # 0: as many as the panel has
    "names": (1, 100, MOST_NAMED),
    "draws": (100, 100_000, 400),
    "seed": (0, 1_000_000_000, 1),
    "top": (1, 1000, 0),
}


@dataclass(frozen=True)
class FitJob:
    """A panel, and what to fit to it."""

    panel: Panel
    setting: Setting


def read_fit(file: Path | str) -> FitJob:
    """Return what a config asks for; raises ``BadExperiment`` with all mistakes at once."""
    document = read_document(file)
    problems, data = Problems(document), document.data
    checks.known_names(data, list(FIELDS), (), problems)
    whole = {name: _whole(data, name, problems) for name in WHOLE}
    bounds = _bounds(data.get("fit"), problems)
    flat = checks.flattened(
        checks.table(data.get("model", {}), ("model",), problems), ("model",), problems
    )
    right = checks.parameters(flat, changing=False, problems=problems)
    if right.get("population.network"):
        problems.add(
            ("model", "population", "network"),
            "has no place in a fit, which is of worlds that are left to themselves",
        )
    panel = _panel(data, Path(file).parent, whole["top"], problems)
    problems.finish()
    assert panel is not None  # its absence was a mistake
    right["population.agents"] = whole["agents"] or len(panel.ids)
    base = Parameters().updated(right)
    setting = Setting(bounds, base, len(panel.waves), whole["draws"], whole["seed"], whole["names"])
    return FitJob(panel, setting)


def _whole(data: dict[str, Any], name: str, problems: Problems) -> int:
    low, high, default = WHOLE[name]
    value = data.get(name, default)
    right = isinstance(value, int) and not isinstance(value, bool)
    if name in data and not (right and low <= value <= high):
        problems.add((name,), not_allowed(value, f"whole number in [{low}, {high}]"))
        return default
    return int(value)


def _bounds(given: Any, problems: Problems) -> dict[str, tuple[float, float]]:
    """Return the parameters to fit with their bounds: their own, or the plausible range."""
    if isinstance(given, list) and all(isinstance(name, str) for name in given):
        flat: dict[str, Any] = {name: (("fit", n), None) for n, name in enumerate(given)}
    elif isinstance(given, dict) and given:
        flat = checks.flattened(given, ("fit",), problems)
    else:
        flat = {}
    if not flat:
        problems.add(
            ("fit",), "needs parameters: a list of names, or [fit] with NAME = [low, high]"
        )
    found = {}
    for name, (at, value) in flat.items():
        declared = parameter_declarations().get(name)
        if declared is None:
            word = unknown("parameter", name, parameter_declarations(), "alliances show parameters")
            problems.add(at, word if isinstance(given, dict) else f"{shown(name)} {word}")
            continue
        if declared.type != "number":
            problems.add(at, f"is a {declared.type}; only numbers can be fitted")
        elif value is None and declared.plausible is None:
            problems.add(at, f"{name} has no plausible range; give bounds: [low, high]")
        else:
            ends = list(declared.plausible or ()) if value is None else value
            found[name] = _ends(ends, declared.low, declared.high, at, problems)
    return found


def _ends(
    value: Any, low: float | None, high: float | None, at: Any, problems: Problems
) -> tuple[float, float]:
    numbers = isinstance(value, list) and len(value) == 2
    numbers = numbers and all(type(v) in (int, float) and v == v for v in value)
    least, most = (-1e300 if low is None else low), (1e300 if high is None else high)
    if not numbers or not least <= value[0] < value[1] <= most:
        problems.add(at, not_allowed(value, f"[low, high] within [{least:g}, {most:g}]"))
        return 0.0, 1.0
    return float(value[0]), float(value[1])


def _panel(data: dict[str, Any], base: Path, top: int, problems: Problems) -> Panel | None:
    files = data.get("panel")
    before = len(problems.found)
    for name in ("panel", "presence", "relation"):
        if isinstance(data.get(name), str) and not data[name].isprintable():
            sentence = f"; {checks.unseen(data[name])}"
            problems.add((name,), not_allowed(data[name], "text") + sentence)
    if files is None:
        problems.add(("panel",), "is missing: the file of the panel, wave,from,to")
    elif not files or not (isinstance(files, str) or _are_texts(files)):
        problems.add(("panel",), not_allowed(files, "a file, or a list of files, one a wave"))
    for name in ("presence", "relation"):
        if not isinstance(data.get(name, ""), str):
            problems.add((name,), not_allowed(data[name], "text"))
    columns, missing, least = data.get("columns", {}), data.get("missing"), data.get("least")
    if not isinstance(columns, dict):
        problems.add(("columns",), not_allowed(columns, 'a table, as columns.value = "friend"'))
        columns = {}
    for role, head in columns.items():
        if not isinstance(head, str):
            problems.add(("columns", role), not_allowed(head, "the head of a column, as text"))
    if missing is not None and not _are_texts(missing):
        problems.add(("missing",), not_allowed(missing, 'a list of words, as ["NA"]'))
    number = isinstance(least, int | float) and not isinstance(least, bool)
    if least is not None and not (number and abs(least) < 1e300):
        problems.add(("least",), not_allowed(least, "a number"))
    if len(problems.found) > before:
        return None
    presence = base / data["presence"] if data.get("presence") else None
    words = None if missing is None else tuple(missing)
    told = Told(presence, data.get("relation"), top or None, columns, words, least)
    paths = [base / file for file in ([files] if isinstance(files, str) else files or ())]
    try:
        found = read_panels(paths, told)
    except BadInput as error:
        problems.add(("panel",), f"cannot be used: {shortened(str(error), checks.LONGEST_REASON)}")
        return None
    except OSError as error:
        problems.add(("panel",), f"cannot be read: {error.strerror}")
        return None
    if len(found) > 1:
        names = ", ".join(panel.name for panel in found)
        problems.add(("panel",), f"holds several panels; choose a relation: {names}")
    if len(found[0].waves) < 2:
        problems.add(("panel",), "has one wave; a fit needs two")
    return found[0]


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)
