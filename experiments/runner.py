"""Runs a design: in this process for one job, in worker processes for more.

What a run gives depends on nothing but its arm and its seed: not on the number of jobs, nor on the
order in which runs are done. A run that fails becomes a row that says how; the others go on.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.designs import arm_of, design, find_own_modules, network_file, order_of_execution
from experiments.shards import combine, write_shard
from experiments.spec import Arm, Experiment
from sim.engine.model import prepare
from sim.errors import AllianceError

if TYPE_CHECKING:
    import pandas as pd

    from sim.simulation import Run

#: Called with (runs done, of them failed) whenever a run is done.
Progress = Callable[[int, int], None]

#: Runs handed to a worker ahead of time, so that it never waits; few, to stay in order.
AHEAD = 2


@dataclass(frozen=True)
class Task:
    """One run to do: its row in the design, without outcomes, and its arm."""

    row: dict[str, Any]
    arm: Arm


def default_jobs() -> int:
    """Return the number of CPUs that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_all(
    experiment: Experiment,
    folder: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    repeat: str = "alliances run FILE",
) -> None:
    """Do every run of an experiment and write the final tables to ``folder``.

    Parameters
    ----------
    experiment
        What to run.
    folder
        Where to; it exists.
    jobs
        How many processes.
    progress
        Told about every run that is done.
    repeat
        The command that a failed run's row names, without its ``--only``.
    """
    table = design(experiment)
    tasks = tasks_of(experiment, table, repeat)
    shards = folder / "shards"
    shards.mkdir()
    worker = Worker(experiment, shards)
    ordered = [tasks[run] for run in order_of_execution(table)]
    jobs = min(jobs, len(tasks))
    if jobs > 1 and any(arm.implementation == "tables" for arm in experiment.arms):
        prepare()
    results = _in_process(worker, ordered) if jobs <= 1 else _in_pool(worker, ordered, jobs)
    done = failed = 0
    with closing(results):  # an interruption ends the workers now, not when memory is cleared
        for ok in results:
            done, failed = done + 1, failed + (not ok)
            if progress:
                progress(done, failed)
    combine([worker.shard(task) for task in tasks], folder)
    for task in tasks:
        worker.shard(task).unlink()
    shards.rmdir()


def tasks_of(experiment: Experiment, table: pd.DataFrame, repeat: str) -> list[Task]:
    """Return the runs of a design in its order, each with its arm as it is at its point."""
    how = {"status": "done", "stage": "", "message": ""}
    tasks = []
    for record in table.to_dict("records"):
        row: dict[str, Any] = {str(name): value for name, value in record.items()}
        row |= {**how, "repeat": f"{repeat} --only {row['run']}"}
        tasks.append(Task(row, arm_of(experiment, row)))
    return tasks


@dataclass(frozen=True)
class Worker:
    """Does runs one at a time and writes each to a file of its own."""

    experiment: Experiment
    folder: Path

    def shard(self, task: Task) -> Path:
        """Return the file of a run."""
        return self.folder / f"{task.row['run']:07d}.arrow"

    def __call__(self, task: Task) -> bool:
        """Do one run and write it down; return whether it succeeded."""
        stage = Stage()
        try:
            run = simulated(self.experiment, task, stage)
            tables, outcomes = tables_of(run, ties=task.row["replicate"] == 0), dict(run.outcomes)
        except Exception as error:
            self.failed(task, str(stage), error)
            return False
        write_shard(self.shard(task), task.row | {"repeat": ""} | outcomes, tables)
        return True

    def failed(self, task: Task, stage: str, error: BaseException) -> None:
        """Write down that a run failed, where, and why."""
        message = f"{type(error).__name__}: {error}".splitlines()[0]
        how = {"status": "failed", "stage": stage, "message": message}
        write_shard(self.shard(task), task.row | how, {})


class Stage:
    """How far a run has come."""

    def __init__(self) -> None:
        self.text = "start"

    def __call__(self, week: int, weeks: int) -> None:
        """Note that a week is over."""
        self.text = f"week {week + 1}" if week < weeks else "outcomes"

    def __str__(self) -> str:
        return self.text


def simulated(experiment: Experiment, task: Task, progress: Callable[[int, int], None]) -> Run:
    """Return the run of a task."""
    from sim.simulation import simulate

    arm, base = task.arm, experiment.base
    find_own_modules(experiment)
    parameters = arm.parameters
    file = network_file(parameters.population.network, base)
    if file is not None:
        parameters = parameters.updated({"population.network": str(file.resolve())})
    return simulate(
        parameters=parameters,
        strategies=arm.strategies,
        seed=task.row["seed"],
        weeks=arm.weeks,
        warmup=arm.warmup,
        events=[event.as_dict() for event in arm.events],
        record=experiment.record,
        progress=progress,
        implementation=arm.implementation,
    )


def tables_of(run: Run, *, ties: bool) -> dict[str, pd.DataFrame]:
    """Return what is kept of a run."""
    tables = {
        "series": run.series,
        "by_strategy": run.by_strategy,
        "memberships": run.memberships,
        "alliances": run.histories,
        "agents": run.agents,
    }
    if ties:
        tables["ties"] = run.ties[run.ties["alliance"] >= 0]
    return tables


def _in_process(worker: Worker, tasks: Sequence[Task]) -> Generator[bool]:
    return (worker(task) for task in tasks)


def _in_pool(worker: Worker, tasks: Sequence[Task], jobs: int) -> Generator[bool]:
    """Do tasks in a pool; when a worker dies, try the runs that may have killed it one by one."""
    waiting = list(tasks)
    while waiting:
        suspects: list[Task] = []
        with _pool(worker, jobs) as pool:
            yield from _until_broken(pool, waiting, suspects, jobs)
        for task in suspects:
            with _pool(worker, 1) as pool:
                try:
                    yield pool.submit(_work, task).result()
                except BrokenProcessPool:
                    died = AllianceError("its process died: killed, or out of memory")
                    worker.failed(task, "unknown", died)
                    yield False


def _until_broken(
    pool: ProcessPoolExecutor, waiting: list[Task], suspects: list[Task], jobs: int
) -> Iterator[bool]:
    """Hand out waiting tasks and give their results; when the pool breaks, name those it held."""
    held: dict[Future[bool], Task] = {}
    while waiting or held:
        try:
            while waiting and len(held) < jobs * AHEAD:
                held[pool.submit(_work, waiting[0])] = waiting[0]
                waiting.pop(0)
            for future in wait(held, return_when=FIRST_COMPLETED).done:
                result = future.result()
                del held[future]
                yield result
        except BrokenProcessPool:
            suspects += held.values()
            return


@contextmanager
def _pool(worker: Worker, jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Give a pool whose processes end with it, at once if something goes wrong."""
    context = _context()
    before = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(jobs, context, _begin, (worker,))
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()
        raise
    pool.shutdown()


def _context() -> BaseContext:
    """Return how to start workers: named, since the global method is Mesa's to change."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["experiments.runner", "sim.simulation"])
        return context
    return multiprocessing.get_context("spawn")


_worker: Worker | None = None


def _begin(worker: Worker) -> None:
    """Prepare a worker process; Ctrl-C is its parent's business."""
    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _worker = worker


def _work(task: Task) -> bool:
    assert _worker is not None
    return _worker(task)
