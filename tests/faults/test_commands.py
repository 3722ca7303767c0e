"""What goes wrong while a command runs is said in a sentence; nothing is half written."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from experiments.commands import main as cli
from experiments.commands.run import GO_ON
from experiments.config.reader import read_experiment
from experiments.results.atomic import check_target
from experiments.runs import cost as estimate
from sim.errors import BadInput

CONFIG = """
question = "How long does it take?"
weeks = 2000
replicates = 50
[model]
population.agents = 60
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("asked.toml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    monkeypatch.setattr("sys.argv", ["alliances", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    return caught.value.code


@contextmanager
def in_the_middle_of_its_runs(config: Path, *words: str) -> Iterator[subprocess.Popen]:
    code = "from experiments.commands.main import main; main()"
    command = [sys.executable, "-c", code, "run", "asked.toml", *words]
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, cwd=config, stderr=subprocess.PIPE, text=True, env=env) as run:
        try:
            deadline = time.monotonic() + 120
            while not list(config.glob("results/.asked.runs/*/*.arrow")):
                assert run.poll() is None, run.communicate()[1]
                assert time.monotonic() < deadline
                time.sleep(0.05)
            yield run
        finally:
            run.kill()


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_is_said_and_leaves_no_half_results(
    config: Path, jobs: int, number: int
) -> None:
    with in_the_middle_of_its_runs(config, "--jobs", str(jobs)) as run:
        run.send_signal(number)
        _, err = run.communicate(timeout=60)
    assert err.splitlines()[-1] == "alliances: interrupted; " + GO_ON
    assert "Traceback" not in err
    assert run.returncode == 130
    assert [path.name for path in (config / "results").iterdir()] == [".asked.runs"]


def test_a_file_that_ends_too_early_is_no_interruption(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(*given: object) -> None:
        raise EOFError("Ran out of input")

    monkeypatch.setattr("experiments.runs.cost.estimate", ended)
    monkeypatch.setattr("sys.argv", ["alliances", "check", "asked.toml"])
    with pytest.raises(EOFError, match="Ran out of input"):
        cli.main()


@pytest.mark.skipif(os.name != "posix", reason="locks a file")
def test_a_second_process_is_told_and_status_tells_the_story(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with in_the_middle_of_its_runs(config, "--jobs", "1") as first:
        assert call(monkeypatch, "run", "asked.toml") == 2
        err = capsys.readouterr().err
        assert f"results/asked is being written by process {first.pid} on " in err
        assert call(monkeypatch, "status", "results/asked") in (0, None)
        out = capsys.readouterr().out
        assert out.startswith("50 runs: ")
        assert f"Being written by process {first.pid} on " in out
        first.kill()
        first.wait()
        assert call(monkeypatch, "status", "results/asked") in (0, None)
        assert "to go on, run the same command again" in capsys.readouterr().out


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="no such device")
@pytest.mark.parametrize("place", ["/dev/null/x", "file/x", "x" * 300])
def test_where_nothing_can_be_written_it_is_said_before_anything_runs(
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    place: str,
) -> None:
    monkeypatch.setattr(
        "experiments.workflow.job.run_all", lambda *given, **more: pytest.fail("it ran")
    )
    Path("file").touch()
    assert call(monkeypatch, "run", "asked.toml", "--out", place) == 2
    err = capsys.readouterr().err
    assert f"{place} cannot be written: " in err
    assert "choose another with --out" in err


def test_asking_whether_a_folder_can_be_written_leaves_nothing(config: Path) -> None:
    check_target(config / "new" / "folder", "asked")
    assert [path.name for path in config.iterdir()] == ["asked.toml"]


def test_very_much_work_is_not_begun_without_yes(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = []
    monkeypatch.setattr(
        "experiments.commands.run._run", lambda asked, **how: begun.append(asked) or _Done
    )
    monkeypatch.setattr("experiments.commands.summaries.finished", lambda what: None)
    words = ["run", "asked.toml", "--set", "replicates=9000"]
    assert call(monkeypatch, *words) == 2
    said = "this would need 1,080,000,000 agent-weeks; add --yes to do it"  # 60 × 2000 × 9000
    assert said in capsys.readouterr().err
    assert begun == []
    assert call(monkeypatch, *words, "--yes") in (0, None)
    assert len(begun) == 1
    assert call(monkeypatch, "run", "asked.toml") in (0, None)
    assert len(begun) == 2


class _Done:
    failed = 0


def test_more_memory_than_there_is_is_said(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = read_experiment("asked.toml")
    monkeypatch.setattr(estimate, "machine_memory", lambda: 0.5e9)
    assert estimate.excess(experiment, 1) == ""  # one process: 0.28 GB
    with pytest.raises(BadInput, match="about 845 MB of memory, where this machine has 500 MB"):
        estimate.check_size(
            experiment, 2
        )  # two, and the one that started them: 3 × 280 MB + 2 × 60 agents × 40 kB
    assert estimate.extent(experiment).agent_weeks == 60 * 2000 * 50


def test_check_says_that_yes_will_be_asked_for(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    quick = estimate.Estimate(1.0, 1e6, 1e6, 1e-6)
    monkeypatch.setattr("experiments.runs.cost.estimate", lambda experiment, jobs: quick)
    words = ["check", "asked.toml", "--jobs", "1", "--set"]
    assert call(monkeypatch, *words, "replicates=9000") in (0, None)
    out = capsys.readouterr().out
    assert "This would need 1,080,000,000 agent-weeks; to run it, add --yes." in out
    assert "9,000 = 1 arm × 9,000 replicates, seeds 1000000 to 1008999" in out
    assert call(monkeypatch, *words, "replicates=1") in (0, None)
    out = capsys.readouterr().out
    assert "would need" not in out
    assert "1 = 1 arm × 1 replicate, seed 1000000\n" in out
