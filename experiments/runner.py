"""Runs a design: in this process for one job, in worker processes for more.

What a run gives depends on nothing but its arm and its seed: not on the number of jobs, nor on the
order in which runs are done. A run that fails becomes a row that says how; the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.designs import (
    arm_of,
    design,
    find_own_modules,
    network_file,
    order_of_execution,
)
from experiments.ledger import Ledger
from experiments.shards import combine, packed
from experiments.spec import Arm, Experiment
from experiments.workers import pool
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
    """One run to do: its row in the design, and its arm."""

    row: dict[str, Any]
    arm: Arm


@dataclass(frozen=True)
class Done:
    """What a worker gives back: the run as a shard, or how far it came and why it failed."""

    shard: bytes | None
    stage: str = ""
    message: str = ""


def run_all(
    experiment: Experiment,
    ledger: Ledger,
    folder: Path,
    *,
    jobs: int = 1,
    progress: Progress | None = None,
    repeat: str = "alliances run FILE",
) -> None:
    """Do every run of an experiment that is not done yet, and write the final tables.

    Parameters
    ----------
    experiment
        What to run.
    ledger
        Knows what is done, and keeps what gets done.
    folder
        Where the tables go; it exists.
    jobs
        How many processes.
    progress
        Told about every run that is done.
    repeat
        The command that a failed run's row names, without its ``--only``.
    """
    table = design(experiment)
    ledger.plan(table["id"])
    todo: dict[str, int] = {}  # one run of each digest: arms that are alike share theirs
    for run in order_of_execution(table):
        id_ = str(table["id"].iat[run])
        if id_ not in todo and not ledger.done(id_):
            todo[id_] = run
    done, failed = len(table) - len(todo), 0
    if progress and done and todo:
        progress(done, failed)
    jobs = min(jobs, len(todo))
    if jobs > 1 and any(arm.implementation == "tables" for arm in experiment.arms):
        prepare()
    worker = Worker(experiment)
    tasks = _begun(ledger, (task_of(experiment, table, run) for run in todo.values()))
    results = _in_process(worker, tasks) if jobs <= 1 else _in_pool(worker, tasks, jobs)
    with closing(results):  # an interruption ends the workers now, not when memory is cleared
        for task, result in results:
            id_ = task.row["id"]
            if result.shard is not None:
                ledger.keep(id_, result.shard)
            else:
                ledger.fail(id_, result.stage, result.message, f"{repeat} --only {task.row['run']}")
            done, failed = done + 1, failed + (result.shard is None)
            if progress:
                progress(done, failed)
    combine(lambda: _finished(table, ledger, repeat), folder)


def task_of(experiment: Experiment, table: pd.DataFrame, run: int) -> Task:
    """Return a run of a design by its number."""
    record = table.iloc[[run]].to_dict("records")[0]
    row = {str(name): value for name, value in record.items()}
    return Task(row, arm_of(experiment, row))


def _begun(ledger: Ledger, tasks: Iterator[Task]) -> Iterator[Task]:
    for task in tasks:
        ledger.begin(task.row["id"])
        yield task


def _finished(
    table: pd.DataFrame, ledger: Ledger, repeat: str
) -> Iterator[tuple[Path | None, dict[str, Any]]]:
    """Give every run's shard and its row of the design, with how it went."""
    for record in table.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        state = ledger.state(row["id"])
        how = {"status": state.status, "stage": state.stage, "message": state.message}
        command = f"{repeat} --only {row['run']}" if state.status == "failed" else ""
        file = ledger.file(row["id"]) if state.status == "done" else None
        yield file, row | how | {"repeat": command}


@dataclass(frozen=True)
class Worker:
    """Does runs one at a time."""

    experiment: Experiment

    def __call__(self, task: Task) -> Done:
        """Do one run."""
        stage = Stage()
        try:
            run = simulated(self.experiment, task, stage)
            return Done(packed(run.outcomes, tables_of(run, ties=task.row["replicate"] == 0)))
        except Exception as error:
            return Done(None, str(stage), f"{type(error).__name__}: {error}".splitlines()[0])


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


def _in_process(worker: Worker, tasks: Iterator[Task]) -> Generator[tuple[Task, Done]]:
    return ((task, worker(task)) for task in tasks)


def _in_pool(worker: Worker, tasks: Iterator[Task], jobs: int) -> Generator[tuple[Task, Done]]:
    """Do tasks in a pool; when a worker dies, try the runs that may have killed it one by one."""
    held: dict[Future[Done], Task] = {}
    while True:
        try:
            with pool(jobs, _begin, worker) as workers:
                yield from _until_broken(workers, tasks, held, jobs)
            return
        except BrokenProcessPool:
            suspects = list(held.values())
            held.clear()
        for task in suspects:
            yield task, _alone(worker, task)


def _alone(worker: Worker, task: Task) -> Done:
    """Do a run that may have killed its worker, with nothing else at risk."""
    try:
        with pool(1, _begin, worker) as workers:
            return workers.submit(_work, task).result()
    except BrokenProcessPool:
        died = AllianceError("its process died twice: killed, or out of memory")
        return Done(None, "unknown", f"{type(died).__name__}: {died}")


def _until_broken(
    workers: ProcessPoolExecutor, tasks: Iterator[Task], held: dict[Future[Done], Task], jobs: int
) -> Iterator[tuple[Task, Done]]:
    """Hand out tasks and give their results; ``held`` are those handed out and not given yet."""
    more = True
    while more or held:
        while more and len(held) < jobs * AHEAD:
            task = next(tasks, None)
            if task is None:
                more = False
                break
            try:
                held[workers.submit(_work, task)] = task
            except BrokenProcessPool:
                held[Future()] = task
                raise
        for future in wait(held, return_when=FIRST_COMPLETED).done:
            result = future.result()
            yield held.pop(future), result


_worker: Worker | None = None


def _begin(worker: Worker) -> None:
    global _worker
    _worker = worker


def _work(task: Task) -> Done:
    assert _worker is not None
    return _worker(task)
