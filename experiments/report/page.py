"""The report of an experiment: one HTML page that needs nothing but itself, and its figures.

It tells a comparison. :func:`write_report` makes ``figures/*.png`` and ``*.svg`` and
``report.html``, in which the figures are embedded: the page can be mailed, printed, and read
without a network.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analysis.comparison import Comparison
from experiments.analysis.formatting import counted
from experiments.config.differences import cell, differences
from experiments.plots.letters import lacking
from experiments.report.drawing import Ask, draw
from experiments.results.results import Results
from sim.errors import visible

if TYPE_CHECKING:
    from experiments.config.experiment import Arm, Experiment


def write_report(
    results: Results, comparison: Comparison, folder: Path, ask: Ask | None = None
) -> Path:
    """Write the figures and the page of an experiment to a folder, and return the page's path.

    Parameters
    ----------
    results
        The results.
    comparison
        What they say, with every further answer.
    folder
        Where to write.
    ask
        Whom to ask for some of the figures.
    """
    figures = folder / "figures"
    figures.mkdir(parents=True, exist_ok=True)
    pictures = draw(results, comparison, figures, ask)
    page = folder / "report.html"
    page.write_text(html(results, comparison, pictures), encoding="utf-8")
    return page


def html(results: Results, comparison: Comparison, pictures: list[dict[str, str]]) -> str:
    """Return the page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        finalize=lambda given: visible(given) if isinstance(given, str) else given,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    experiment, manifest = results.experiment, results.manifest
    title = str(manifest.get("experiment") or experiment.name).replace("-", " ").replace("_", " ")
    return environment.get_template("page.html.j2").render(
        title=f"{title[:1].upper()}{title[1:]}",
        question=experiment.question,
        answer=comparison.sentences,
        pictures=pictures,
        tables=list(comparison.tables()),
        differing=differing(experiment),
        made=made(results, comparison),
        repeat=f"alliances run {manifest.get('file') or results.folder / 'config.toml'}",
        failed=failures(results),
        ended=results.ended_early,
        letters=unwritten(experiment),
    )


# ---------------------------------------------------------------------------------- how it was made


def differing(experiment: Experiment) -> list[tuple[str, str]]:
    """Return each arm and, in words, what it has that the experiment as a whole has not."""
    return [(arm.name, "; ".join(_differing(arm, experiment)) or "–") for arm in experiment.arms]


def _differing(arm: Arm, experiment: Experiment) -> Iterator[str]:
    own = differences(arm, experiment)
    if len(experiment.arms) == 1 or own.strategies:
        shares = [
            f"{strategy.name} {part:.0%}" if part < 1 else strategy.name
            for strategy, part in arm.strategies
        ]
        yield f"strategies: {', '.join(shares)}"
    for name, value in (own.parameters | own.fields).items():
        yield f"{name} = {cell(value)}"
    for event in own.events:
        changes = ", ".join(f"{name} = {value}" for name, value in event.changes)
        yield f"from week {event.week}: {changes}"


def made(results: Results, comparison: Comparison) -> list[tuple[str, str]]:
    """Return how the results were made, as names and values."""
    experiment, manifest = results.experiment, results.manifest
    agents = {arm.parameters.population.agents for arm in experiment.arms}
    facts = [
        ("Weeks", f"{experiment.weeks}, of which {experiment.warmup} are left out of averages"),
        ("Replicates", f"{counted(comparison.replicates)} of each arm"),
        ("Agents", _among(sorted(agents))),
        ("Seeds", _seeds(list(map(int, results.runs["seed"].unique())))),
    ]
    saved = comparison.table["saved"].median() if len(comparison.table) else float("nan")
    if saved == saved:
        facts.append(
            (
                "Common random numbers",
                "the arms of a replicate share their seed, and so their shocks and meetings: the"
                f" variance of a difference is {saved:.1f} times smaller than with seeds apart"
                " (median over the table of differences)",
            )
        )
    facts.append(("Implementation", experiment.implementation))
    rules, arithmetic = results.made_under
    facts.append(("Rules", f"version {rules}, arithmetic version {arithmetic}"))
    for group in ("versions", "digests", "platform"):
        given = manifest.get(group)
        if isinstance(given, dict):
            facts.append((group.capitalize(), ", ".join(_flat(given))))
        elif given:
            facts.append((group.capitalize(), str(given)))
    seconds = (manifest.get("timings") or {}).get("seconds")
    if seconds is not None:
        facts.append(("Time", f"{float(seconds):,.0f} seconds"))
    return facts


def _among(values: list[int]) -> str:
    return f"{values[0]:,}" if len(values) == 1 else f"{values[0]:,} to {values[-1]:,}"


def _seeds(seeds: list[int]) -> str:
    seeds = sorted(seeds)
    if len(seeds) > 2 and seeds[-1] - seeds[0] == len(seeds) - 1:
        return f"{seeds[0]} to {seeds[-1]}"
    return ", ".join(map(str, seeds))


def _flat(given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield from (f"{inner} {text}" for inner, text in value.items())
        else:
            yield f"{name} {value}"


def unwritten(experiment: Experiment) -> str:
    """Say which letters of names no font of this machine has; "" where all can be drawn."""
    names = [arm.name for arm in experiment.arms]
    names += [strategy.name for arm in experiment.arms for strategy, _ in arm.strategies]
    gone = lacking(names)
    if not gone:
        return ""
    some = f"{' '.join(gone[:12])}{' …' if len(gone) > 12 else ''}"
    return (
        f"No font of this machine has {some}: in figures each such letter stands as its number in"
        " Unicode. With a font that has them (such as Noto Sans) alliances report draws them."
    )


def failures(results: Results) -> str:
    """Say how many runs failed and how to repeat one of them; "" if none did."""
    runs: pd.DataFrame = results.runs
    failed = runs[runs["status"] == "failed"]
    if failed.empty:
        return ""
    first = failed.iloc[0]
    return (
        f"{len(failed)} of {len(runs)} runs failed and are left out. The first: {first['message']}"
        f" To repeat it: {first['repeat']}"
    )
