"""Compiled code is never stale, and is kept where it can be."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import pytest

import sim
from sim.engine.week import SCHEDULE
from sim.inputs.switches import PROCESSES
from sim.rules import jit

ROOT = Path(__file__).parents[2]


def test_an_edit_in_any_file_starts_a_new_cache(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.py", "deep/b.py"):
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    before = jit.source_digest(tmp_path)
    assert jit.source_digest(tmp_path) == before
    (tmp_path / "deep/b.py").write_text("x = 2\n", encoding="utf-8")
    assert jit.source_digest(tmp_path) != before


def test_older_caches_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jit, "SOURCE", tmp_path)
    first = jit.cache_folder("one")
    assert first.is_dir()
    second = jit.cache_folder("two")
    assert second.is_dir()
    assert not first.exists()


def test_a_read_only_install_keeps_its_code_in_the_users_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A file in the place of the folder stops everybody, root too.
    (tmp_path / "installed").mkdir()
    (tmp_path / "installed/__pycache__").write_text("", encoding="utf-8")
    monkeypatch.setattr(jit, "SOURCE", tmp_path / "installed")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert jit.cache_folder("one") == tmp_path / "cache/alliance-dynamics/numba-one"


def test_compiling_is_said_once_where_it_is_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(jit, "_announced", False)
    jit.announce_compilation("learn")
    jit.announce_compilation("learn")
    assert capsys.readouterr().err.count("Compiling the model") == 1
    (tmp_path / "learn.learn-1.py311.nbi").write_text("", encoding="utf-8")
    monkeypatch.setattr(jit, "_announced", False)
    jit.announce_compilation("learn")
    assert capsys.readouterr().err == ""


def test_the_schedule_is_the_week() -> None:
    assert [process.name for process in SCHEDULE] == list(PROCESSES)
    assert all(process.kernel.__name__ == process.name for process in SCHEDULE)


def test_the_cache_watches_every_folder_that_kernels_lie_in() -> None:
    assert Path(sim.__file__).parent == jit.SOURCE


COUNTED = """
from numba.core import event
from sim.engine.model import prepare
with event.install_recorder("numba:compile") as compiled:
    prepare()
print(len(compiled.buffer))
"""


def test_what_one_process_compiled_the_next_finds() -> None:
    # The kernels of practices are handed to attend, and must be found again all the same.
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_DISABLE_JIT"}
    counts = [
        int(
            subprocess.run(
                [sys.executable, "-c", COUNTED],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )
        for _ in range(2)
    ]
    assert counts[1] == 0
