"""What goes wrong with ``alliances bench --against`` is a sentence, and nothing stays behind."""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks.against import Asked, Side, inside, measured
from benchmarks.trees import HERE, laid_out
from experiments.commands import main as cli
from sim.errors import BadInput
from tests.trees import DEADLY, git, repository


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder below which temporary ones are made."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "temporary"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--against", "nonsense"], "--against nonsense: git knows no such commit"),
        (["--against", "--all"], "--against --all: git knows no such commit"),
        (["--against", "HEAD", "--out", "x"], "--out measures this tree alone"),
        (["--against", "HEAD", "--within", "0"], "--within 0: expected a share above 0"),
        (["--against", "HEAD", "--within", "nan"], "--within nan: expected a share above 0"),
        (["--within", "0.03"], "--within goes with --against COMMIT"),
    ],
)
def test_bad_input_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    sentence: str,
) -> None:
    monkeypatch.setattr("sys.argv", ["alliances", "bench", *words])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    assert sentence in capsys.readouterr().err


def test_outside_a_checkout_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with (
        pytest.raises(BadInput, match="needs a git checkout of the project"),
        laid_out("x", tmp_path),
    ):
        pass
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    with pytest.raises(BadInput, match="git says: not a git repository"), laid_out("x", tmp_path):
        pass


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "pyproject.toml").write_text("", encoding="utf-8")
    monkeypatch.setenv("PATH", str(tmp_path))
    with (
        pytest.raises(BadInput, match="needs git, which is not installed"),
        laid_out("x", tmp_path),
    ):
        pass


@pytest.mark.parametrize("stopped", [None, KeyboardInterrupt, RuntimeError])
def test_nothing_stays_behind(
    tmp_path: Path, temporary: Path, stopped: type[BaseException] | None
) -> None:
    project, processes = repository(tmp_path / "project"), []

    def stop(side: Side) -> float:
        processes.append(side.worker._process)
        if stopped is not None:
            raise stopped
        return 1.0

    before = git(project, "status", "--porcelain"), git(project, "worktree", "list")
    rows = [inside("memory", "kB", 12, "memory", 10), Asked("stop", "s", stop, 12, 0)]
    if stopped is None:
        measured("old", rows, 1, project)
    else:
        with pytest.raises(stopped):
            measured("old", rows, 1, project)
    assert list(temporary.iterdir()) == []
    assert processes
    assert all(process.poll() is not None for process in processes)
    assert (git(project, "status", "--porcelain"), git(project, "worktree", "list")) == before


def test_a_process_that_dies_is_a_sentence(tmp_path: Path) -> None:
    rows = [inside("dies", "s", 12, "engine_week", DEADLY, 6)]
    _, (dies,) = measured("old", rows, 2, repository(tmp_path / "project"))
    why = "its process ended with 7: a model may print"
    assert dies.lacking == {"there": why, "here": why}
    assert dies.there == []


@pytest.mark.skipif(not (HERE / ".git").exists(), reason="needs a git checkout")
def test_ctrl_c_ends_everything(tmp_path: Path) -> None:
    code = "from experiments.commands.main import main; main()"
    command = [sys.executable, "-c", code, "bench", "--against", "HEAD"]
    env = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(HERE)}
    with subprocess.Popen(command, cwd=HERE, stderr=subprocess.PIPE, text=True, env=env) as bench:
        assert bench.stderr is not None
        assert "round 1" in bench.stderr.readline()
        assert len(list(tmp_path.glob("alliances-bench-*"))) == 1
        bench.send_signal(signal.SIGINT)
        said = bench.stderr.read()
    assert (bench.returncode, said) == (130, "alliances: interrupted\n")
    assert list(tmp_path.iterdir()) == []
