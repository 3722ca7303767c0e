"""The main job: a config file → results, an answer, a report."""

from __future__ import annotations

import os
import shlex
import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import experiments.results.layout as layout
from experiments.config.experiment import Experiment
from experiments.config.inputs import INPUTS
from experiments.config.writer import config_text, resolved
from experiments.results.atomic import check_target, written_aside
from experiments.results.layout import is_ours
from experiments.results.results import BadTable, Results, load
from experiments.runs.ledger import Ledger, opened
from experiments.runs.manifest import Made, manifest, write_json
from experiments.runs.plan import Plan, planned
from experiments.runs.runner import (
    Doing,
    Progress,
    get_ready,
    processes_of,
    run_all,
    write_tables,
)
from experiments.runs.snapshot import Snapshot, check_networks, laid
from experiments.workflow.analyse import analyse, load_analysis
from sim.inputs.versions import ARITHMETIC

if TYPE_CHECKING:
    import pandas as pd

    from experiments.analysis.comparison import Comparison


@dataclass(frozen=True)
class Finished:
    """What a job gives: results, what they say, how many runs failed, and what had changed."""

    results: Results
    comparison: Comparison | None
    failed: int
    notice: str = ""


def run_experiment(
    experiment: Experiment,
    folder: Path | str,
    *,
    jobs: int = 1,
    executor: Executor | None = None,
    progress: Progress | None = None,
    beside: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> Finished:
    """Run an experiment, analyse it and write everything to a folder.

    Parameters
    ----------
    experiment
        What to run.
    folder
        Where the results go. Results of the same experiment that are there are replaced, at the
        end and as a whole; anything else that is there is refused.
    jobs
        How many processes, or how many runs the executor does at a time; the results do not
        depend on it.
    executor
        Does the runs in place of processes of our own, for instance on a cluster. It must find
        the same code and files; nobody but this process writes.
    progress
        Told about every run that is done.
    beside
        Further tables for the folder, by names of :data:`experiments.results.layout.CSV`.

    Raises
    ------
    BadInput
        If the folder has something else in it, or another process is writing there.
    Gone
        If the executor takes no more runs; those done are kept.
    """
    folder = Path(folder)
    check_target(folder, experiment.name)
    started, clock = datetime.now(UTC), time.perf_counter()
    how = Doing(jobs, executor, progress)
    with opened(folder) as ledger:
        get_ready(experiment, how)
        load_analysis()
        plan = planned(experiment)
        inputs, notice = begun(plan, ledger)
        again = run_all(plan, ledger, inputs, how, repeat_with(folder))
        made = Made(jobs, started, time.perf_counter() - clock)
        notices, processes = [notice, lost(again)], processes_of(experiment, how)
        return finish(plan, ledger, inputs, folder, made, notices, beside, processes)


def begun(plan: Plan, ledger: Ledger) -> tuple[Snapshot, str]:
    """Lay copies of what runs read beside the ledger; give them, and say what has changed."""
    inputs = laid(plan.inputs, ledger.folder / INPUTS)
    check_networks(plan.experiment, inputs)
    return inputs, noted(plan, ledger)


def finish(
    plan: Plan,
    ledger: Ledger,
    inputs: Snapshot,
    folder: Path,
    made: Made,
    notices: Sequence[str] = (),
    beside: Mapping[str, pd.DataFrame] = MappingProxyType({}),
    processes: int = 1,
) -> Finished:
    """Put the runs of a ledger together, analyse them and write everything to a folder."""
    with written_aside(folder, ours=is_ours) as aside:
        write_tables(plan, ledger, inputs, aside, repeat_with(folder))
        layout.write_tables(aside, beside)
        copy_config(plan, aside)
        results = Results(aside, plan.experiment)
        about = manifest(plan, aside, results.runs, made)
        write_json(aside / "manifest.json", about)
        comparison, trouble = _analysed(results, processes)
    if trouble is not None:  # the runs took long and are right: they stay
        trouble.add_note(f"The results are kept; to analyse them again: alliances report {folder}")
        raise trouble
    results = Results(folder)
    told = [*notices, ledger.notice, results.ended_early]
    return Finished(results, comparison, about["failed"], "\n".join(filter(None, told)))


def lost(runs: int) -> str:
    """Say how many runs had to be made twice; "" if none had."""
    return "" if not runs else f"Of the runs that were done {runs} got lost; they were made anew."


def repeat_with(folder: Path) -> str:
    """Return the command that repeats the runs of results, without its ``--only``."""
    file = str(folder / "config.toml")
    quoted = subprocess.list2cmdline([file]) if os.name == "nt" else shlex.quote(file)
    return f"alliances run {quoted}"


def noted(plan: Plan, ledger: Ledger) -> str:
    """Note what is being run; say what of it is not as it was when runs were last kept."""
    code, new, files = plan.digests.model, resolved(plan.experiment), plan.inputs.digests
    before = ledger.about()
    ledger.note({"code": code, "arithmetic": ARITHMETIC, "config": new, "inputs": files})
    if not before:
        return ""
    changed = ["the code"] if before["code"] != code else []
    changed += ["the arithmetic"] if before.get("arithmetic", 1) != ARITHMETIC else []
    changed += _differing(before["config"], new, {"replicates", "question", "analysis"})
    changed += _differing(before.get("inputs", files), files)
    if not changed:
        return ""
    return f"Changed since the last time: {', '.join(changed)}. Runs it touches were made anew."


def _differing(
    old: Mapping[str, Any], new: Mapping[str, Any], but: Collection[str] = ()
) -> list[str]:
    names = sorted({*old, *new} - {*but})
    return [name for name in names if old.get(name) != new.get(name)]


def report(folder: Path | str) -> Finished:
    """Analyse results that are stored, and write the report again; raises ``BadInput``."""
    results = load(folder)
    comparison = analyse(results)
    failed = int((results.runs["status"] == "failed").sum())
    told = "\n".join(filter(None, (results.older, results.ended_early)))
    return Finished(results, comparison, failed, told)


def _analysed(results: Results, processes: int) -> tuple[Comparison | None, Exception | None]:
    """Return the answer, or what went wrong on the way to it; but what the system refuses us."""
    try:
        return analyse(results, processes), None
    except (OSError, BadTable):  # the same command again may well succeed, and has all runs
        raise
    except Exception as error:
        return None, error


def copy_config(plan: Plan, folder: Path) -> None:
    """Write the config and what it names: the results can then be repeated from their folder."""
    laid(plan.inputs, folder / INPUTS)
    text = config_text(plan.experiment, plan.inputs)
    (folder / "config.toml").write_text(text, encoding="utf-8")
