"""An experiment in parts: each machine of a cluster does some of the runs, one merges them.

A shard is a folder with the config, what the config names, and the runs that were done, under the
same digests that they have in the whole. It can be copied to wherever the others are.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from experiments.config.experiment import Experiment
from experiments.config.reader import read_experiment
from experiments.results.atomic import check_target
from experiments.results.layout import MADE_BY
from experiments.results.results import manifest_of
from experiments.runs.ledger import INSIDE, Ledger, State, opened, seen
from experiments.runs.manifest import Made, write_json
from experiments.runs.plan import Shard, planned
from experiments.runs.runner import Doing, Progress, get_ready, run_all
from experiments.workflow.job import Finished, begun, copy_config, finish, repeat_with
from sim.errors import BadInput


@dataclass(frozen=True)
class ShardRun:
    """A shard that has been run.

    It says where it is, its runs by status, how those failed that did, and what was wrong with its
    files.
    """

    folder: Path
    counts: dict[str, int]
    failed: list[State]
    notice: str = ""


def title(experiment: str, shard: Shard) -> str:
    """Return what a shard is called."""
    i, n = shard
    return f"{experiment}, shard {i} of {n}"


def run_shard(
    experiment: Experiment,
    folder: Path | str,
    shard: Shard,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> ShardRun:
    """Do every n-th run of an experiment, from the i-th; run again, it goes on.

    Parameters
    ----------
    experiment
        What to run.
    folder
        Where the shard goes.
    shard
        (i, n).
    jobs, executor, progress
        As for :func:`experiments.workflow.job.run_experiment`.

    Raises
    ------
    BadInput
        If there are more shards than runs, the folder has something else in it, or another process
        is writing there.
    """
    folder = Path(folder)
    name = title(experiment.name, shard)
    check_target(folder, name)
    plan = planned(experiment)
    _check_share(len(plan.share()), shard)
    how = Doing(jobs, executor, progress)
    get_ready(experiment, how)
    (folder / INSIDE).mkdir(parents=True, exist_ok=True)
    about = {"made_by": MADE_BY, "experiment": name, "shard_of": experiment.name}
    write_json(folder / "manifest.json", about)
    with opened(folder) as ledger:
        copy_config(plan, folder)
        inputs, _ = begun(plan, ledger)
        run_all(plan, ledger, inputs, how, repeat_with(folder), shard)
        return ShardRun(folder, ledger.counts(), ledger.failed(), ledger.notice)


def _check_share(runs: int, shard: Shard) -> None:
    """Raise ``BadInput`` if some shards of so many would have no run to do."""
    i, n = shard
    if n > runs:
        known = "1 run" if runs == 1 else f"{runs:,} runs"
        raise BadInput(
            f"--shard {i}/{n}: there are more shards than runs; the experiment has {known}, where"
            " those that are alike count once"
        )


def merge(folders: Sequence[Path], to: Path | None = None) -> Finished:
    """Put the shards of an experiment together, analyse them and write everything to a folder.

    Parameters
    ----------
    folders
        The shards, in any order.
    to
        Where the results go; beside the first shard, under the experiment's name, by default.

    Raises
    ------
    BadInput
        If a folder is no shard, if they are not of one experiment, or if runs are missing.
    """
    experiment = _one_experiment(folders)
    to = folders[0].parent / experiment.name if to is None else to
    check_target(to, experiment.name)
    started, clock = datetime.now(UTC), time.perf_counter()
    with ExitStack() as stack:
        parts = [_ledger(stack, folder) for folder in folders]
        plan = planned(experiment)
        wanted = plan.share()
        _check_complete(wanted, parts)
        ledger = stack.enter_context(opened(to))
        inputs, notice = begun(plan, ledger)
        ledger.plan(wanted)
        for part in parts:
            ledger.take(part, wanted)
        seconds = time.perf_counter() - clock
        return finish(plan, ledger, inputs, to, Made(1, started, seconds), [notice])


def _one_experiment(folders: Sequence[Path]) -> Experiment:
    names = [_shard_of(folder) for folder in folders]
    configs = [(folder / "config.toml").read_bytes() for folder in folders]
    for folder, name, config in zip(folders, names, configs, strict=True):
        if (name, config) != (names[0], configs[0]):
            raise BadInput(f"{folders[0]} and {folder} are not shards of one experiment")
    experiment = read_experiment(folders[0] / "config.toml")
    return replace(experiment, name=names[0])


def _shard_of(folder: Path) -> str:
    """Return the name of the experiment that a folder is a shard of."""
    name = (manifest_of(folder) or {}).get("shard_of")
    if name is None:
        raise BadInput(f"{folder} is no shard; one is made with: alliances run FILE --shard I/N")
    return str(name)


def _ledger(stack: ExitStack, folder: Path) -> Ledger:
    ledger = stack.enter_context(seen(folder, mended=True))
    if ledger is None:
        raise BadInput(f"{folder} has no runs yet")
    return ledger


def _check_complete(wanted: dict[str, int], parts: Sequence[Ledger]) -> None:
    """Raise ``BadInput`` if some runs are in none of the shards."""
    there = {id_ for part in parts for id_ in part.over()}
    missing = len(wanted.keys() - there)
    if missing == len(wanted):
        raise BadInput("none of the runs in these shards was made with this version of the model")
    if missing:
        raise BadInput(
            f"{missing} of {len(wanted)} runs are in none of these shards:"
            " is one of them not given, or not done?"
        )
