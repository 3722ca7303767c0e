"""What the command prints: plain words and tables, good at 80 columns and in a file."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

import experiments.commands.catalogue as show
import experiments.runs.ledger as ledgers
import experiments.runs.runner as runner
from experiments.config.design import Design
from experiments.config.differences import cell, differences, varied
from experiments.config.experiment import Arm, Experiment
from experiments.config.samplers import SAMPLERS
from experiments.runs.cost import MOST_RUNS, estimate, excess, in_words, size
from experiments.runs.plan import number_of_runs, planned, seed_of
from experiments.workflow.job import Finished
from experiments.workflow.search import Search
from experiments.workflow.shards import ShardRun
from sim.errors import BadInput

#: Columns of the table of arms that 80 characters have room for.
MOST_COLUMNS = 4


def _width() -> int | None:
    """Return None for what rich finds out; in a pipe or a file, room for a row on one line."""
    return None if sys.stdout.isatty() or "COLUMNS" in os.environ else 160


def _console() -> Console:
    return Console(highlight=False, width=_width())


class Speed(ProgressColumn):
    """Runs a second."""

    def render(self, task: Task) -> Text:
        """Return the speed so far; nothing before there is one."""
        return Text(f"{task.speed:.2g}/s" if task.speed else "")


@contextmanager
def bar(name: str, runs: int, quiet: bool) -> Iterator[runner.Progress | None]:
    """Give a function that moves a progress bar; None where nobody would see it."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("runs"),
        TextColumn("[red]{task.fields[failed]}"),
        Speed(),
        TimeRemainingColumn(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(name, total=runs, failed="")

        def move(done: int, failed: int) -> None:
            words = f"{failed} failed" if failed else ""
            progress.update(task, completed=done, failed=words)

        yield move


def finished(what: Finished) -> None:
    """Print the answer, the comparison and where the report is."""
    if what.notice:
        plain(what.notice, "")
    if what.comparison is not None:
        answer = textwrap.wrap(what.comparison.answer, min(_console().width, 100))
        plain(*answer, "", what.comparison.text_table(), "")
    if what.failed:
        _failures(what)
    folder = what.results.folder
    if (folder / "report.html").exists():
        plain(f"Report:  {folder / 'report.html'}")
    plain(f"Results: {folder}")


def portfolio(found: Search) -> None:
    """Print what a search found, as it stands in a config."""
    shares = {name: share for name, share in found.strategy.portfolio.items() if share >= 0.0005}
    told = ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())
    plain(
        f"Best of {len(found.trials)} portfolios, on the seeds of the search"
        f" ({found.outcome} {found.value:.3g}):",
        f"  {told}",
        "",
        "Judged on fresh seeds:",
        "",
    )


def _failures(what: Finished, most: int = 5) -> None:
    runs = what.results.runs
    failed = runs[runs["status"] == "failed"]
    plain(f"{len(failed)} of {len(runs)} runs failed:")
    for row in failed.head(most).itertuples():
        plain(f"  run {row.run} (arm {row.arm}, seed {row.seed}), {row.stage}: {row.message}")
        plain(f"    repeat it: {row.repeat}")
    if len(failed) > most:
        plain(f"  … and {len(failed) - most} more: see runs.parquet")
    plain("")


def part(what: ShardRun) -> None:
    """Print what became of a shard."""
    _states(what.counts, what.failed)
    plain("", f"Shard: {what.folder}", "When all are done: alliances merge DIR… with all of them")


def status(results: Path) -> None:
    """Print how far an experiment has come: done, failed and how to repeat them, missing."""
    with ledgers.seen(results) as ledger:
        if ledger is None:
            raise BadInput(f"{results} has no runs; they begin with: alliances run FILE")
        counts, failed = ledger.counts(), ledger.failed()
        holder = ledgers.holder(ledger.folder)
    _states(counts, failed)
    if holder:
        plain(f"Being written by {holder}")
    elif counts.keys() - {"done", "failed", "kept"}:
        plain("Nobody is at it; to go on, run the same command again")
    if "kept" in counts:
        plain(f"{_many(counts['kept'], 'run')} of earlier settings lie in {ledger.folder}")


