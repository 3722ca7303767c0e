"""Arms × points × replicates → a table of runs, each with its seed and its digest."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.config.experiment import Arm, Experiment
from experiments.config.validation import source_file
from sim.inputs.parameters import parameter_declarations

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
    """Return a row a run, arm by arm and point by point.

    Returns
    -------
    DataFrame
        run, arm, point (0 where there is no design), replicate, seed, id; then a column for every
        parameter that the design varies or in which arms differ, by its dotted name.
    """
    import numpy as np
    import pandas as pd

    code, differing = code_digest(experiment), varied(experiment)
    seeds = [seed_of(experiment, replicate) for replicate in range(experiment.replicates)]
    places, ids = [], []
    for place, arm in enumerate(experiment.arms):
        what = world(experiment, arm, code)
        own = {name: values[place] for name, values in differing.items()}
        for point, coordinates in enumerate(points(experiment)):
            values = _moved(arm, coordinates)
            there = digest({**what, "parameters": what["parameters"] | values})
            cells = {name: _cell(value) for name, value in values.items()}
            places.append({"arm": arm.name, "point": point, **own, **cells})
            ids += [digest([there, seed]) for seed in seeds]
    where = pd.DataFrame(places).loc[np.repeat(np.arange(len(places)), len(seeds))]
    runs = {
        "run": np.arange(len(ids)),
        "replicate": np.tile(np.arange(len(seeds)), len(places)),
        "seed": np.tile(np.array(seeds), len(places)),
        "id": ids,
    }
    table = pd.concat([pd.DataFrame(runs), where.reset_index(drop=True)], axis="columns")
    first = ["run", "arm", "point", "replicate", "seed", "id"]
    return table[[*first, *where.columns[2:]]].astype({"arm": "str", "id": "str"})


def points(experiment: Experiment) -> list[dict[str, Any]]:
    """Return the points of the design, each {dotted name: value}; without a design, one of none."""
    return [{}] if experiment.design is None else experiment.design.table(experiment.seed)


def arm_of(experiment: Experiment, row: Mapping[str, Any]) -> Arm:
    """Return the arm of a row of the table of runs, at the row's point of the design."""
    arm = experiment.arm(str(row["arm"]))
    if experiment.design is None:
        return arm
    return at_point(arm, {name: _value(name, row[name]) for name in experiment.design.names})


def at_point(arm: Arm, point: Mapping[str, Any]) -> Arm:
    """Return an arm with the parameters of a point, but for those that make it what it is."""
    changes = _moved(arm, point)
    if not changes:
        return arm
    return arm.model_copy(update={"parameters": arm.parameters.updated(changes)})


def _moved(arm: Arm, point: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a point changes in an arm."""
    return {name: value for name, value in point.items() if name not in arm.removed}


def number_of_runs(experiment: Experiment) -> int:
    """Return how many runs an experiment has, without making their table."""
    there = 1 if experiment.design is None else experiment.design.size
    return len(experiment.arms) * there * experiment.replicates


def _cell(value: Any) -> Any:
    """Return a parameter's value as it stands in the table: lists of names as text."""
    return ", ".join(value) if isinstance(value, tuple) else value


def _value(name: str, cell: Any) -> Any:
    """Return a parameter's value from its cell, in the type that it is declared with."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "number": float,
        "whole number": int,
        "yes/no": bool,
        "names": lambda text: tuple(text.split(", ")) if text else (),
    }
    return kinds.get(parameter_declarations()[name].type, str)(cell)


def order_of_execution(table: pd.DataFrame) -> list[int]:
    """Return the numbers of the runs seed by seed: what is done at any time is balanced."""
    return table.sort_values(["replicate", "run"], kind="stable")["run"].tolist()


def varied(experiment: Experiment) -> dict[str, list[Any]]:
    """Return the parameters in which arms differ, each with its value in every arm."""
    values = [arm.parameters.dotted() for arm in experiment.arms]
    names = [name for name in values[0] if any(v[name] != values[0][name] for v in values)]
    return {name: [_cell(v[name]) for v in values] for name in names}


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
    from sim.rules.cache import source_digest

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
