"""A damaged or missing file is noticed, made again and named; nothing is called done too early."""

import errno
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from experiments.commands import main as cli
from experiments.results.atomic import written_aside
from experiments.results.locks import held, holder
from experiments.runs.ledger import opened, runs_folder
from experiments.workflow import job
from experiments.workflow.shards import merge, run_shard
from sim.errors import BadInput
from tests.results import asked, tables

pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("no_report")]


def run_files(out: Path) -> list[Path]:
    return sorted(runs_folder(out).glob("*/*.arrow"))


def one_bit(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def cut_short(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-7])


def zeros(file: Path) -> None:
    file.write_bytes(bytes(file.stat().st_size))


def another_run(file: Path) -> None:
    other = next(path for path in sorted(file.parents[1].glob("*/*.arrow")) if path != file)
    shutil.copyfile(other, file)


DAMAGE = [one_bit, cut_short, zeros, another_run, Path.unlink]


@pytest.fixture
def undisturbed(tmp_path: Path) -> dict[str, bytes]:
    """The tables of an experiment, whose results and runs lie in ``out``."""
    job.run_experiment(asked(tmp_path), tmp_path / "out")
    return tables(tmp_path / "out")


@pytest.mark.parametrize("damaged", DAMAGE)
def test_a_damaged_run_is_made_again_and_named(
    tmp_path: Path, undisturbed: dict[str, bytes], damaged: Callable[[Path], Any]
) -> None:
    file = run_files(tmp_path / "out")[1]
    whole = file.read_bytes()
    damaged(file)
    finished = job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed
    assert str(file) in finished.notice
    assert "made again" in finished.notice
    assert file.read_bytes() == whole
    assert job.run_experiment(asked(tmp_path), tmp_path / "out").notice == ""


def test_a_run_that_is_damaged_when_tables_are_made_is_made_again(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    def damage_the_first(done: int, failed: int) -> None:
        if done == 4:
            one_bit(run_files(tmp_path / "other")[0])

    finished = job.run_experiment(asked(tmp_path), tmp_path / "other", progress=damage_the_first)
    assert tables(tmp_path / "other") == undisturbed
    assert str(run_files(tmp_path / "other")[0]) in finished.notice


def test_a_disk_that_gives_back_something_else_each_time_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.read_bytes

    def bad(file: Path) -> bytes:
        return real(file)[:-1] if file.suffix == ".arrow" else real(file)

    monkeypatch.setattr(Path, "read_bytes", bad)
    with pytest.raises(OSError, match="does not come back as it was written"):
        job.run_experiment(asked(tmp_path), tmp_path / "out")


def test_a_damaged_run_of_a_shard_is_made_again_when_merging(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    shards = [tmp_path / "1", tmp_path / "2"]
    for i, shard in enumerate(shards, start=1):
        run_shard(asked(tmp_path), shard, (i, 2))
    file = run_files(shards[1])[0]
    one_bit(file)
    finished = merge(shards, tmp_path / "merged")
    assert tables(tmp_path / "merged") == undisturbed
    assert str(file) in finished.notice
    part = run_shard(asked(tmp_path), shards[1], (2, 2))
    assert str(file) in part.notice


def foreign(ledger: Path) -> None:
    ledger.write_text("my shopping list, and not a short one either\n" * 40)


def torn(ledger: Path) -> None:
    ledger.write_bytes(ledger.read_bytes()[:5000])


def overwritten(ledger: Path) -> None:
    content = ledger.read_bytes()
    ledger.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))


def other_columns(ledger: Path) -> None:
    ledger.unlink()
    with sqlite3.connect(ledger) as connection:
        connection.executescript("create table runs (a, b); pragma user_version = 2")
    connection.close()


def empty(ledger: Path) -> None:
    ledger.write_bytes(b"")


LEDGERS = [foreign, torn, overwritten, other_columns, empty, Path.unlink]


