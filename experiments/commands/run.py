"""The commands that do runs: ``alliances run``, ``merge`` and ``search``.

Whatever stops them, the runs that were done are kept.
"""

from __future__ import annotations

import errno
import math
import re
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands.options import Config, Jobs, Replicates, Set, read

if TYPE_CHECKING:
    from concurrent.futures import Executor

    import pandas as pd

    from experiments.config.experiment import Experiment
    from experiments.runs.plan import Shard
    from experiments.workflow.job import Finished
    from experiments.workflow.shards import ShardRun

#: What to do after runs were stopped, by whatever.
GO_ON = "runs that were done are kept: the same command goes on from there"

Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Do the runs on a Dask cluster: its scheduler's address, as tcp://10.0.0.1:8786.",
    ),
]


class Stopped(Exception):
    """Runs could not go on: why."""

    def __init__(self, why: str) -> None:
        super().__init__(f"{why}; {GO_ON}")


class Interrupted(Stopped):
    """Somebody stopped runs."""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (run, merge, search):
        app.command()(command)


def run(
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE…", help="Configs, or names of configs that come with the project."
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for the results; results/NAME by default. With several files, every one"
            " gets a folder in it."
        ),
    ] = None,
    changes: Set = [],  # noqa: B006 — typer makes a new one
    replicates: Replicates = None,
    jobs: Jobs = None,
    scheduler: Scheduler = None,
    shard: Annotated[
        str | None,
        typer.Option(
            metavar="I/N",
            help="Do every N-th run, from the I-th, into results/NAME.I-of-N; then: alliances"
            " merge.",
        ),
    ] = None,
    only: Annotated[
        int | None,
        typer.Option(
            min=0, metavar="N", help="Do only run N, here, write nothing, and show its outcomes."
        ),
    ] = None,
    until_width: Annotated[
        float | None,
        typer.Option(
            metavar="W",
            help="Add replicates until the 95 % intervals of the first outcome are within ± W.",
        ),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar; only the answer.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it even if it needs very much time or memory.")
    ] = False,
) -> None:
    """Run experiments and write their results, an answer and a report."""
    import experiments.commands.summaries as terminal
    from experiments.config.shipped import find_config
    from experiments.runs.cost import check_size
    from experiments.runs.executors import default_jobs
    from sim.errors import BadInput

    if until_width is not None and not 0 < until_width < math.inf:
        raise BadInput(f"--until-width {until_width:g}: expected a number above 0")
    if shard is not None and until_width is not None:
        raise BadInput("--until-width looks at all runs, and --shard does some: use one of them")
    part = None if shard is None else _shard(shard)
    experiments = [read(find_config(file), changes, replicates) for file in files]
    if only is not None:
        for experiment in experiments:
            _only(experiment, only)
        return
    for experiment in experiments:
        terminal.rules(experiment)
        terminal.practices(experiment)
    folders = [_folder(experiment, out, len(files) > 1, part) for experiment in experiments]
    _all_different(folders)
    if not yes:
        for experiment in experiments:
            check_size(experiment, jobs or default_jobs())
    failed = 0
    with _doing(jobs, scheduler) as (processes, executor):
        for experiment, folder in zip(experiments, folders, strict=True):
            do = partial(_run, folder=folder, jobs=processes, executor=executor, quiet=quiet)
            if part is not None:
                done = _run_shard(experiment, folder, part, processes, executor, quiet)
                terminal.part(done)
                failed += len(done.failed)
                continue
            if until_width is None:
                finished = do(experiment)
            else:
                from experiments.workflow.stopping import run_until

                finished = run_until(experiment, until_width, do)
            terminal.finished(finished)
            failed += finished.failed
    if failed:
        raise typer.Exit(1)


def merge(
    folders: Annotated[
        list[Path], typer.Argument(metavar="DIR…", help="The shards of one experiment.")
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for the results; NAME, beside the first shard, by default."),
    ] = None,
) -> None:
    """Put the shards of an experiment together: its results, an answer and a report."""
    import experiments.commands.summaries as terminal
    from experiments.workflow.shards import merge as merged

    with _kept():
        finished = merged(folders, out)
    terminal.finished(finished)
    if finished.failed:
        raise typer.Exit(1)


def search(
    file: Config,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; results/NAME-search by default.")
    ] = None,
    changes: Set = [],  # noqa: B006 — typer makes a new one
    replicates: Replicates = None,
    jobs: Jobs = None,
    evaluations: Annotated[int, typer.Option(min=1, help="Portfolios tried at most.")] = 150,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="No progress bar; only the answer.")
    ] = False,
) -> None:
    """Search the best portfolio for a config's conditions, and judge it on fresh seeds."""
    import experiments.commands.summaries as terminal
    import experiments.workflow.search as searching
    from experiments.commands.console import bar
    from experiments.config.shipped import find_config
    from experiments.runs.executors import default_jobs

    experiment = read(find_config(file), changes, replicates)
    to = replace(experiment, name=f"{experiment.name}-search")
    folder = _folder(to, out, False)
    processes = jobs or default_jobs()
    with bar(experiment.name, evaluations, quiet) as move:
        found = searching.search(
            experiment,
            evaluations=evaluations,
            jobs=processes,
            progress=move and (lambda done, most: move(done, 0)),
        )
    terminal.portfolio(found)
    with _kept():
        finished = _run(
            searching.judged(experiment, found),
            folder=folder,
            jobs=processes,
            quiet=quiet,
            beside={"search": found.trials},
        )
    terminal.finished(finished)
    if finished.failed:
        raise typer.Exit(1)


