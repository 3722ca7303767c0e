"""The command ``alliances``: run a config, check it, report on results, show what there is.

Exit codes: 0 done, 1 some runs failed, 2 bad input, 130 interrupted. Everything heavy is imported
by the command that needs it, so that help is there at once.

Further commands register themselves: an entry point in the group ``alliances.commands`` names a
function that is given the :class:`typer.Typer` to add its command to.
"""

from __future__ import annotations

import errno
import math
import os
import signal
import sys
from functools import partial
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from experiments.job import Finished
    from experiments.spec import Experiment

#: The exit code after Ctrl-C, by convention 128 + the number of the signal.
INTERRUPTED = 130

#: What to do after an experiment was stopped, by whatever.
GO_ON = "runs that were done are kept: the same command goes on from there"

app = typer.Typer(
    help="Experiments with a model of how alliances form, last and break.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Config = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help="A config, or the name of one that comes with the project."
    ),
]
Set = Annotated[
    list[str],
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="Change weeks, replicates, seed, … or a parameter of [model], such as"
        " conflict.rate=0.1; may be given several times.",
    ),
]
Replicates = Annotated[
    int | None, typer.Option(min=1, help="Runs of every arm; as --set replicates=N.")
]
Jobs = Annotated[
    int | None,
    typer.Option(min=1, help="Processes; all CPUs by default. Results do not depend on it."),
]


def main() -> None:
    """Run the command line; what a person did wrong becomes a message, never a traceback."""
    from sim.errors import BadInput

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as cleanly as with Ctrl-C
    for command in entry_points(group="alliances.commands"):
        command.load()(app)
    try:
        code = app(standalone_mode=False)
        if code == INTERRUPTED:  # Typer makes an exit code of KeyboardInterrupt, without a word
            raise KeyboardInterrupt
    except BadInput as error:
        code = _say(_explained(error), 2)
    except (typer.Abort, KeyboardInterrupt):
        code = _say(f"alliances: interrupted; {GO_ON}", INTERRUPTED)
    except BrokenPipeError:  # whoever was reading has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        code = _say(f"alliances: the disk is full; {GO_ON}", 1)
    except Exception as error:
        # A command or an option that does not exist. Typer keeps the class of these to itself;
        # they know how to show themselves and what to exit with.
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        error.show()
        code = error.exit_code
    sys.exit(code)


def _explained(error: Exception) -> str:
    from experiments.problems import BadExperiment

    if not isinstance(error, BadExperiment):
        return f"alliances: {error}"
    n = len(error.problems)
    return f"{error}\n{n} mistake{'s' * (n > 1)}; nothing was run or written"


def _say(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code


def _version(wanted: bool) -> None:
    if wanted:
        from experiments.provenance import versions

        typer.echo(versions()["alliance-dynamics"])
        raise typer.Exit()


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """Experiments with a model of how alliances form, last and break."""


@app.command()
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
    import experiments.terminal as terminal
    from experiments.estimate import check_size
    from experiments.shipped import find_config
    from experiments.until import run_until
    from experiments.workers import default_jobs
    from sim.errors import BadInput

    if until_width is not None and not 0 < until_width < math.inf:
        raise BadInput(f"--until-width {until_width:g}: expected a number above 0")
    experiments = [_read(find_config(file), changes, replicates) for file in files]
    if only is not None:
        for experiment in experiments:
            terminal.one_run(experiment, only)
        return
    folders = [_folder(experiment, out, len(files) > 1) for experiment in experiments]
    _all_different(folders)
    if not yes:
        for experiment in experiments:
            check_size(experiment, jobs or default_jobs())
    failed = 0
    for experiment, folder in zip(experiments, folders, strict=True):
        if until_width is None:
            finished = _run(experiment, folder, jobs, quiet)
        else:
            again = partial(_run, folder=folder, jobs=jobs, quiet=quiet)
            finished = run_until(experiment, until_width, again)
        terminal.finished(finished)
        failed += finished.failed
    if failed:
        raise typer.Exit(1)


@app.command()
def check(
    file: Config,
    changes: Set = [],  # noqa: B006 — typer makes a new one
    replicates: Replicates = None,
    jobs: Jobs = None,
) -> None:
    """Say what a config would do and what it would take, or everything that is wrong with it."""
    import experiments.terminal as terminal
    from experiments.shipped import find_config
    from experiments.workers import default_jobs

    terminal.checked(_read(find_config(file), changes, replicates), jobs or default_jobs())


@app.command()
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
    import experiments.search as searching
    import experiments.terminal as terminal
    from experiments.shipped import find_config
    from experiments.workers import default_jobs

    experiment = _read(find_config(file), changes, replicates)
    to = experiment.model_copy(update={"name": f"{experiment.name}-search"})
    folder = _folder(to, out, False)
    processes = jobs or default_jobs()
    with terminal.bar(experiment.name, evaluations, quiet) as move:
        found = searching.search(
            experiment,
            evaluations=evaluations,
            jobs=processes,
            progress=move and (lambda done, most: move(done, 0)),
        )
    terminal.portfolio(found)
    finished = _run(searching.judged(experiment, found), folder, processes, quiet)
    found.trials.to_csv(folder / "search.csv", index=False)
    terminal.finished(finished)
    if finished.failed:
        raise typer.Exit(1)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
) -> None:
    """Make the answer, the figures and the report again from stored results."""
    import experiments.job as job
    import experiments.terminal as terminal

    terminal.finished(job.report(folder))


