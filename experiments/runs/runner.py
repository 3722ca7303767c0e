"""Runs a plan: in this process for one job, in others for more, or wherever an executor does.

What a run gives depends on nothing but its arm and its seed: not on the number of jobs, nor on the
order in which runs are done. A run that fails becomes a row that says how; the others go on.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.config.experiment import Experiment
from experiments.results.durable import Damaged
from experiments.results.tables import combine, packed
from experiments.runs.executors import in_executor, in_pool, in_process
from experiments.runs.ledger import Ledger
from experiments.runs.plan import WHOLE, Plan, Shard, Task, number_of_runs
from experiments.runs.processes import READY, begin_loading, forks
from experiments.runs.snapshot import Snapshot
from sim.rules.cache import loaded_digest

if TYPE_CHECKING:
    import pandas as pd

    from sim.run import Run

#: So often tables are put together; each time all runs that are damaged are done again before.
TRIES = 3

#: Called with (runs done, of them failed) whenever a run is done.
Progress = Callable[[int, int], None]


#: What may have become of a run that stands in a table.
OVER = ("done", "failed")


@dataclass(frozen=True)
class Done:
    """What a worker gives back: a run's tables, or how far it came and why it failed."""

    tables: bytes | None
    stage: str = ""
    message: str = ""


@dataclass(frozen=True)
class Doing:
    """How runs are done.

    Attributes
    ----------
    jobs
        By how many processes; of an executor, how many runs it does at a time.
    executor
        Does them in place of processes of our own.
    progress
        Told about every run that is done.
    """

    jobs: int = 1
    executor: Executor | None = None
    progress: Progress | None = None


def get_ready(experiment: Experiment, how: Doing) -> None:
    """Let what processes of our own need be loaded beside this one, which then does not wait."""
    if processes_of(experiment, how) > 1:
        begin_loading(_needed(experiment))


def processes_of(experiment: Experiment, how: Doing) -> int:
    """Return how many processes of our own do an experiment's runs; one is this one."""
    return 1 if how.executor is not None else min(how.jobs, number_of_runs(experiment))


def run_all(
    plan: Plan,
    ledger: Ledger,
    inputs: Snapshot,
    how: Doing,
    repeat: str = "alliances run FILE",
    shard: Shard = WHOLE,
) -> int:
    """Do every run of a plan that is not done yet; return how many of them had to be made twice.

    Those are runs that were done and then were not there.

    Parameters
    ----------
    plan
        What to run.
    ledger
        Knows what is done, and keeps what gets done.
    inputs
        Copies of what the runs read.
    how
        By whom, and who is told.
    repeat
        The command that a failed run's row names, without its ``--only``.
    shard
        (i, n): only every n-th run, from the i-th.

    Raises
    ------
    Gone
        If the executor takes no more runs.
    """
    wanted = plan.share(shard)
    ledger.plan(wanted)
    todo = [wanted[id_] for id_ in ledger.missing(wanted)]
    done, failed = (len(plan.table) if shard == WHOLE else len(wanted)) - len(todo), 0
    if how.progress and done and todo:
        how.progress(done, failed)
    again = 0
    while True:
        tasks = _begun(ledger, (plan.task(run) for run in todo))
        results = _results(plan, inputs, tasks, min(how.jobs, len(todo)), how.executor)
        with closing(results):  # an interruption ends the workers now, not when memory is cleared
            for task, result in results:
                _note(ledger, task, result, repeat)
                done, failed = done + 1, failed + (result.tables is None)
                if how.progress:
                    how.progress(done, failed)
        over = ledger.over()
        todo = [run for id_, run in wanted.items() if id_ not in over]
        if again or not todo:
            return again
        again = len(todo)
        done -= again


def write_tables(plan: Plan, ledger: Ledger, inputs: Snapshot, folder: Path, repeat: str) -> None:
    """Write the final tables, of runs that are all done or failed, to a folder that exists.

    A run whose file turns out to be damaged, or is missing, is done again here.

    Raises
    ------
    OSError
        If what is written there is damaged each time.
    """
    for _ in range(TRIES):
        try:
            combine(partial(_finished, plan.table, ledger, repeat), folder)
        except Damaged as damaged:
            file = damaged.file
            wanted = plan.share()
            lost = [wanted[id_] for id_ in ledger.missing(wanted, failed=False)]
            for task, result in _results(
                plan, inputs, _begun(ledger, map(plan.task, lost)), 1, None
            ):
                _note(ledger, task, result, repeat)
        else:
            return
    raise OSError(errno.EIO, "it does not come back as it was written", str(file))


def _note(ledger: Ledger, task: Task, result: Done, repeat: str) -> None:
    """Keep a run, or note that it failed."""
    id_ = task.row["id"]
    if result.tables is not None:
        ledger.keep(id_, result.tables)
    else:
        ledger.fail(id_, result.stage, result.message, f"{repeat} --only {task.row['run']}")