def _folder(
    experiment: Experiment, out: Path | None, several: bool, part: Shard | None = None
) -> Path:
    from experiments.results.atomic import check_target
    from experiments.workflow.shards import title

    end = "" if part is None else f".{part[0]}-of-{part[1]}"
    if out is None:
        folder = Path("results") / f"{experiment.name}{end}"
    else:
        folder = out / f"{experiment.name}{end}" if several else out
    check_target(folder, experiment.name if part is None else title(experiment.name, part))
    return folder


def _shard(text: str) -> Shard:
    from sim.errors import BadInput, shortened

    found = re.fullmatch(r"([0-9]{1,18})/([0-9]{1,18})", text)
    i, n = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1 <= i <= n:
        raise BadInput(
            f"--shard {shortened(text)}: expected I/N with I from 1 to N, and N at most the number"
            " of runs, such as 2/4"
        )
    return i, n


def _all_different(folders: list[Path]) -> None:
    from sim.errors import BadInput

    for folder in folders:
        if folders.count(folder) > 1:
            raise BadInput(f"two of the files would both write to {folder}; run them one by one")


@contextmanager
def _doing(jobs: int | None, scheduler: str | None) -> Iterator[tuple[int, Executor | None]]:
    """Give how many runs are done at a time, and by which executor if not by processes of ours."""
    from experiments.runs.executors import default_jobs
    from sim.errors import BadInput

    if scheduler is None:
        with _kept():
            yield jobs or default_jobs(), None
        return
    if jobs is not None:
        raise BadInput("--jobs is for processes here, and --scheduler for a cluster: use one")
    from experiments.runs.dask import connected

    with connected(scheduler) as (executor, workers), _kept():
        yield workers, executor


@contextmanager
def _kept() -> Iterator[None]:
    """Say of whatever stops runs that those done are kept; SIGTERM stops as cleanly as Ctrl-C."""
    from experiments.runs.executors import Gone

    heard = signal.getsignal(signal.SIGINT)
    stop = heard if callable(heard) else signal.default_int_handler  # else Ctrl-C is ignored
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted("interrupted") from None
    except Gone as error:
        raise Stopped(str(error)) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Stopped(_trouble(error)) from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _trouble(error: OSError) -> str:
    """Say what the system refused."""
    if error.errno == errno.ENOSPC:
        return "the disk is full"
    why = error.strerror or str(error) or type(error).__name__
    return f"{error.filename}: {why}" if error.filename else why


def _run(
    experiment: Experiment,
    *,
    folder: Path,
    jobs: int,
    executor: Executor | None = None,
    quiet: bool,
    beside: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> Finished:
    import experiments.workflow.job as job
    from experiments.commands.console import bar
    from experiments.runs.plan import number_of_runs

    with bar(experiment.name, number_of_runs(experiment), quiet) as progress:
        return job.run_experiment(
            experiment, folder, jobs=jobs, executor=executor, progress=progress, beside=beside
        )


def _only(experiment: Experiment, number: int) -> None:
    """Do one run of a design here and print its outcomes; its errors are shown as they are."""
    import experiments.commands.summaries as terminal
    from experiments.commands.console import plain
    from experiments.runs.plan import number_of_runs, planned
    from experiments.runs.runner import Stage, simulated
    from experiments.runs.snapshot import laid_aside
    from sim.errors import BadInput

    runs = number_of_runs(experiment)
    if number >= runs:
        raise BadInput(f"--only {number}: the runs are numbered 0 to {runs - 1}")
    terminal.rules(experiment)
    plan = planned(experiment)
    task = plan.task(number)
    plain(f"Run {number}: arm {task.arm.name}, seed {task.row['seed']}", "")
    with laid_aside(plan.inputs) as inputs:
        terminal.outcomes(simulated(inputs, task, experiment.record, Stage()).outcomes)


def _run_shard(
    experiment: Experiment,
    folder: Path,
    part: Shard,
    jobs: int,
    executor: Executor | None,
    quiet: bool,
) -> ShardRun:
    from experiments.commands.console import bar
    from experiments.runs.plan import number_of_runs
    from experiments.workflow.shards import run_shard, title

    runs = math.ceil((number_of_runs(experiment) - part[0] + 1) / part[1])
    with bar(title(experiment.name, part), runs, quiet) as progress:
        return run_shard(experiment, folder, part, jobs=jobs, executor=executor, progress=progress)