@app.command()
def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
) -> None:
    """Say how far an experiment has come: runs done, failed and how to repeat them, missing."""
    import experiments.terminal as terminal

    terminal.status(folder)


@app.command()
def show(
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="mission, strategies, parameters, outcomes, processes, practices, mechanisms,"
            " designs, published or configs; without it, what each of them is.",
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="One of them, in full.")
    ] = None,
    toml: Annotated[
        bool, typer.Option("--toml", help="All parameters as a config (configs/base.toml).")
    ] = False,
) -> None:
    """Show what there is: the guide, strategies, parameters, outcomes, switches, configs."""
    import experiments.terminal as terminal
    from experiments.show import base_config
    from sim.errors import BadInput

    if not toml and kind is None:
        terminal.kinds()
    elif not toml and kind is not None:
        terminal.shown(kind, name)
    elif kind == "parameters" and name is None:
        typer.echo(base_config(), nl=False)
    else:
        raise BadInput("--toml goes with: alliances show parameters")


def _read(file: Path, changes: list[str], replicates: int | None) -> Experiment:
    from experiments.spec import read_experiment

    pairs = [setting(text) for text in changes]
    if replicates is not None:
        pairs.append(("replicates", replicates))
    return read_experiment(file, pairs)


def setting(text: str) -> tuple[str, Any]:
    """Return ``name=value`` with the value read as TOML, or as it stands if it is not TOML."""
    import tomllib

    from sim.errors import BadInput

    name, equals, value = text.partition("=")
    name, value = name.strip(), value.strip()
    if not equals or not name:
        raise BadInput(f"--set {text}: expected NAME=VALUE, such as conflict.rate=0.1")
    try:
        return name, tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        return name, value


def _folder(experiment: Experiment, out: Path | None, several: bool) -> Path:
    from experiments.folders import check_target

    if out is None:
        folder = Path("results") / experiment.name
    else:
        folder = out / experiment.name if several else out
    check_target(folder, experiment.name)
    return folder


def _all_different(folders: list[Path]) -> None:
    from sim.errors import BadInput

    for folder in folders:
        if folders.count(folder) > 1:
            raise BadInput(f"two of the files would both write to {folder}; run them one by one")


def _run(experiment: Experiment, folder: Path, jobs: int | None, quiet: bool) -> Finished:
    import experiments.job as job
    import experiments.terminal as terminal
    from experiments.designs import number_of_runs
    from experiments.workers import default_jobs

    runs = number_of_runs(experiment)
    with terminal.bar(experiment.name, runs, quiet) as progress:
        return job.run_experiment(
            experiment, folder, jobs=jobs or default_jobs(), progress=progress
        )


if __name__ == "__main__":
    main()
