"""The config of a fit: a small TOML file, checked as a whole like every other config."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import experiments.config.validation as checks
from experiments.config.diagnostics import Problems, not_allowed, read_document, unknown
from experiments.config.document import split
from experiments.evidence.fit import Setting
from experiments.evidence.panels import Panel, read_panels
from experiments.evidence.survey import MOST_NAMED
from sim.errors import BadInput, shown
from sim.inputs.parameters import Parameters, parameter_declarations

FIELDS = (
    "panel",
    "presence",
    "relation",
    "top",
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
    numbers = numbers and all(isinstance(v, int | float) and v == v for v in value)
    least, most = (-1e300 if low is None else low), (1e300 if high is None else high)
    if not numbers or not least <= value[0] < value[1] <= most:
        problems.add(at, not_allowed(value, f"[low, high] within [{least:g}, {most:g}]"))
        return 0.0, 1.0
    return float(value[0]), float(value[1])


def _panel(data: dict[str, Any], base: Path, top: int, problems: Problems) -> Panel | None:
    texts = {name: data.get(name) for name in ("panel", "presence", "relation")}
    wrong = [n for n, value in texts.items() if value is not None and not isinstance(value, str)]
    for name in wrong:
        problems.add(split(name), not_allowed(texts[name], "text"))
    if texts["panel"] is None:
        problems.add(("panel",), "is missing: the file of the panel, wave,from,to")
    if wrong or texts["panel"] is None:
        return None
    presence = base / texts["presence"] if texts["presence"] else None
    try:
        found = read_panels(base / texts["panel"], presence, texts["relation"], top or None)
    except BadInput as error:
        problems.add(("panel",), f"cannot be used: {error}")
        return None
    if len(found) > 1:
        names = ", ".join(panel.name for panel in found)
        problems.add(("panel",), f"holds several panels; choose a relation: {names}")
    if len(found[0].waves) < 2:
        problems.add(("panel",), "has one wave; a fit needs two")
    return found[0]
