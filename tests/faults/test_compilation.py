"""Compiled code is never stale, and is kept where it can be."""

import inspect
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numba
import pytest

from sim.engine.week import SCHEDULE, whole_week
from sim.inputs.switches import PROCESSES
from sim.rules import cache, jit

ROOT = Path(__file__).parents[2]


def test_an_edit_in_any_file_starts_a_new_cache(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.py", "deep/b.py"):
        (tmp_path / name).write_text("x = 1\n", encoding="utf-8")
    before = cache.source_digest(tmp_path)
    assert cache.source_digest(tmp_path) == before
    (tmp_path / "deep/b.py").write_text("x = 2\n", encoding="utf-8")
    assert cache.source_digest(tmp_path) != before


def test_the_digest_is_of_every_source_that_kernels_may_come_from() -> None:
    kernels = [Path(inspect.getfile(process.kernel.py_func)) for process in SCHEDULE]
    kernels += [Path(jit.__file__), Path(cache.__file__)]
    assert all(file.is_relative_to(cache.SOURCE) for file in kernels)
    assert (cache.SOURCE / "simulation.py").is_file()


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources, a user's cache and a temporary folder of their own, for caches to be looked for."""
    (tmp_path / "installed").mkdir()
    monkeypatch.setattr(cache, "SOURCE", tmp_path / "installed")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    return tmp_path


def closed(folder: Path) -> None:
    """A file in the place of a folder stops everybody, root too."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("", encoding="utf-8")


def test_older_caches_go(elsewhere: Path) -> None:
    first = cache.cache_folder("one")
    assert first == elsewhere / "installed/__pycache__/numba-one"
    second = cache.cache_folder("two")
    assert second.is_dir()
    assert not first.exists()


def test_a_read_only_install_keeps_its_code_in_the_users_cache(elsewhere: Path) -> None:
    closed(elsewhere / "installed/__pycache__")
    assert cache.cache_folder("one") == elsewhere / "cache/alliance-dynamics/numba-one"


def test_a_folder_that_is_asked_for_has_one_inside_for_these_sources(elsewhere: Path) -> None:
    asked = elsewhere / "scratch"
    first = cache.cache_folder("one", str(asked))
    assert first.parent.parent == asked
    assert cache.cache_folder("two", str(asked)) == first.with_name("numba-two")
    assert first.is_dir(), "another version may be at work there"


@pytest.mark.parametrize("mode", [0o777, 0o770, 0o720, 0o702])
def test_a_folder_that_others_may_write_to_is_not_used(elsewhere: Path, mode: int) -> None:
    asked = elsewhere / "scratch"
    planted = cache.cache_folder("one", str(asked))
    for folder in (planted, planted.parent):
        folder.chmod(mode)
        assert not cache.is_ours(folder)
        assert (
            cache.cache_folder("one", str(asked)) == elsewhere / "installed/__pycache__/numba-one"
        )
        folder.chmod(0o700)
    assert cache.cache_folder("one", str(asked)) == planted


def test_a_link_is_not_followed(elsewhere: Path) -> None:
    planted = cache.cache_folder("one", str(elsewhere / "scratch"))
    planted.rename(elsewhere / "planted")
    planted.symlink_to(elsewhere / "planted")
    found = cache.cache_folder("one", str(elsewhere / "scratch"))
    assert found == elsewhere / "installed/__pycache__/numba-one"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_folder_of_somebody_else_is_not_used(elsewhere: Path) -> None:
    planted = cache.cache_folder("one", str(elsewhere / "scratch"))
    os.chown(planted, 12345, -1)
    found = cache.cache_folder("one", str(elsewhere / "scratch"))
    assert found == elsewhere / "installed/__pycache__/numba-one"


def test_where_nothing_is_ours_a_folder_is_made_that_is(elsewhere: Path) -> None:
    closed(elsewhere / "installed/__pycache__")
    closed(elsewhere / "cache")
    first = cache.cache_folder("one")
    assert first.parent.parent == elsewhere / "tmp"
    first.parent.chmod(0o777)
    alone = cache.cache_folder("one")
    assert alone.parent == elsewhere / "tmp"
    assert alone.stat().st_mode & 0o777 == 0o700


def test_kernels_that_others_left_for_numba_are_not_loaded(tmp_path: Path) -> None:
    """Numba looks where NUMBA_CACHE_DIR says; what lies there itself is not of these sources."""
    script = "from sim.rules.jit import numba; print(numba.config.CACHE_DIR)"
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "PYTHONPATH": str(cache.SOURCE.parent)}
    told = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=True
    )
    folder = Path(told.stdout.strip())
    assert folder.name == f"numba-{cache.source_digest()}"
    assert folder.is_relative_to(tmp_path)


def test_compiling_is_said_once_where_it_is_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(numba.config, "DISABLE_JIT", 0)
    monkeypatch.setattr(jit, "_announced", False)
    jit.announce_compilation("week")
    jit.announce_compilation("week")
    assert capsys.readouterr().err.count("Compiling the model") == 1
    (tmp_path / "exports.week-1.py311.nbi").write_text("", encoding="utf-8")
    monkeypatch.setattr(jit, "_announced", False)
    jit.announce_compilation("week")
    assert capsys.readouterr().err == ""


def test_the_schedule_is_the_week() -> None:
    assert [process.name for process in SCHEDULE] == list(PROCESSES)
    assert all(process.kernel.__name__ == process.name for process in SCHEDULE)
    called = [name for name in whole_week.py_func.__code__.co_names if name in PROCESSES]
    assert called == list(PROCESSES)


COUNTED = """
from numba.core import event
from sim.simulation import prepare
with event.install_recorder("numba:compile") as compiled:
    prepare()
print(len(compiled.buffer))
"""


@pytest.mark.slow
def test_what_one_process_compiled_the_next_finds(tmp_path: Path) -> None:
    # The kernels of practices are handed to attend, and must be found again all the same.
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    counts = []
    for attempt in range(3):
        if attempt == 2:
            for kept in tmp_path.glob("**/exports.week-*.nb?"):
                kept.write_bytes(b"")
        told = subprocess.run(
            [sys.executable, "-c", COUNTED],
            cwd=ROOT, env=env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        counts.append(int(told.stdout))
    assert counts[0] > 20
    assert counts[1] == 0
    assert 0 < counts[2] < counts[0]


HALVED = """
from sim.rules.jit import njit

@njit
def halved(number):
    return number / 2

print(halved(7), halved(7.5), halved(True))
"""


@pytest.mark.parametrize("torn", [None, b"", bytes(1000), b"\x80\x04\x95 and no end"])
def test_code_that_is_torn_or_for_other_arguments_is_compiled_again(
    tmp_path: Path, torn: bytes | None
) -> None:
    env = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path), "NUMBA_DISABLE_JIT": "0"}
    (tmp_path / "kernel.py").write_text(HALVED)
    told = []
    for _ in range(3):
        done = subprocess.run(
            [sys.executable, "kernel.py"], cwd=tmp_path, capture_output=True, text=True,
            env={**env, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        told.append(done.stdout or done.stderr[-300:])
        first, *others = sorted(tmp_path.glob("**/*.halved-*.nbc"))
        if torn is None:  # as when two processes compile at once, and give their code one number
            for other in others:
                other.write_bytes(first.read_bytes())
        else:  # as after a loss of power
            for file in tmp_path.glob("**/*.halved-*.nb?"):
                file.write_bytes(torn)
    assert told == ["3.5 3.75 0.5\n"] * 3
