"""Arms × points × replicates → a plan: the table of runs, each with its seed and its digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from experiments.config.differences import cell, varied
from experiments.config.experiment import Arm, Experiment
from experiments.config.files import NAMING
from experiments.config.inputs import Inputs, read_inputs
from experiments.runs.digests import Digests, code_digest, digest, named_digests, world
from sim.inputs.declarations import Declaration
from sim.rules.cache import loaded_digest

if TYPE_CHECKING:
    import pandas as pd

#: Seeds of experiments with different seeds stay apart for as many replicates.
SEEDS_APART = 1_000_000

#: (i, n): every n-th run, from the i-th.
Shard = tuple[int, int]
WHOLE: Shard = (1, 1)


@dataclass(frozen=True)
class Task:
    """One run to do: its row in the table of runs, and its arm."""

    row: dict[str, Any]
    arm: Arm


@dataclass(frozen=True)
class Plan:
    """Everything that is to be run of an experiment, made once by :func:`planned`.

    Attributes
    ----------
    experiment
        What is asked.
    inputs
        What the runs read, read once.
    digests
        What the results will come from.
    table
        A row a run, arm by arm and point by point: run, arm, point (0 where there is no design),
        replicate, seed, id; then a column for every parameter that the design varies or in which
        arms differ, by its dotted name.
    """

    experiment: Experiment
    inputs: Inputs
    digests: Digests
    table: pd.DataFrame

    def share(self, shard: Shard = WHOLE) -> dict[str, int]:
        """Return the runs of a shard by their digests, in the order in which they are done.

        Arms that are alike share their runs: there is one of each digest.
        """
        runs: dict[str, int] = {}
        ids = self.table["id"].tolist()
        for run in order_of_execution(self.table):
            runs.setdefault(ids[run], run)
        i, n = shard
        return dict(list(runs.items())[i - 1 :: n])

    def task(self, run: int) -> Task:
        """Return a run by its number."""
        record = self.table.iloc[[run]].to_dict("records")[0]
        row = {str(name): value for name, value in record.items()}
        return Task(row, arm_of(self.experiment, row))


def planned(experiment: Experiment) -> Plan:
    """Return the plan of an experiment: its runs, and the digests of what determines them.

    Raises
    ------
    BadInput
        If something that runs read is not there, or sources were edited since they were loaded.
    """
    inputs, model = read_inputs(experiment), loaded_digest()
    code, named = code_digest(inputs, model), named_digests(experiment, inputs)
    worlds = [world(arm, experiment.record, named, code) for arm in experiment.arms]
    there = points(experiment)
    digests = Digests(digest([worlds, there]), model, code, named)
    return Plan(experiment, inputs, digests, _table(experiment, inputs, worlds, there))


def _table(
    experiment: Experiment,
    inputs: Inputs,
    worlds: list[dict[str, Any]],
    there: list[dict[str, Any]],
) -> pd.DataFrame:
    import numpy as np
    import pandas as pd

    differing = varied(experiment)
    for name in NAMING:  # the same, wherever they are read from
        if name in differing:
            differing[name] = [inputs.copies.get(source, source) for source in differing[name]]
    seeds = [seed_of(experiment.seed, replicate) for replicate in range(experiment.replicates)]
    places, ids = [], []
    for place, (arm, what) in enumerate(zip(experiment.arms, worlds, strict=True)):
        own = {name: values[place] for name, values in differing.items()}
        for point, coordinates in enumerate(there):
            moved = _moved(arm, coordinates)
            here = digest({**what, "parameters": what["parameters"] | moved})
            cells = {name: cell(value) for name, value in (own | moved).items()}
            places.append({"arm": arm.name, "point": point, **cells})
            ids += [digest([here, seed]) for seed in seeds]
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


def seed_of(seed: int, replicate: int = 0) -> int:
    """Return the seed of a replicate of an experiment: its seed·1,000,000 + replicate.

    It is the same in every arm, so that all arms meet the same luck, and it does not depend on how
    many replicates there are, so that more of them can be added. Keyed draws make neighbouring
    seeds as independent as any.
    """
    return seed * SEEDS_APART + replicate


def points(experiment: Experiment) -> list[dict[str, Any]]:
    """Return the points of the design, each {dotted name: value}; without a design, one of none."""
    return [{}] if experiment.design is None else experiment.design.table(experiment.seed)


def number_of_runs(experiment: Experiment) -> int:
    """Return how many runs an experiment has, without making their table."""
    there = 1 if experiment.design is None else experiment.design.size
    return len(experiment.arms) * there * experiment.replicates


def order_of_execution(table: pd.DataFrame) -> list[int]:
    """Return the numbers of the runs seed by seed: what is done at any time is balanced."""
    return table.sort_values(["replicate", "run"], kind="stable")["run"].tolist()


def arm_of(experiment: Experiment, row: Mapping[str, Any]) -> Arm:
    """Return the arm of a row of the table of runs, at the row's point of the design."""
    arm = experiment.arm(str(row["arm"]))
    if experiment.design is None:
        return arm
    declared = experiment.declared
    names = experiment.design.names
    return at_point(arm, {name: _value(declared[name], row[name]) for name in names})


def at_point(arm: Arm, point: Mapping[str, Any]) -> Arm:
    """Return an arm with the parameters of a point, but for those that make it what it is."""
    changes = _moved(arm, point)
    return replace(arm, parameters=arm.parameters.updated(changes)) if changes else arm


def _moved(arm: Arm, point: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that a point changes in an arm."""
    return {name: value for name, value in point.items() if name not in arm.removed}


def _value(declared: Declaration, in_table: Any) -> Any:
    """Return a parameter's value from its cell, in the type that it is declared with."""
    kinds: dict[str, Callable[[Any], Any]] = {
        "number": float,
        "whole number": int,
        "yes/no": bool,
        "names": lambda text: tuple(text.split(", ")) if text else (),
    }
    return kinds.get(declared.type, str)(in_table)
