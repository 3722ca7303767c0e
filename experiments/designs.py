"""Arms × replicates → a table of runs, each with its seed and the digest of what determines it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.checks import source_file
from experiments.spec import Arm, Experiment

if TYPE_CHECKING:
    import pandas as pd

#: Seeds of experiments with different seeds stay apart for as many replicates.
SEEDS_APART = 1_000_000


def seed_of(experiment: Experiment, replicate: int) -> int:
    """Return the seed of a replicate: seed·1,000,000 + replicate.

    It is the same in every arm, so that all arms meet the same luck, and it does not depend on how
    many replicates there are, so that more of them can be added. Keyed draws make neighbouring
    seeds as independent as any.
    """
    return experiment.seed * SEEDS_APART + replicate


def design(experiment: Experiment) -> pd.DataFrame:
    """Return a row a run, arm by arm: run, arm, replicate, seed, id."""
    import pandas as pd

    code = code_digest(experiment)
    worlds = [(arm, world(experiment, arm, code)) for arm in experiment.arms]
    rows = [
        (arm.name, replicate, seed_of(experiment, replicate), what)
        for arm, what in worlds
        for replicate in range(experiment.replicates)
    ]
    table = pd.DataFrame(
        {
            "run": range(len(rows)),
            "arm": [row[0] for row in rows],
            "replicate": [row[1] for row in rows],
            "seed": [row[2] for row in rows],
            "id": [digest({**what, "seed": seed}) for _, _, seed, what in rows],
        }
    )
    return table.astype({"arm": "str", "id": "str"})


def arm_of(experiment: Experiment, row: Mapping[str, Any]) -> Arm:
    """Return the world of a row of :func:`design`."""
    return experiment.arms[row["run"] // experiment.replicates]


def order_of_execution(table: pd.DataFrame) -> list[int]:
    """Return the numbers of the runs seed by seed: what is done at any time is balanced."""
    return table.sort_values(["replicate", "run"], kind="stable")["run"].tolist()


def varied(experiment: Experiment) -> dict[str, list[Any]]:
    """Return the parameters in which arms differ, each with its value in every arm."""
    values = [arm.parameters.dotted() for arm in experiment.arms]
    names = [name for name in values[0] if any(v[name] != values[0][name] for v in values)]
    return {
        name: [", ".join(v[name]) if isinstance(v[name], tuple) else v[name] for v in values]
        for name in names
    }


def world(experiment: Experiment, arm: Arm, code: str) -> dict[str, Any]:
    """Return everything but the seed that determines the results of an arm's runs."""
    parameters = arm.parameters.dotted()
    source = str(parameters.pop("population.network"))
    return {
        "parameters": parameters,
        "network": network_digest(source, experiment.base),
        "strategies": [[s.model_dump(mode="json"), share] for s, share in arm.strategies],
        "weeks": arm.weeks,
        "warmup": arm.warmup,
        "record": experiment.record,
        "events": [event.as_dict() for event in arm.events],
        "implementation": arm.implementation,
        "code": code,
    }


def digest(what: Any) -> str:
    """Return 16 hex digits that change with anything in a tree of plain values."""
    text = json.dumps(what, sort_keys=True, ensure_ascii=True, allow_nan=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def network_file(source: str, base: Path) -> Path | None:
    """Return the file that ``population.network`` names; None if it names none."""
    return None if not source or source.startswith("networkx:") else base / source


def network_digest(source: str, base: Path) -> str:
    """Return a digest of a network file's content; the name of a network that is not a file."""
    file = network_file(source, base)
    if file is None:
        return source
    return hashlib.blake2b(file.read_bytes(), digest_size=8).hexdigest()


def code_digest(experiment: Experiment) -> str:
    """Return a digest of the model's sources, and of those of a person's own implementations."""
    from sim.jit import source_digest

    own = [file.read_bytes() for file in own_modules(experiment).values()]
    return digest([source_digest(), *(hashlib.blake2b(text).hexdigest() for text in own)])


def own_modules(experiment: Experiment) -> dict[str, Path]:
    """Return the source files of a person's own implementations, by module."""
    names = {arm.implementation.partition(":")[:2] for arm in experiment.arms}
    files = {module: source_file(module, experiment.base) for module, colon in names if colon}
    return {module: file for module, file in sorted(files.items()) if file is not None}


def find_own_modules(experiment: Experiment) -> None:
    """Let Python find modules that lie beside the config."""
    folder = str(experiment.base.resolve())
    if own_modules(experiment) and folder not in sys.path:
        sys.path.insert(0, folder)
