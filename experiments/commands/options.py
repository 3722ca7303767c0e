"""What several commands take: a config, changes to it, replicates, jobs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from experiments.config.experiment import Experiment

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


def read(file: Path, changes: list[str], replicates: int | None) -> Experiment:
    """Return the experiment in a file, with what the command line changes."""
    from experiments.config.reader import read_experiment

    pairs = [setting(text) for text in changes]
    if replicates is not None:
        pairs.append(("replicates", replicates))
    return read_experiment(file, pairs)


def setting(text: str) -> tuple[str, Any]:
    """Return ``name=value`` with the value read as TOML; a word that is not TOML is text.

    What looks like a number, a list or a yes or no of another language is no word: how TOML
    writes it is said.
    """
    from experiments.config.document import BadToml, TooLarge, value_of
    from experiments.config.spellings import respelled
    from sim.errors import BadInput, shortened, shown

    name, equals, value = text.partition("=")
    name, value = name.strip(), value.strip()
    said = f"--set {shortened(text, 100)}"
    if not equals or not name:
        raise BadInput(f"{said}: expected NAME=VALUE, such as conflict.rate=0.1")
    try:
        return name, value_of(value)
    except TooLarge as error:
        raise BadInput(f"{said}: {error.message}") from None
    except BadToml:
        if hint := respelled(value):
            raise BadInput(f"{said}: {shown(value)[1:-1]} is not TOML; {hint}") from None
        return name, value
