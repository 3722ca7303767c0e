"""The main job: a config file → results, an answer, a report."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import experiments.results.layout as layout
from experiments.config.experiment import Experiment
from experiments.config.files import network_file
from experiments.config.writer import config_text, resolved
from experiments.results.atomic import check_target, written_aside
from experiments.results.results import BadTable, Results, load
from experiments.runs.ledger import Ledger, opened
from experiments.runs.manifest import Made, manifest, write_json
from experiments.runs.plan import Plan, planned
from experiments.runs.runner import Progress, run_all, write_tables
from experiments.workflow.analyse import analyse

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
    with opened(folder) as ledger:
        plan = planned(experiment)
        changed = noted(plan, ledger)
        repeat = repeat_with(folder)
        run_all(plan, ledger, jobs=jobs, executor=executor, progress=progress, repeat=repeat)
        seconds = time.perf_counter() - clock
        return finish(plan, ledger, folder, Made(jobs, started, seconds), changed, beside)


def finish(
    plan: Plan,
    ledger: Ledger,
    folder: Path,
    made: Made,
    notice: str = "",
    beside: Mapping[str, pd.DataFrame] = MappingProxyType({}),
) -> Finished:
    """Put the runs of a ledger together, analyse them and write everything to a folder."""
    with written_aside(folder) as aside:
        write_tables(plan, ledger, aside, repeat_with(folder))
        layout.write_tables(aside, beside)
        copy_config(plan.experiment, aside)
        results = Results(aside)
        about = manifest(plan, aside, results.runs, made)
        write_json(aside / "manifest.json", about)
        comparison, trouble = _analysed(results)
    if trouble is not None:  # the runs took long and are right: they stay
        trouble.add_note(f"The results are kept; to analyse them again: alliances report {folder}")
        raise trouble
    said = " ".join(filter(None, (notice, ledger.notice)))
    return Finished(Results(folder), comparison, about["failed"], said)


def repeat_with(folder: Path) -> str:
    """Return the command that repeats the runs of results, without its ``--only``."""
    file = str(folder / "config.toml")
    quoted = subprocess.list2cmdline([file]) if os.name == "nt" else shlex.quote(file)
    return f"alliances run {quoted}"


def noted(plan: Plan, ledger: Ledger) -> str:
    """Note what is being run; say what of it is not as it was when runs were last kept."""
    code, new = plan.digests.code, resolved(plan.experiment)
    before = ledger.about()
    ledger.note({"code": code, "config": new})
    if not before:
        return ""
    changed = ["the code"] if before["code"] != code else []
    old = before["config"]
    names = sorted({*old, *new} - {"replicates", "question", "analysis"})
    changed += [name for name in names if old.get(name) != new.get(name)]
    if not changed:
        return ""
    return f"Changed since the last time: {', '.join(changed)}. Runs it touches were made anew."


def report(folder: Path | str) -> Finished:
    """Analyse results that are stored, and write the report again; raises ``BadInput``."""
    results = load(folder)
    comparison = analyse(results)
    return Finished(results, comparison, int((results.runs["status"] == "failed").sum()))


def _analysed(results: Results) -> tuple[Comparison | None, Exception | None]:
    """Return the answer, or what went wrong on the way to it; but what the system refuses us."""
    try:
        return analyse(results), None
    except (OSError, BadTable):  # the same command again may well succeed, and has all runs
        raise
    except Exception as error:
        return None, error


def copy_config(experiment: Experiment, folder: Path) -> None:
    """Write the config and what it names: the results can then be repeated from their folder."""
    (folder / "config.toml").write_text(config_text(experiment), encoding="utf-8")
    for module, source in experiment.own_modules().items():
        if source.is_relative_to(experiment.base):
            beside = folder / (module.replace(".", "/") + ".py")
            beside.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, beside)
    for arm in experiment.arms:
        file = network_file(arm.parameters.population.network, experiment.base)
        if file is not None:
            shutil.copyfile(file, folder / file.name)