def _states(counts: Mapping[str, int], failed: Sequence[ledgers.State]) -> None:
    """Print how many runs are done, failed (and how to repeat them) and missing."""
    total = sum(counts.values()) - counts.get("kept", 0)
    done = counts.get("done", 0)
    plain(
        f"{_many(total, 'run')}: {done:,} done, {len(failed):,} failed,"
        f" {total - done - len(failed):,} missing"
    )
    for state in failed:
        plain(f"  {state.stage}: {state.message}", f"    repeat it: {state.repeat}")


def checked(experiment: Experiment, jobs: int) -> None:
    """Print what an experiment would do, and what it would take."""
    arms = experiment.arms
    plain(f"{experiment.file} is in order.", "")
    if experiment.question:
        plain(experiment.question, "")
    _worlds(experiment)
    for name, week, changes in _events(experiment):
        plain(f"From week {week}{name}: {changes}")
    if experiment.design:
        _design(experiment.design)
    runs = number_of_runs(experiment)
    needed = excess(experiment, jobs)
    jobs = min(jobs, runs)
    agents = sorted({arm.parameters.population.agents for arm in arms})
    seeds = [seed_of(experiment.seed, replicate) for replicate in range(experiment.replicates)]
    baseline = f"; baseline: {experiment.baseline}" if len(arms) > 1 else ""
    there = f" × {_many(experiment.design.size, 'point')}" if experiment.design else ""
    if runs > MOST_RUNS:  # too many to be listed, let alone by mistake
        plain("", f"This would need {needed}; to run it, add --yes.")
        return
    what = estimate(experiment, jobs)
    plain(
        f"Runs:     {runs:,} = {_many(len(arms), 'arm')}{there} ×"
        f" {_many(experiment.replicates, 'replicate')}, seed{'s' * (len(seeds) > 1)}"
        f" {' to '.join(str(seed) for seed in dict.fromkeys((seeds[0], seeds[-1])))}",
        f"Agents:   {' to '.join(f'{n:,}' for n in dict.fromkeys((agents[0], agents[-1])))}",
        f"Outcomes: {', '.join(experiment.analysis.outcomes)}{baseline}",
        f"Time:     {in_words(what.seconds)} with {_many(jobs, 'job')}"
        f" ({1e6 * what.pace:.0f} µs an agent-week, measured just now)",
        f"Memory:   about {size(what.memory)}",
        f"Disk:     about {size(what.disk)}",
    )
    if needed:
        plain("", f"This would need {needed}; to run it, add --yes.")


def _design(design: Design) -> None:
    """Print what a design varies, and how its points are chosen."""
    plain(f"Design:     {design.sampler}: {SAMPLERS[design.sampler].meaning}")
    for vary in design.vary:
        if vary.levels:
            told = ", ".join(show.written(level) for level in vary.levels)
            told = told if len(vary.levels) <= 12 else f"{len(vary.levels)} levels, {told[:40]} …"
        else:
            told = f"{vary.low:g} to {vary.high:g}" + (", log scale" * (vary.scale == "log"))
        plain(f"  {vary.name} = {told}")
    plain("")


def _many(n: int, name: str) -> str:
    return f"{n:,} {name}{'s' * (n != 1)}"


def _worlds(experiment: Experiment) -> None:
    """Print the arms: what is the same in all of them above, what differs in a table."""
    arms, differing = experiment.arms, varied(experiment)
    columns: dict[str, list[str]] = {"arm": [arm.name for arm in arms]}
    own = {
        "strategies": [_mix(arm) for arm in arms],
        **{name: [str(cell(value)) for value in values] for name, values in differing.items()},
        "weeks": [f"{arm.weeks:,} ({arm.warmup:,} warm-up)" for arm in arms],
        "model": [arm.implementation for arm in arms],
    }
    for name, values in own.items():
        if len(set(values)) > 1:
            columns[name] = values
        else:
            plain(f"{name.capitalize() + ':':<12}{values[0]}")
    if len(columns) > MOST_COLUMNS:
        names = columns.pop("arm")
        told = _together(columns, names.index(experiment.baseline))
        columns = {"arm": names, f'differs from "{experiment.baseline}" in': told}
    if len(arms) > 1:
        table = _table("", tuple(columns))
        for cells in zip(*columns.values(), strict=True):
            table.add_row(*map(Text, cells))
        _print(table)
    else:
        plain("")


