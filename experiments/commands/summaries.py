"""What commands print: the answer, what became of runs, what a config would do, what there is."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import experiments.commands.catalogue as show
from experiments.commands.console import pairs, plain, table, width
from experiments.commands.networks import networks
from experiments.config.design import Design
from experiments.config.differences import cell, differences, varied
from experiments.config.experiment import Arm, Experiment
from experiments.config.samplers import SAMPLERS
from experiments.runs.cost import Estimate, in_words, size
from experiments.runs.ledger import State, runs_folder
from experiments.runs.plan import number_of_runs, seed_of
from sim.inputs.versions import RULES, as_run

if TYPE_CHECKING:
    from experiments.workflow.job import Finished
    from experiments.workflow.search import Search
    from experiments.workflow.shards import ShardRun

#: Columns of the table of arms that 80 characters have room for.
MOST_COLUMNS = 4


def finished(what: Finished) -> None:
    """Print the answer, the comparison and where the report is."""
    from experiments.report.page import unwritten

    if what.notice:
        plain(what.notice, "")
    if what.comparison is not None:
        answer = textwrap.wrap(what.comparison.answer, min(width(), 100))
        plain(*answer, "", what.comparison.text_table(), "")
        if letters := unwritten(what.results.experiment):
            plain(*textwrap.wrap(letters, min(width(), 100)), "")
    if what.failed:
        _failures(what)
    folder = what.results.folder
    if (folder / "report.html").exists():
        plain(f"Report:  {folder / 'report.html'}")
    plain(f"Results: {folder}")


def practices(experiment: Experiment) -> None:
    """Say of practices of one's own, if there are any, how they run."""
    if names := [practice.name for practice in experiment.parameters.own]:
        files = ", ".join(experiment.practices)
        told = (
            f"{', '.join(names)}: practices of your own run as objects, which is slower"
            f" (executed: {files})."
        )
        plain("", *textwrap.wrap(told, min(width(), 100)))


def rules(experiment: Experiment) -> None:
    """Say of a config for older rules with which values it is run."""
    if experiment.rules != RULES:
        told = f"{experiment.name} {as_run(experiment.rules)}."
        plain("", *textwrap.wrap(told, min(width(), 100)))


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
    if what.notice:
        plain(what.notice, "")
    _states(what.counts, what.failed)
    plain("", f"Shard: {what.folder}", "When all are done: alliances merge DIR… with all of them")


def status(counts: Mapping[str, int], failed: Sequence[State], holder: str, folder: Path) -> None:
    """Print how far an experiment has come: done, failed and how to repeat them, missing.

    Parameters
    ----------
    counts
        Status → how many runs.
    failed
        How those failed that did.
    holder
        Who is writing there; "" if nobody is.
    folder
        Where the runs lie.
    """
    _states(counts, failed)
    if holder:
        plain(f"Being written by {holder}")
    elif counts.keys() - {"done", "failed", "kept"}:
        plain("Nobody is at it; to go on, run the same command again")
    if "kept" in counts:
        plain(f"{_many(counts['kept'], 'run')} of earlier settings lie in {folder}")


def moved(folder: Path) -> None:
    """Print how the runs went of results that were moved away from where those are kept."""
    from experiments.results.results import load

    runs = load(folder).runs
    failed = runs[runs["status"] == "failed"]
    states = [
        State("failed", row["stage"], row["message"], row["repeat"])
        for row in failed.to_dict("records")
    ]
    _states({"done": len(runs) - len(failed), "failed": len(failed)}, states)
    plain(
        f"The runs themselves are not in {runs_folder(folder)}: were these results moved?",
        "Move that folder along to go on from there; without it everything is done anew.",
    )


def _states(counts: Mapping[str, int], failed: Sequence[State]) -> None:
    """Print how many runs are done, failed (and how to repeat them) and missing."""
    total = sum(counts.values()) - counts.get("kept", 0)
    done = counts.get("done", 0)
    plain(
        f"{_many(total, 'run')}: {done:,} done, {len(failed):,} failed,"
        f" {total - done - len(failed):,} missing"
    )
    for state in failed:
        plain(f"  {state.stage}: {state.message}", f"    repeat it: {state.repeat}")


def checked(experiment: Experiment, jobs: int, needed: str, what: Estimate | None) -> None:
    """Print what an experiment would do, and what it would take.

    Parameters
    ----------
    experiment
        The experiment.
    jobs
        How many processes it would have.
    needed
        What of it is more than one would begin by mistake; "" if nothing is.
    what
        The estimate; None for more runs than can be listed, let alone by mistake.
    """
    arms = experiment.arms
    plain(f"{experiment.file} is in order.", "")
    if experiment.question:
        plain(experiment.question, "")
    _worlds(experiment)
    networks(experiment)
    for name, week, changes in _events(experiment):
        plain(f"From week {week}{name}: {changes}")
    if experiment.design:
        _design(experiment.design)
    runs = number_of_runs(experiment)
    jobs = min(jobs, runs)
    agents = sorted({arm.parameters.population.agents for arm in arms})
    seeds = [seed_of(experiment.seed, replicate) for replicate in range(experiment.replicates)]
    baseline = f"; baseline: {experiment.baseline}" if len(arms) > 1 else ""
    there = f" × {_many(experiment.design.size, 'point')}" if experiment.design else ""
    if what is None:
        plain("", f"This would need {needed}; to run it, add --yes.")
        return
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
    rules(experiment)
    practices(experiment)
    own = {arm.implementation for arm in arms if arm.is_own}
    if what.tried:
        plain("", f"To measure the time, a few weeks were run of: {', '.join(what.tried)}")
    if untried := sorted(own - {*what.tried}):
        plain("", f"Not tried, so that with them it may take longer: {', '.join(untried)}")
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
        table("", tuple(columns), zip(*columns.values(), strict=True))
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


def outcomes(found: Mapping[str, float]) -> None:
    """Print the outcomes of one run."""
    rows = [(name, f"{value:.4g}") for name, value in found.items()]
    table("", ("outcome", "value"), rows, numbers=(1,))


def kinds() -> None:
    """Print the kinds of things that can be shown."""
    listings = {kind: show.listing(kind) for kind in show.KINDS}
    rows = [(kind, there.title, str(len(there.rows))) for kind, there in listings.items()]
    table("", ("kind", "what it is", "how many"), rows, numbers=(2,))
    plain("All of a kind: alliances show KIND")


def shown(kind: str, name: str | None) -> None:
    """Print everything of a kind, or one thing in full."""
    if name is not None:
        facts = show.facts(kind, name)
        plain(name)
        pairs(facts)
        return
    there = show.listing(kind)
    sections = {n: there.sections[key] for n, key in enumerate(there.rows) if key in there.sections}
    table(there.title, there.columns, there.rows.values(), sections=sections)
    plain(f"One in full: alliances show {kind} NAME")
