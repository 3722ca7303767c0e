"""What is done of an experiment, in a folder that outlives every attempt to finish it.

Beside ``results/NAME`` lies ``results/.NAME.runs``: the runs that are done, a file each under the
digest of all that determines it, and ``ledger.sqlite``, which knows what became of each. A run is
written aside, renamed, and only then said to be done: whatever is killed when, a run that the
ledger calls done is there and whole. One process at a time may write; the lock is the system's,
which lets go of it however a process ends. Runs of earlier settings stay: going back to them is
free.
"""

from __future__ import annotations

import errno
import json
import os
import socket
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sim.errors import BadInput

_TABLES = """
create table if not exists runs (
    id text primary key, status text not null, stage text not null default '',
    message text not null default '', repeat text not null default '',
    bytes integer not null default 0, wanted integer not null default 1
) without rowid;
create table if not exists about (name text primary key, value text not null) without rowid;
"""
#: The version of these tables; of another one nothing is used.
_LAYOUT = 1

#: The folder of runs within the results of a shard.
INSIDE = "runs"


@dataclass(frozen=True)
class State:
    """What became of a run: "planned", "running", "done" or "failed", and how it failed."""

    status: str
    stage: str = ""
    message: str = ""
    repeat: str = ""


def runs_folder(results: Path) -> Path:
    """Return the folder of the runs that belong to a folder of results.

    It lies beside results, which are replaced as a whole, but in those of a shard, which wait to
    be merged and may travel until then.
    """
    inside = results / INSIDE
    if results.name in ("", ".."):
        results = results.resolve()
    if inside.is_dir() or not results.name:
        return inside
    return results.with_name(f".{results.name}.runs")


class Ledger:
    """The runs of an experiment by their digests; open it with :func:`opened` or :func:`seen`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder, self._connection = folder, connection

    def plan(self, ids: Iterable[str]) -> None:
        """Note the runs that are wanted; those that were under way when all ended are not done."""
        with self._connection:
            self._connection.execute("update runs set status = 'planned' where status = 'running'")
            self._connection.execute("update runs set wanted = 0")
            self._connection.executemany(
                "insert into runs (id, status) values (?, 'planned')"
                " on conflict do update set wanted = 1",
                ((id_,) for id_ in ids),
            )

    def done(self, id_: str) -> bool:
        """Return whether a run is done and its file there, as long as it was."""
        query = "select bytes from runs where id = ? and status = 'done'"
        found = self._connection.execute(query, (id_,)).fetchone()
        try:
            return found is not None and self.file(id_).stat().st_size == found[0]
        except OSError:
            return False

    def state(self, id_: str) -> State:
        """Return what became of a run."""
        query = "select status, stage, message, repeat from runs where id = ?"
        found = self._connection.execute(query, (id_,)).fetchone()
        return State(*found) if found else State("planned")

    def file(self, id_: str) -> Path:
        """Return where a run's tables lie; few enough to a folder that any system copes."""
        return self.folder / id_[:2] / f"{id_}.arrow"

    def begin(self, id_: str) -> None:
        """Note that a run is handed out."""
        self._set(id_, State("running"))

    def keep(self, id_: str, tables: bytes) -> None:
        """Write a run down, then say that it is done."""
        file = self.file(id_)
        file.parent.mkdir(exist_ok=True)
        aside = file.with_suffix(".part")
        try:
            aside.write_bytes(tables)
            aside.replace(file)
        finally:
            aside.unlink(missing_ok=True)  # of something that failed
        self._set(id_, State("done"), len(tables))

    def fail(self, id_: str, stage: str, message: str, repeat: str) -> None:
        """Note that a run failed: how far it came, why, and the command that repeats it."""
        self._set(id_, State("failed", stage, message, repeat))

    def counts(self) -> dict[str, int]:
        """Return how many runs there are of each status, and "kept": of earlier settings."""
        query = "select iif(wanted, status, 'kept'), count(*) from runs group by 1"
        return dict(self._connection.execute(query).fetchall())

    def failed(self) -> list[State]:
        """Return how the runs that failed did."""
        query = "select status, stage, message, repeat from runs where status = 'failed' and wanted"
        return [State(*row) for row in self._connection.execute(query)]

    def over(self) -> set[str]:
        """Return the runs that are done, with their file as long as it was, or failed."""
        query = "select id, status from runs where status in ('done', 'failed')"
        rows = self._connection.execute(query).fetchall()
        return {id_ for id_, status in rows if status == "failed" or self.done(id_)}

    def take(self, other: Ledger, ids: Collection[str]) -> None:
        """Keep runs of another ledger too, and note those that failed there."""
        for id_ in sorted(other.over() & set(ids)):
            state = other.state(id_)
            if state.status == "failed":
                self._set(id_, state)
            elif not self.done(id_):
                self.keep(id_, other.file(id_).read_bytes())

    def about(self) -> dict[str, Any]:
        """Return what was noted about the experiment."""
        rows = self._connection.execute("select name, value from about")
        return {name: json.loads(value) for name, value in rows}

    def note(self, about: Mapping[str, Any]) -> None:
        """Note things about the experiment, plain values by name."""
        with self._connection:
            self._connection.executemany(
                "insert or replace into about values (?, ?)",
                [(name, json.dumps(value)) for name, value in about.items()],
            )

    def _set(self, id_: str, state: State, size: int = 0) -> None:
        with self._connection:
            self._connection.execute(
                "insert or replace into runs (id, status, stage, message, repeat, bytes)"
                " values (?, ?, ?, ?, ?, ?)",
                (id_, state.status, state.stage, state.message, state.repeat, size),
            )


@contextmanager
def opened(results: Path) -> Iterator[Ledger]:
    """Give the ledger of a folder of results to write in.

    Raises
    ------
    BadInput
        If another process has it: which one, where, and since when.
    """
    folder = runs_folder(results)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("a+", encoding="utf-8") as lock:
        if not _locked(lock):
            raise BadInput(f"{results} is being written by {holder(folder)}; wait, or stop that")
        lock.seek(0)
        lock.truncate()
        since = datetime.now(UTC).isoformat(timespec="seconds")
        lock.write(f"process {os.getpid()} on {socket.gethostname()} since {since}")
        lock.flush()
        with _connected(folder) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = normal")
            if connection.execute("pragma user_version").fetchone()[0] != _LAYOUT:
                connection.executescript("drop table if exists runs; drop table if exists about")
            connection.executescript(f"{_TABLES} pragma user_version = {_LAYOUT};")
            yield Ledger(folder, connection)
        lock.truncate(0)


@contextmanager
def seen(results: Path) -> Iterator[Ledger | None]:
    """Give the ledger of a folder of results to read; None if it has none."""
    folder = runs_folder(results)
    if not (folder / "ledger.sqlite").exists():
        yield None
        return
    with _connected(folder) as connection:
        known = connection.execute("pragma user_version").fetchone()[0] == _LAYOUT
        yield Ledger(folder, connection) if known else None


def holder(folder: Path) -> str:
    """Return who is writing to a folder of runs; "" if nobody is."""
    try:
        with (folder / "lock").open("r+", encoding="utf-8") as lock:
            return "" if _locked(lock) else lock.read() or "another process"
    except OSError:
        return ""


@contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(folder / "ledger.sqlite", timeout=60)
    try:
        yield connection
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_FULL:
            raise
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error
    finally:
        connection.close()


def _locked(lock: IO[str]) -> bool:
    """Take the lock, which lasts until the file is closed; return whether it was free."""
    try:
        import fcntl
    except ImportError:  # not on Windows: there the second process is not told
        return True
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
