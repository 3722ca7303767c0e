"""The command ``alliances``: run a config, check it, report on results, show what there is.

Exit codes: 0 done, 1 some runs failed or could not be done, 2 bad input, 130 interrupted.
Everything heavy is imported by the command that needs it, so that help is there at once.

Further commands register themselves: an entry point in the group ``alliances.commands`` names a
function that is given the :class:`typer.Typer` to add its command to.
"""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

import experiments.commands.run as run_command
from experiments.commands.exits import FAILED, INTERRUPTED, REFUSED
from experiments.commands.options import Config, Jobs, Replicates, Set, read

app = typer.Typer(
    help="Experiments with a model of how alliances form, last and break.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
run_command.register(app)

#: So many more objects than before until garbage is looked for, and so on for what is older. The
#: usual 700 takes a fifth of the time that loading packages takes, and finds next to nothing.
GARBAGE = (20_000, 5, 2)


def main() -> None:
    """Run the command line; what a person did wrong becomes a message, never a traceback."""
    from sim.errors import BadInput

    gc.set_threshold(*GARBAGE)
    try:
        for command in entry_points(group="alliances.commands"):
            command.load()(app)
        code = app(standalone_mode=False)
        if code == INTERRUPTED:  # Typer makes an exit code of KeyboardInterrupt, without a word
            raise KeyboardInterrupt
        sys.stdout.flush()
    except run_command.Stopped as stopped:
        interrupted = isinstance(stopped, run_command.Interrupted)
        code = _say(f"alliances: {stopped}", INTERRUPTED if interrupted else FAILED)
    except BadInput as error:
        code = _say(_explained(error), REFUSED)
    except typer.Abort as abort:  # Typer makes it of a file that ends too early, and of no Ctrl-C
        raise abort.__cause__ or abort from None
    except KeyboardInterrupt:
        code = _say("alliances: interrupted", INTERRUPTED)
    except (BrokenPipeError, SystemExit):  # who was reading has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        code = _say(
            f"alliances: {_refused(error)}", FAILED if error.errno == errno.ENOSPC else REFUSED
        )
    except Exception as error:
        # A command or an option that does not exist. Typer keeps the class of these to itself;
        # they know how to show themselves and what to exit with.
        if not hasattr(error, "show") or not hasattr(error, "exit_code"):
            raise
        error.show()
        code = error.exit_code
    sys.exit(code)


def _explained(error: Exception) -> str:
    from experiments.config.diagnostics import BadExperiment

    if not isinstance(error, BadExperiment):
        return f"alliances: {error}"
    n = len(error.problems) + error.more
    return f"{error}\n{n:,} mistake{'s' * (n > 1)}; nothing was run or written"


def _refused(error: OSError) -> str:
    """Return what the system refused, and what to do then; raises what says nothing."""
    from sim.errors import shortened

    if error.errno == errno.ENOSPC:
        return "the disk is full"
    if error.strerror is None:
        raise error
    file = "" if error.filename is None else f"{shortened(str(error.filename), 200)}: "
    return "; ".join((f"{file}{error.strerror.lower()}", *getattr(error, "__notes__", ())))


def _say(message: str, code: int) -> int:
    typer.echo(message, err=True)
    return code


def _version(wanted: bool) -> None:
    if wanted:
        from experiments.runs.manifest import versions

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
def check(
    file: Config,
    changes: Set = [],  # noqa: B006 — typer makes a new one
    replicates: Replicates = None,
    jobs: Jobs = None,
) -> None:
    """Say what a config would do and what it would take, or everything that is wrong with it."""
    import experiments.commands.summaries as terminal
    from experiments.config.shipped import find_config
    from experiments.runs.cost import MOST_RUNS, estimate, excess
    from experiments.runs.executors import default_jobs
    from experiments.runs.plan import number_of_runs

    experiment, processes = read(find_config(file), changes, replicates), jobs or default_jobs()
    few = number_of_runs(experiment) <= MOST_RUNS
    what = estimate(experiment, processes) if few else None
    terminal.checked(experiment, processes, excess(experiment, processes), what)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
) -> None:
    """Make the answer, the figures and the report again from stored results."""
    import experiments.commands.summaries as terminal
    import experiments.workflow.job as job

    terminal.finished(job.report(folder))


@app.command()
def status(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results.")],
) -> None:
    """Say how far an experiment has come: runs done, failed and how to repeat them, missing."""
    import experiments.commands.summaries as terminal
    from experiments.results.locks import holder
    from experiments.results.results import written_by_us
    from experiments.runs.ledger import seen
    from sim.errors import BadInput

    with seen(folder) as ledger:
        if ledger is None and written_by_us(folder) is None:
            raise BadInput(f"{folder} has no runs; they begin with: alliances run FILE")
        if ledger is None:
            terminal.moved(folder)
            return
        counts, failed, writing = ledger.counts(), ledger.failed(), holder(ledger.folder / "lock")
    terminal.status(counts, failed, writing, ledger.folder)


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
    neutral: Annotated[
        bool,
        typer.Option(
            "--neutral",
            help="With --toml: only the values with which the rules are those of version 1"
            " (configs/classic.toml).",
        ),
    ] = False,
) -> None:
    """Show what there is: the guide, strategies, parameters, outcomes, switches, configs."""
    import experiments.commands.summaries as terminal
    from experiments.commands.catalogue import base_config, classic_config
    from sim.errors import BadInput

    if neutral and not toml:
        raise BadInput("--neutral goes with: alliances show parameters --toml")
    if not toml and kind is None:
        terminal.kinds()
    elif not toml and kind is not None:
        terminal.shown(kind, name)
    elif kind == "parameters" and name is None:
        typer.echo(classic_config() if neutral else base_config(), nl=False)
    else:
        raise BadInput("--toml goes with: alliances show parameters")


if __name__ == "__main__":
    main()
