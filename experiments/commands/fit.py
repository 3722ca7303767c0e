"""The command ``alliances fit``: parameters adjusted to the patterns of one's own panel."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from experiments.commands.options import Jobs


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("fit")(fit)


def fit(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The config of the fit (TOML).")],
    figure: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it (.png, .svg or .pdf).")
    ] = None,
    check_coverage: Annotated[
        int,
        typer.Option(
            "--coverage",
            min=0,
            max=100_000,
            metavar="N",
            help="Also fit N simulated panels of known parameters.",
        ),
    ] = 0,
    jobs: Jobs = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Fit named parameters to the patterns of a panel, and say how good the fit is."""
    import experiments.commands.evidence as terminal
    import experiments.evidence.fit as fitting
    from experiments.commands.console import as_json as data
    from experiments.commands.console import bar
    from experiments.commands.patterns import check_figure, save
    from experiments.evidence.assessment import finite
    from experiments.evidence.fit_config import read_fit
    from experiments.runs.executors import default_jobs

    if figure is not None:
        check_figure(figure)
    job, processes = read_fit(file), jobs or default_jobs()
    if not as_json:
        terminal.understood(job.panel)
    with bar(job.panel.name, job.setting.draws, as_json) as progress:
        move = None if progress is None else lambda done, _: progress(done, 0)
        draws = fitting.draw(job.setting, processes, move)
    found = fitting.fit(job.panel, job.setting, draws, processes)
    covered = (
        fitting.coverage(job.setting, draws, check_coverage, processes) if check_coverage else {}
    )
    if as_json:
        told = {name: finite(asdict(one)) for name, one in covered.items()}
        result = {"panel": job.panel.name, **found.as_dict(), "coverage": told or None}
        result["read"] = job.panel.understood()
        typer.echo(data(result))
    else:
        terminal.fitted(job.panel.name, found, covered)
    if figure is not None:
        from experiments.evidence.figures import fitted

        save(fitted(found).figure, figure, as_json)