def _results(
    plan: Plan, inputs: Snapshot, tasks: Iterator[Task], jobs: int, executor: Executor | None
) -> Generator[tuple[Task, Done]]:
    """Give tasks with what came of them, done by whoever is to do them."""
    # Arms travel with their tasks, so that what is sent does not grow with the design.
    experiment = plan.experiment
    worker = Worker(replace(experiment, arms=()), plan.digests.model, inputs)
    if executor is not None:
        return in_executor(worker, tasks, executor, jobs, given_up=_given_up)
    if jobs <= 1:
        return in_process(worker, tasks)
    preload = _needed(experiment)
    if preload == READY and not forks():
        from sim.simulation import prepare

        prepare()
    return in_pool(worker, tasks, jobs, given_up=_given_up, preload=preload)


def _needed(experiment: Experiment) -> Sequence[str]:
    """Return the modules that processes need which do an experiment's runs."""
    tabular = any(arm.implementation == "tables" for arm in experiment.arms)
    return READY if tabular else ("experiments.runs.runner",)


def _given_up(task: Task, error: Exception) -> Done:
    return Done(None, "unknown", _in_a_line(error))


def _in_a_line(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _begun(ledger: Ledger, tasks: Iterator[Task]) -> Iterator[Task]:
    for task in tasks:
        ledger.begin(task.row["id"])
        yield task


def _finished(
    table: pd.DataFrame, ledger: Ledger, repeat: str
) -> Iterator[tuple[memoryview | None, dict[str, Any]]]:
    """Give what every run's file holds, and its row of the design with how it went.

    Raises
    ------
    Damaged
        If one is neither done nor failed, or its file is not whole: a table never holds such a run.
    """
    names = [str(name) for name in table.columns]
    for values in table.itertuples(index=False, name=None):
        row = dict(zip(names, values, strict=True))
        state = ledger.state(row["id"])
        if state.status not in OVER:
            raise Damaged(ledger.file(row["id"]))
        how = {"status": state.status, "stage": state.stage, "message": state.message}
        command = f"{repeat} --only {row['run']}" if state.status == "failed" else ""
        content = None if state.status == "failed" else ledger.content(row["id"])
        yield content, row | how | {"repeat": command}


@dataclass(frozen=True)
class Worker:
    """Does runs one at a time; ``code`` is the digest of the sources that they must be made with.

    Elsewhere another version may be installed, whose runs must not be mixed with ours. What the
    runs read are ``inputs``, which nothing is read in place of.
    """

    experiment: Experiment
    code: str
    inputs: Snapshot

    def __call__(self, task: Task) -> Done:
        """Do one run."""
        stage = Stage()
        try:
            if _own_code(task.arm.implementation != "tables") != self.code:
                return Done(None, "start", "its worker has another version of the model")
            run = simulated(self.inputs, task, self.experiment.record, stage)
            tables = tables_of(run, ties=task.row["replicate"] == 0)
            return Done(packed(run.outcomes | _ended(run, task.arm.weeks), tables))
        except (Exception, SystemExit) as error:
            return Done(None, str(stage), _in_a_line(error))


def _ended(run: Run, weeks: int) -> dict[str, int]:
    """Return the last week of a run that its model has ended before the others."""
    return {"ended": run.weeks} if run.weeks < weeks else {}


@cache
def _own_code(as_objects: bool) -> str:
    """Return the digest of the sources that this process runs, when all of them are loaded.

    After that it makes no difference to the process if somebody edits them.
    """
    import sim.simulation

    if as_objects:
        import sim.objects.model  # noqa: F401
    return loaded_digest()


class Stage:
    """How far a run has come."""

    def __init__(self) -> None:
        self.text = "start"

    def __call__(self, week: int, weeks: int) -> None:
        """Note that a week is over."""
        self.text = f"week {week + 1}" if week < weeks else "outcomes"

    def __str__(self) -> str:
        return self.text


def simulated(
    inputs: Snapshot, task: Task, record: int, progress: Callable[[int, int], None]
) -> Run:
    """Return the run of a task, which reads nothing but copies of inputs."""
    from sim.simulation import simulate

    arm = task.arm
    implementation = inputs.model(arm.implementation)
    with inputs.watched(arm):
        return simulate(
            parameters=inputs.parameters(arm.parameters),
            strategies=arm.strategies,
            seed=task.row["seed"],
            weeks=arm.weeks,
            warmup=arm.warmup,
            events=arm.events,
            record=record,
            progress=progress,
            implementation=implementation,
        )


def tables_of(run: Run, *, ties: bool) -> dict[str, pd.DataFrame]:
    """Return what is kept of a run."""
    tables = {
        "series": run.series,
        "by_strategy": run.by_strategy,
        "memberships": run.memberships,
        "alliances": run.histories,
        "agents": run.agents,
        "people": run.people,
    }
    if ties:
        tables["ties"] = run.ties[run.ties["alliance"] >= 0]
    return tables
