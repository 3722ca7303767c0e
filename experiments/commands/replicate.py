"""The command ``alliances replicate``: published results beside the model, with a verdict each.

Exit code 1 if any value lies outside its tolerance.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import Jobs

if TYPE_CHECKING:
    from experiments.published.contract import Finding, Replication, Reported


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(replicate)


def replicate(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[NAME]…", help="Published results; all by default (alliances show published)."
        ),
    ] = None,
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="A TOML file with a table of changed parameters for each result, such as [network]"
            " with selection = 0.05; only the results in it are run, unless some are named.",
        ),
    ] = None,
    changes: Annotated[
        list[str],
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Change a parameter of a result, such as network.selection=0.05, or of its"
            " model, such as repeated-game.model.population.reliability=0.9; may be given several"
            " times, and goes before a config. Beside values that were not published stands the"
            " general formula.",
        ),
    ] = [],  # noqa: B006 — typer makes a new one
    figures: Annotated[
        Path | None, typer.Option(help="Also draw the figures, into this folder.")
    ] = None,
    jobs: Jobs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """Set published results beside the model: value, measured, tolerance, verdict."""
    import experiments.commands.console as terminal
    from experiments.published.catalogue import REPLICATIONS, find
    from experiments.published.config import read_changes
    from experiments.runs.executors import default_jobs, spread

    given = read_changes(config) if config is not None else {}
    chosen = [find(name) for name in dict.fromkeys(names or given or REPLICATIONS)]
    settings = _by_result(changes, {result.name: given.get(result.name, {}) for result in chosen})
    for result in chosen:  # what is wrong is said before anything runs
        result.settings(settings[result.name])
    if figures is not None:
        figures.mkdir(parents=True, exist_ok=True)
    data, passed, began, values = [], True, time.perf_counter(), 0
    tasks = [(result.name, settings[result.name]) for result in chosen]
    for result, found in zip(chosen, spread(_run, tasks, jobs or default_jobs()), strict=True):
        passed, values = passed and found.passed, values + len(found.findings)
        if as_json:
            data.append(_as_data(result, found))
        else:
            _print(result, found)
        if figures is not None and not found.points.empty:
            _draw(result, found, figures, quiet=as_json)
    if as_json:
        typer.echo(terminal.as_json(data))
    elif len(chosen) > 1:
        terminal.plain(f"{values} values in all, {time.perf_counter() - began:.0f} s")
    if not passed:
        raise typer.Exit(1)


def _run(task: tuple[str, Mapping[str, Any]]) -> Reported:
    """Run a result by name, in whatever process this is."""
    from experiments.published.catalogue import find

    name, changes = task
    return find(name).run(changes)


def _by_result(
    changes: Iterable[str], given: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, dict[str, Any]]:
    """Return {result: {parameter: value}} with further ones from ``result.parameter=value``."""
    from experiments.commands.options import setting
    from sim.errors import BadInput, UnknownName

    found = {name: dict(values) for name, values in given.items()}
    for text in changes:
        path, value = setting(text)
        name, dot, inside = path.partition(".")
        if name not in found:
            raise UnknownName("published result in --set", name, found)
        if not dot or not inside:
            raise BadInput(f"--set {text}: say which parameter, as in {name}.PARAMETER=VALUE")
        found[name][inside] = value
    return found


def _print(result: Replication, found: Reported) -> None:
    import experiments.commands.console as terminal

    rows = [
        (f.what, _number(f.expected, f.above), _number(f.measured), _closeness(f), _verdict(f))
        for f in found.findings
    ]
    said = "all agree" if found.passed else f"{sum(not f.passed for f in found.findings)} fail"
    columns = ("value", "published", "measured", "within", "")
    title = f"{result.name}: {result.title} ({result.citation})"
    terminal.table(title, columns, rows, numbers=(1, 2, 3))
    terminal.plain(f"{len(rows)} values, {said}, {found.seconds:.1f} s", "")


def _draw(result: Replication, found: Reported, folder: Path, quiet: bool) -> None:
    import experiments.commands.console as terminal
    from experiments.commands.patterns import save
    from experiments.plots.published import figure

    drawn = figure(result.name, found.points, found.curves)
    save(drawn, folder / f"{result.name}.png", quiet)
    if not quiet:
        terminal.plain("")


def _number(value: float, above: bool = False) -> str:
    return f"{'> ' if above else ''}{value:.6g}"


def _closeness(finding: Finding) -> str:
    if finding.above:
        return "order"
    return f"{finding.tolerance:.2g}" if finding.tolerance else "exact"


def _verdict(finding: Finding) -> str:
    return ("pass" if finding.passed else "FAIL") + ("" if finding.published else ", by formula")


def _as_data(result: Replication, found: Reported) -> dict[str, Any]:
    return {
        "name": result.name,
        "title": result.title,
        "citation": result.citation,
        "passed": found.passed,
        "seconds": round(found.seconds, 2),
        "values": [
            {
                "what": f.what,
                "expected": float(f.expected),
                "published": f.published,
                "ordering": f.above,
                "measured": float(f.measured),
                "tolerance": None if f.above else float(f.tolerance),
                "passed": f.passed,
            }
            for f in found.findings
        ],
    }
