"""Where results come from: versions, platform, digests, and the config with nothing left out."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.config.design import Design
from experiments.config.experiment import Arm, Event, Experiment
from experiments.runs.plan import code_digest, digest, network_digest, network_file, points, world
from sim.inputs.strategies import Mix, Strategy

if TYPE_CHECKING:
    import pandas as pd

#: What says in a manifest that a folder was written by this project.
MADE_BY = "alliance-dynamics"
PACKAGES = ("alliance-dynamics", "numpy", "scipy", "pandas", "numba", "mesa", "igraph", "pyarrow")


def resolved(experiment: Experiment) -> dict[str, Any]:
    """Return a config that says everything, also what the file left to defaults.

    Arms say what differs from the rest. Read again, it gives the same runs; a network file is
    named as it lies beside the results.
    """
    config: dict[str, Any] = {
        name: getattr(experiment, name)
        for name in ("question", "weeks", "warmup", "replicates", "seed", "record")
    }
    config["implementation"] = experiment.implementation
    config["strategies"] = _shares(experiment.strategies)
    config["analysis"] = {
        "outcomes": list(experiment.analysis.outcomes),
        "baseline": experiment.analysis.baseline,
    }
    if experiment.analysis.ablate:
        config["analysis"]["ablate"] = list(experiment.analysis.ablate)
    if experiment.analysis.shapley:
        config["analysis"]["shapley"] = True
    config["model"] = nested(_written(experiment.parameters.dotted(), experiment))
    if experiment.own:
        config["strategy"] = {
            strategy.name: strategy_fields(strategy) for strategy in experiment.own
        }
    if experiment.events:
        config["event"] = [_event(event) for event in experiment.events]
    if experiment.design:
        config["design"] = _design(experiment.design)
    arms = [_arm(arm, experiment) for arm in experiment.arms if not arm.removed]
    if arms != [{"name": "all"}]:
        config["arm"] = arms
    return config


def config_text(experiment: Experiment) -> str:
    """Return the resolved config as TOML."""
    import tomli_w

    head = f"# {experiment.name}: every value of the experiment, also those that were defaults.\n"
    return head + tomli_w.dumps(resolved(experiment))


@dataclass(frozen=True)
class Made:
    """How results were made: by how many processes, when it began, and how long it took."""

    jobs: int
    started: datetime
    seconds: float


def manifest(experiment: Experiment, runs: pd.DataFrame, made: Made) -> dict[str, Any]:
    """Return what one needs to know to trust, repeat and cite the results.

    Parameters
    ----------
    experiment
        What was run.
    runs
        The table of runs with their status.
    made
        How they were made.
    """
    code = code_digest(experiment)
    networks = {arm.parameters.population.network for arm in experiment.arms} - {""}
    return {
        "made_by": MADE_BY,
        "experiment": experiment.name,
        "question": experiment.question,
        "file": experiment.file,
        "digests": {
            "experiment": digest(
                [[world(experiment, arm, code) for arm in experiment.arms], points(experiment)]
            ),
            "code": code,
            "networks": {name: network_digest(name, experiment.base) for name in sorted(networks)},
        },
        "strategies": {
            strategy.name: strategy_fields(strategy)
            for arm in experiment.arms
            for strategy, _ in arm.strategies
        },
        "runs": len(runs),
        "failed": int((runs["status"] == "failed").sum()),
        "seeds": sorted(runs["seed"].unique().tolist()),
        "versions": versions(),
        "platform": {
            "python": platform.python_version(),
            "system": platform.platform(),
            "machine": platform.machine(),
            "cpus": os.cpu_count(),
        },
        "timings": {
            "started": made.started.astimezone(UTC).isoformat(timespec="seconds"),
            "seconds": round(made.seconds, 1),
            "jobs": made.jobs,
        },
    }


def write_json(file: Path, about: Mapping[str, Any]) -> None:
    """Write plain values as a person would like to read them."""
    text = json.dumps(about, indent=2, ensure_ascii=False)
    file.write_text(f"{text}\n", encoding="utf-8")


def versions() -> dict[str, str]:
    """Return the versions of this project and of the packages that results may depend on."""
    found = {}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def _arm(arm: Arm, experiment: Experiment) -> dict[str, Any]:
    """Return what an arm has that the rest of the experiment has not."""
    config: dict[str, Any] = {"name": arm.name}
    for name in ("weeks", "warmup", "implementation"):
        if getattr(arm, name) != getattr(experiment, name):
            config[name] = getattr(arm, name)
    if arm.strategies != experiment.strategies:
        config["strategies"] = _shares(arm.strategies)
    common, own = experiment.parameters.dotted(), arm.parameters.dotted()
    differing = {name: value for name, value in own.items() if value != common[name]}
    if differing:
        config["model"] = nested(_written(differing, experiment))
    events = arm.events[len(experiment.events) :]
    if events:
        config["event"] = [_event(event) for event in events]
    return config


def _shares(mix: Mix) -> dict[str, float]:
    return {strategy.name: share for strategy, share in mix}


def strategy_fields(strategy: Strategy) -> dict[str, Any]:
    """Return what a config says under ``[strategy.NAME]``."""
    fields = strategy.model_dump(mode="json", exclude_none=True, exclude={"name"})
    return {name: value for name, value in fields.items() if value != ""}


def _design(design: Design) -> dict[str, Any]:
    """Return a design with its levels and ranges, also where they were those of declarations."""
    fields = design.model_dump(include={"sampler", "points", "second_order"}, exclude_defaults=True)
    vary: dict[str, Any] = {}
    for v in design.vary:
        if v.levels:
            vary[v.name] = [list(x) if isinstance(x, tuple) else x for x in v.levels]
        else:
            ends = {"from": v.low, "to": v.high}
            whole = {end: int(x) if v.whole else x for end, x in ends.items() if x is not None}
            vary[v.name] = {**whole, "scale": v.scale}
    return {**fields, "vary": vary}


def _event(event: Event) -> dict[str, Any]:
    return {"week": event.week, "set": listed(event.set)}


def _written(parameters: dict[str, Any], experiment: Experiment) -> dict[str, Any]:
    """Return parameters as a config writes them: lists, and a network file by its bare name."""
    found = listed(parameters)
    file = network_file(str(found.get("population.network", "")), experiment.base)
    if file is not None:
        found["population.network"] = file.name
    return found


def listed(values: dict[str, Any]) -> dict[str, Any]:
    """Return values as TOML has them: lists for tuples."""
    return {k: list(v) if isinstance(v, tuple) else v for k, v in values.items()}


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """Return {dotted name: value} as a tree of tables."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *groups, last = name.split(".")
        inside = tree
        for group in groups:
            inside = inside.setdefault(group, {})
        inside[last] = value
    return tree