def _together(columns: Mapping[str, Sequence[str]], baseline: int) -> list[str]:
    """Return for each arm in one cell what would take too many columns: all but the baseline's."""
    arms = [dict(zip(columns, arm, strict=True)) for arm in zip(*columns.values(), strict=True)]
    usual = arms[baseline]
    return [", ".join(f"{k} = {v}" for k, v in arm.items() if v != usual[k]) for arm in arms]


def _events(experiment: Experiment) -> Iterator[tuple[str, int, str]]:
    """Give every event: for whom, when, what changes."""
    happening = [("", event) for event in experiment.events]
    for arm in experiment.arms:
        happening += [(f", arm {arm.name}", event) for event in differences(arm, experiment).events]
    for who, event in happening:
        changes = ", ".join(f"{name} = {show.written(v)}" for name, v in event.changes)
        yield who, event.week, changes


def _mix(arm: Arm) -> str:
    if len(arm.strategies) == 1:
        return arm.strategies[0][0].name
    return ", ".join(f"{100 * share:.3g} % {s.name}" for s, share in arm.strategies)


def one_run(experiment: Experiment, number: int) -> None:
    """Do one run of a design here and print its outcomes; its errors are shown as they are."""
    runs = number_of_runs(experiment)
    if number >= runs:
        raise BadInput(f"--only {number}: the runs are numbered 0 to {runs - 1}")
    task = planned(experiment).task(number)
    plain(f"Run {number}: arm {task.arm.name}, seed {task.row['seed']}", "")
    run = runner.simulated(experiment, task, runner.Stage())
    table = _table("", ("outcome", "value"))
    table.columns[1].justify = "right"
    for name, value in run.outcomes.items():
        table.add_row(name, f"{value:.4g}")
    _print(table)


def kinds() -> None:
    """Print the kinds of things that can be shown."""
    table = _table("", ("kind", "what it is", "how many"))
    table.columns[2].justify = "right"
    for kind in show.KINDS:
        listing = show.listing(kind)
        table.add_row(kind, Text(listing.title), str(len(listing.rows)))
    _print(table)
    plain("All of a kind: alliances show KIND")


def shown(kind: str, name: str | None) -> None:
    """Print everything of a kind, or one thing in full."""
    if name is None:
        listing = show.listing(kind)
        table = _table(listing.title, listing.columns)
        for key, row in listing.rows.items():
            if key in listing.sections:
                table.add_section()
                table.add_row(Text(""), Text(listing.sections[key], style="bold"))
            table.add_row(*map(Text, row))
        _print(table)
        plain(f"One in full: alliances show {kind} NAME")
        return
    facts = show.facts(kind, name)
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in facts.items():
        table.add_row(label, Text(text))
    plain(name)
    _print(table)


def table(
    title: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[int] = (),
) -> None:
    """Print a table of plain cells; the columns in ``numbers`` are flush right."""
    made = _table(title, columns)
    for number in numbers:
        made.columns[number].justify = "right"
    for cells in rows:
        made.add_row(*map(Text, cells))
    _print(made)


def _table(title: str, columns: Sequence[str]) -> Table:
    heading = Text(title) if title else None
    table = Table(title=heading, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", no_wrap=number == 0 and len(columns) > 2)
    return table


def _print(table: Table) -> None:
    """Print a table; in a file or a pipe without the blanks that fill its lines."""
    console = _console()
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as capture:
        console.print(table)
    plain(*(line.rstrip() for line in capture.get().splitlines()))


def plain(*lines: str) -> None:
    """Print lines as they are: what rich would wrap or colour is left alone."""
    console = _console()
    for line in lines:
        console.print(line, markup=False, soft_wrap=True)
