"""Whatever fails at whatever stage: results are the old or the new ones, and go on from there."""

import errno
import importlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.commands.run import GO_ON
from experiments.workflow import job
from sim.errors import BadInput
from tests.results import asked, tables

#: Where it fails: a function, and which call of it.
STAGES = {
    "when it notes what is run": ("experiments.workflow.job:noted", 1),
    "when runs are planned": ("experiments.workflow.job:planned", 1),
    "when the plan is written": ("experiments.runs.ledger:Ledger.plan", 1),
    "when a run is handed out": ("experiments.runs.ledger:Ledger.begin", 2),
    "when a run is kept": ("experiments.runs.ledger:Ledger.keep", 2),
    "when a run is put in place": ("pathlib:Path.replace", 2),
    "when a run is said to be done": ("experiments.runs.ledger:Ledger._set", 4),
    "when tables are written": ("experiments.results.tables:read_run", 3),
    "when the config is copied": ("experiments.workflow.job:copy_config", 1),
    "when the manifest is made": ("experiments.workflow.job:manifest", 1),
    "when the manifest is written": ("experiments.workflow.job:write_json", 1),
    "when results are put in place": ("experiments.results.atomic:_replace", 1),
}
ERRORS = {
    "a defect": RuntimeError("a defect"),
    "Ctrl-C": KeyboardInterrupt(),
    "a full disk": OSError(errno.ENOSPC, "No space left on device"),
}


def failing_once(real: Callable[..., Any], call: int, error: BaseException) -> Callable[..., Any]:
    calls = 0

    def fake(*given: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == call:
            raise error
        return real(*given, **more)

    return fake


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("undisturbed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.workflow.job.analyse", lambda *given: None)
        job.run_experiment(asked(folder), folder / "out")
    return tables(folder / "out")


@pytest.mark.faults
@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize("error", ERRORS)
@pytest.mark.parametrize("stage", STAGES)
def test_a_failure_costs_nothing_but_the_stage(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, bytes],
    stage: str,
    error: str,
) -> None:
    experiment = asked(tmp_path)
    job.run_experiment(replace(experiment, replicates=1), tmp_path / "out")
    before = tables(tmp_path / "out")
    place, call = STAGES[stage]
    module, _, name = place.partition(":")
    owner: Any = importlib.import_module(module)
    *inside, name = name.split(".")
    for part in inside:
        owner = getattr(owner, part)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, failing_once(getattr(owner, name), call, ERRORS[error]))
        with pytest.raises(type(ERRORS[error])):
            job.run_experiment(experiment, tmp_path / "out")
    assert tables(tmp_path / "out") == before
    assert not list(tmp_path.glob(".out.runs/*/*.part"))
    job.run_experiment(experiment, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed
    assert sorted(p.name for p in tmp_path.iterdir()) == [".out.runs", "asked.toml", "out"]


@pytest.mark.faults
@pytest.mark.usefixtures("no_report")
@pytest.mark.parametrize(
    ("place", "stage"),
    [
        ("sim.engine.model.TableModel.__init__", "start"),
        ("sim.engine.model.TableModel.step", "week 4"),
        ("experiments.runs.runner.packed", "outcomes"),
    ],
)
def test_what_fails_within_a_run_is_its_row_and_is_done_the_next_time(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, bytes],
    place: str,
    stage: str,
) -> None:
    experiment = asked(tmp_path)
    with monkeypatch.context() as patch:
        owner, _, name = place.rpartition(".")
        try:
            found: Any = importlib.import_module(owner)
        except ModuleNotFoundError:
            module, _, kind = owner.rpartition(".")
            found = getattr(importlib.import_module(module), kind)
        call = 4 if stage.startswith("week") else 1
        patch.setattr(found, name, failing_once(getattr(found, name), call, ERRORS["a defect"]))
        finished = job.run_experiment(experiment, tmp_path / "out")
    assert finished.failed == 1
    failed = finished.results.runs.set_index("status").loc["failed"]
    assert (failed["stage"], failed["message"]) == (stage, "RuntimeError: a defect")
    job.run_experiment(experiment, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed


@pytest.mark.faults
def test_results_whose_analysis_fails_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, undisturbed: dict[str, bytes]
) -> None:
    def analyse(*given: Any) -> None:
        raise RuntimeError("a defect")

    monkeypatch.setattr("experiments.workflow.job.analyse", analyse)
    with pytest.raises(RuntimeError) as caught:
        job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert caught.value.__notes__ == [
        f"The results are kept; to analyse them again: alliances report {tmp_path / 'out'}"
    ]
    assert tables(tmp_path / "out") == undisturbed


@pytest.mark.faults
def test_the_answer_needs_no_config_that_was_just_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*given: Any, **more: Any) -> None:
        raise BadInput("out/config.toml: cannot be read: No space left on device")

    experiment = asked(tmp_path)
    monkeypatch.setattr("experiments.results.results.read_experiment", unreadable)
    job.run_experiment(experiment, tmp_path / "out")
    assert (tmp_path / "out" / "summary.csv").exists()


# A disk of so many bytes, given to one command after another: too small, then large enough.
ON_A_SMALL_DISK = """
mount -t tmpfs -o size=300k tmpfs results || exit 77
"$@"
echo "exit code $?"
ls -A results
mount -o remount,size=64m results
"$@" || exit 78
cp -r results/asked found
"""


@pytest.mark.slow
@pytest.mark.faults
@pytest.mark.skipif(sys.platform != "linux", reason="makes a small disk as Linux does")
@pytest.mark.usefixtures("no_report")
def test_a_full_disk_is_said_and_can_be_gone_on_from(tmp_path: Path) -> None:
    experiment = replace(asked(tmp_path), replicates=20)
    (tmp_path / "results").mkdir()
    code = (
        "import experiments.commands.main, experiments.workflow.job\n"
        "experiments.workflow.job.analyse = lambda *given: None\n"
        "experiments.commands.main.main()"
    )
    run = [sys.executable, "-c", code, "run", "asked.toml", "--jobs", "1", "--replicates", "20"]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", ON_A_SMALL_DISK, "sh"]
    try:
        done = subprocess.run(
            [*inside, *run], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=300
        )
    except FileNotFoundError:
        pytest.skip("there is no unshare(1)")
    if done.returncode == 77 or "unshare" in done.stderr:
        pytest.skip(f"may not mount a disk: {done.stderr.strip()}")
    assert done.returncode == 0, done.stderr
    assert done.stderr.splitlines()[0] == f"alliances: the disk is full; {GO_ON}"
    assert done.stdout.splitlines()[:2] == ["exit code 1", ".asked.runs"]
    job.run_experiment(experiment, tmp_path / "alone")
    assert tables(tmp_path / "found") == tables(tmp_path / "alone") != {}
