"""The command ``alliances patterns``: a panel or a world held against real panels."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands.options import Jobs

if TYPE_CHECKING:
    from experiments.evidence.assessment import Ageing, Assessment
    from experiments.evidence.panel_files import Told
    from sim.inputs.parameters import Parameters
    from sim.inputs.strategies import MixLike

    World = tuple[Parameters, MixLike]

#: Sizes of the world that is observed if none is given.
AGENTS = (60, 100)


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("patterns")(patterns)


def patterns(
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|DIR]…",
            help="A panel (a list with wave, from, to), matrices, one a wave, a folder of panels,"
            " a config, or a folder of results; without it, the model's defaults.",
        ),
    ] = None,
    presence: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Who was observed when (CSV: wave, id, status)."),
    ] = None,
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            metavar="ROLE=NAME",
            help="Which column of a panel is what, as in value=friend; ROLE is wave, from, to,"
            " value, relation or rank, NAME a head, a number, or none; may be given several times.",
        ),
    ] = None,
    missing: Annotated[
        list[str] | None,
        typer.Option(
            metavar="WORD",
            help="A word of a panel for what is missing, as NA; the empty word if every other is a"
            " name.",
        ),
    ] = None,
    least: Annotated[
        float | None, typer.Option(help="From what value on there is a tie in a panel.")
    ] = None,
    relation: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only this relation of a panel.")
    ] = None,
    top: Annotated[
        int | None, typer.Option(min=1, help="How many of a full ranking count as named.")
    ] = None,
    agents: Annotated[
        list[int] | None,
        typer.Option(
            min=2, help="Agents of the world that is observed; several times for several."
        ),
    ] = None,
    seeds: Annotated[int, typer.Option(min=1, max=100_000, help="Seeds, from 1000 up.")] = 10,
    agreements: Annotated[
        bool,
        typer.Option(
            "--agreements", help="Yearly hazard of alliances by age, beside treaties of states."
        ),
    ] = False,
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it (.png, .svg or .pdf).")
    ] = None,
    jobs: Jobs = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Hold a panel, or a world, against patterns of real panels and against chance."""
    import experiments.commands.evidence as terminal
    import experiments.evidence.assessment as assessment
    from experiments.runs.executors import default_jobs
    from sim.errors import BadInput

    chosen = range(1000, 1000 + seeds)
    if figure is not None:
        check_figure(figure)
    told = _told(presence, relation, top, columns, missing, least)
    read = {}
    if what and (len(what) > 1 or _holds_panels(what[0])):
        if agreements or agents:
            raise BadInput(f"{what[0]} is a panel; --agreements and --agents are for worlds")
        from experiments.evidence.panel_files import read_panels

        panels = read_panels(what, told)
        read = {panel.name: panel.understood() for panel in panels}
        if not as_json:
            for panel in panels:
                terminal.understood(panel)
        found = {panel.name: assessment.of_panel(panel, chosen) for panel in panels}
    else:
        if told is not None:
            raise BadInput(
                "--presence, --relation, --top, --column, --missing and --least go with a panel"
            )
        worlds, processes = _worlds(what[0] if what else None, agents), jobs or default_jobs()
        if agreements:
            hazards = {
                n: assessment.of_agreements(*world, chosen, jobs=processes)
                for n, world in worlds.items()
            }
            _say_agreements(hazards, figure, as_json)
            return
        found = {
            name: assessment.of_world(*world, chosen, processes) for name, world in worlds.items()
        }
    if as_json:
        told_rows = {name: [row.as_dict() for row in rows] for name, rows in found.items()}
        _say_json({**told_rows, "read": read} if read else told_rows)
    else:
        terminal.patterns(found)
    if figure is not None:
        _draw(found, figure, as_json)


def _told(
    presence: Path | None,
    relation: str | None,
    top: int | None,
    columns: Sequence[str] | None,
    missing: Sequence[str] | None,
    least: float | None,
) -> Told | None:
    """Return what was said of a panel's files; None if nothing was."""
    from experiments.evidence.panel_files import Told
    from sim.errors import BadInput

    roles = {}
    for text in columns or ():
        role, sign, name = text.partition("=")
        if not sign:
            raise BadInput(f"--column {text}: say ROLE=NAME, as in value=friend")
        roles[role] = name
    words = None if missing is None else tuple(missing)
    told = Told(presence, relation, top, roles, words, least)
    return None if told == Told() else told


def _holds_panels(what: str) -> bool:
    """Whether a path is a panel or a folder of them rather than a config or results."""
    from experiments.evidence.panel_files import ENDINGS

    if os.path.isdir(what):  # Path.is_dir raises where a name is too long
        return not os.path.isfile(os.path.join(what, "config.toml"))
    ending = os.path.splitext(what)[1].lower()
    return ending != ".toml" and (os.path.exists(what) or ending in ENDINGS)


def _worlds(what: str | None, agents: Sequence[int] | None) -> Mapping[str, World]:
    """Return the worlds that are meant, by name."""
    from sim.inputs.parameters import Parameters

    if what is None:
        return {
            f"{n} agents": (Parameters().updated({"population.agents": n}), "balanced")
            for n in agents or AGENTS
        }
    from experiments.config.reader import read_experiment
    from experiments.config.shipped import find_config
    from sim.errors import BadInput

    path = Path(what)
    experiment = read_experiment(path / "config.toml" if path.is_dir() else find_config(what))
    found: dict[str, World] = {}
    for arm in experiment.arms:
        if arm.events or arm.implementation != "tables" or arm.parameters.population.network:
            raise BadInput(
                f"{what}: arm {arm.name} has events, a network or a model of its own; patterns are"
                " those of worlds that are left to themselves"
            )
        for n in agents or [arm.parameters.population.agents]:
            name = f"{arm.name}, {n} agents"
            found[name] = (arm.parameters.updated({"population.agents": n}), arm.strategies)
    return found


def _say_json(what: object) -> None:
    from experiments.commands.console import as_json

    typer.echo(as_json(what))


def _say_agreements(
    found: Mapping[str, Sequence[Ageing]], figure: Path | None, as_json: bool
) -> None:
    import experiments.commands.evidence as terminal

    if as_json:
        _say_json({name: [age.as_dict() for age in ages] for name, ages in found.items()})
    else:
        terminal.agreements(found)
    if figure is not None:
        from experiments.evidence.figures import agreements

        save(agreements(dict(found)).figure, figure, as_json)


def _draw(found: Mapping[str, Sequence[Assessment]], figure: Path, quiet: bool) -> None:
    from experiments.evidence.figures import patterns as draw

    save(draw(dict(found)), figure, quiet)


def save(drawn: object, file: Path, quiet: bool) -> None:
    """Write a figure and say where it is; it is whole, or as it was before."""
    from experiments.commands.console import plain
    from sim.errors import BadInput

    aside = file.with_name(f".{os.getpid()}-{file.name}")
    try:
        drawn.savefig(aside)  # type: ignore[attr-defined]
        aside.replace(file)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise
        raise BadInput(f"{file}: cannot be written: {error.strerror}") from None
    finally:
        aside.unlink(missing_ok=True)
    if not quiet:
        plain(f"Figure: {file}")


def check_figure(file: Path) -> None:
    """Refuse a file that no figure can be written to."""
    from sim.errors import BadInput

    if file.suffix.lower() not in (".png", ".svg", ".pdf"):
        raise BadInput(f"--figure {file}: a figure ends in .png, .svg or .pdf")
    if not file.absolute().parent.is_dir():
        raise BadInput(f"--figure {file}: there is no folder {file.parent}")
