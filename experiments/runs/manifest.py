"""Where results come from: question, digests, seeds, versions, platform, timings."""

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

from experiments.config.writer import strategy_fields
from experiments.results.durable import file_digest
from experiments.results.layout import MADE_BY
from experiments.runs.plan import Plan
from sim.inputs.versions import ARITHMETIC, RULES

if TYPE_CHECKING:
    import pandas as pd

PACKAGES = ("alliance-dynamics", "numpy", "scipy", "pandas", "numba", "mesa", "igraph", "pyarrow")


@dataclass(frozen=True)
class Made:
    """How results were made: by how many processes, when it began, and how long it took."""

    jobs: int
    started: datetime
    seconds: float


def manifest(plan: Plan, folder: Path, runs: pd.DataFrame, made: Made) -> dict[str, Any]:
    """Return what one needs to know to trust, repeat and cite the results.

    Parameters
    ----------
    plan
        What was run.
    folder
        Where the final tables are, whose digests tell damage.
    runs
        The table of runs with their status.
    made
        How they were made.
    """
    from sim.engine.calls import calls

    experiment = plan.experiment
    return {
        "made_by": MADE_BY,
        "experiment": experiment.name,
        "question": experiment.question,
        "rules": RULES,
        "arithmetic": ARITHMETIC,
        "file": experiment.file,
        "digests": {
            "experiment": plan.digests.experiment,
            "code": plan.digests.code,
            "files": plan.digests.named,
            "inputs": plan.inputs.digests,
        },
        "tables": {file.name: file_digest(file) for file in sorted(folder.glob("*.parquet"))},
        "strategies": {
            strategy.name: strategy_fields(strategy)
            for arm in experiment.arms
            for strategy, _ in arm.strategies
        },
        "runs": len(runs),
        "failed": int((runs["status"] == "failed").sum()),
        "seeds": sorted(runs["seed"].unique().tolist()),
        "engine": calls().how,
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