@pytest.mark.parametrize("spoil", LEDGERS)
def test_a_damaged_ledger_is_made_anew_from_the_runs(
    tmp_path: Path, undisturbed: dict[str, bytes], spoil: Callable[[Path], Any]
) -> None:
    ledger = runs_folder(tmp_path / "out") / "ledger.sqlite"
    spoil(ledger)
    done: list[int] = []
    longer = replace(asked(tmp_path), replicates=3)
    finished = job.run_experiment(
        longer, tmp_path / "out", progress=lambda n, failed: done.append(n)
    )
    assert done == [4, 5, 6]  # four were there
    if spoil not in (empty, Path.unlink):
        assert "ledger.sqlite was damaged" in finished.notice
        assert ledger.with_suffix(".damaged").exists()  # whatever it was, it is not ours to remove
    finished = job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert finished.notice == ""
    assert tables(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("spoil", LEDGERS[:4])
def test_a_damaged_ledger_is_said_by_status_and_a_shards_runs_are_merged_all_the_same(
    tmp_path: Path,
    undisturbed: dict[str, bytes],
    spoil: Callable[[Path], Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_shard(asked(tmp_path), tmp_path / "1", (1, 1))
    spoil(runs_folder(tmp_path / "1") / "ledger.sqlite")
    monkeypatch.setattr("sys.argv", ["alliances", "status", str(tmp_path / "1")])
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == 2
    said = capsys.readouterr().err
    assert "ledger.sqlite is damaged" in said
    assert "the same command again makes it anew" in said
    merge([tmp_path / "1"], tmp_path / "merged")
    assert tables(tmp_path / "merged") == undisturbed


def test_a_newer_versions_ledger_is_left_alone(
    tmp_path: Path, undisturbed: dict[str, bytes]
) -> None:
    ledger = runs_folder(tmp_path / "out") / "ledger.sqlite"
    with sqlite3.connect(ledger) as connection:
        connection.execute("pragma user_version = 99")
    connection.close()
    before = ledger.read_bytes()
    with pytest.raises(BadInput, match="by a newer version of this project"):
        job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert ledger.read_bytes() == before


def test_a_ledger_that_another_program_holds_is_said(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("experiments.runs.database.PATIENCE", 0.1)
    other = sqlite3.connect(runs_folder(tmp_path / "out") / "ledger.sqlite", isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(BadInput, match="another program has it open"):
        job.run_experiment(asked(tmp_path), tmp_path / "out")
    other.close()


def test_nothing_is_called_done_before_it_is_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    real_sync, real_replace, real_rename = os.fsync, Path.replace, Path.rename

    def sync(fd: int) -> None:
        told.append(f"sync {os.readlink(f'/proc/self/fd/{fd}')}")
        real_sync(fd)

    def move(real: Callable[..., Any]) -> Callable[..., Any]:
        def moved(file: Path, to: Path) -> Any:
            told.append(f"move {file} {to}")
            return real(file, to)

        return moved

    def said(ledger: Any, id_: str, state: Any) -> None:
        told.append(f"{state.status} {ledger.file(id_)}")

    if not Path("/proc/self/fd").exists():
        pytest.skip("asks for names of files as Linux does")
    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(Path, "replace", move(real_replace))
    monkeypatch.setattr(Path, "rename", move(real_rename))
    with opened(tmp_path / "out") as ledger:
        monkeypatch.setattr("experiments.runs.ledger.Ledger._set", said)
        ledger.keep("ab12", b"content")
        file = ledger.file("ab12")
    aside, folder = file.with_suffix(".part"), file.parent
    wanted = [f"sync {aside}", f"move {aside} {file}", f"sync {folder}", f"done {file}"]
    assert [line for line in told if line in wanted] == wanted
    told.clear()
    with written_aside(tmp_path / "new") as aside:
        (aside / "figures").mkdir()
        (aside / "figures" / "one.svg").write_text("<svg/>")
    there = tmp_path / "new"
    wanted = [
        f"sync {aside / 'figures' / 'one.svg'}",
        f"sync {aside / 'figures'}",
        f"sync {aside}",
        f"move {aside} {there}",
        f"sync {tmp_path}",
    ]
    assert [line for line in told if line in wanted] == wanted


def test_a_lock_is_told_with_its_holder_and_ends_with_it(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    assert holder(file) == ""
    with held(file) as mine:
        assert mine
        assert holder(file).startswith(f"process {os.getpid()} on ")
        with held(file) as again:
            assert not again
    assert holder(file) == ""


def test_where_the_system_has_no_locks_one_goes_on_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fcntl = pytest.importorskip("fcntl")

    def none(*given: Any) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", none)
    with held(tmp_path / "lock") as mine:
        assert mine


class Windows:
    """Its locks of bytes: refused where somebody has them."""

    LK_NBLCK, LK_UNLCK = 2, 0
    taken = False

    @classmethod
    def locking(cls, fd: int, mode: int, size: int) -> None:
        assert os.lseek(fd, 0, os.SEEK_CUR) > 1000  # beyond what is written: that stays readable
        if mode == cls.LK_NBLCK and cls.taken:
            raise PermissionError(errno.EACCES, "Permission denied")
        cls.taken = mode == cls.LK_NBLCK


def test_windows_has_its_own_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", Windows)
    with held(tmp_path / "lock") as mine:
        assert mine
        assert Windows.taken
        assert holder(tmp_path / "lock").startswith(f"process {os.getpid()} on ")
    assert not Windows.taken


@pytest.mark.parametrize("damaged", [one_bit, cut_short, zeros, Path.unlink])
def test_a_damaged_table_of_results_is_said_and_made_again(
    tmp_path: Path, undisturbed: dict[str, bytes], damaged: Callable[[Path], Any]
) -> None:
    file = tmp_path / "out" / "runs.parquet"
    damaged(file)
    with pytest.raises(BadInput, match=r"runs\.parquet is (damaged|missing); run the experiment"):
        job.report(tmp_path / "out")
    job.run_experiment(asked(tmp_path), tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed


def test_results_that_could_not_be_read_again_are_not_put_in_place(
    tmp_path: Path, undisturbed: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def analyse(results: Any, processes: int) -> None:
        one_bit(results.folder / "series.parquet")
        assert len(results.series)

    monkeypatch.setattr("experiments.workflow.job.analyse", analyse)
    longer = replace(asked(tmp_path), replicates=3)
    with pytest.raises(BadInput, match=r"series\.parquet is damaged"):
        job.run_experiment(longer, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed
