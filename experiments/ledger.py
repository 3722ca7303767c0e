"""What is done of an experiment, in a folder that outlives every attempt to finish it.

Beside ``results/NAME`` lies ``results/.NAME.runs``: the runs that are done, a file each under the
digest of all that determines it, and ``ledger.sqlite``, which knows what became of each. A run is
written aside, renamed, and only then said to be done: whatever is killed when, a run that the
ledger calls done is there and whole. One process at a time may write; the lock is the system's,
which lets go of it however a process ends.
"""

from __future__ import annotations

import json
import os
import socket
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from sim.errors import BadInput

_TABLES = """
create table if not exists runs (
    id text primary key, status text not null, stage text not null default '',
    message text not null default '', repeat text not null default ''
) without rowid;
create table if not exists about (name text primary key, value text not null) without rowid;
"""


@dataclass(frozen=True)
class State:
    """What became of a run: "planned", "running", "done" or "failed", and how it failed."""

    status: str
    stage: str = ""
    message: str = ""
    repeat: str = ""


def runs_folder(results: Path) -> Path:
    """Return the folder of the runs that belong to a folder of results."""
    return results.with_name(f".{results.name}.runs")


class Ledger:
    """The runs of an experiment by their digests; open it with :func:`opened` or :func:`seen`."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder, self._connection = folder, connection

    def plan(self, ids: Iterable[str]) -> None:
        """Note runs that are to be done; those that were under way are so again."""
        with self._connection:
            self._connection.execute("update runs set status = 'planned' where status = 'running'")
            self._connection.executemany(
                "insert into runs (id, status) values (?, 'planned') on conflict do nothing",
                ((id_,) for id_ in ids),
            )

    def done(self, id_: str) -> bool:
        """Return whether a run is done and its file there."""
        return self.state(id_).status == "done" and self.file(id_).exists()

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
        aside.write_bytes(tables)
        aside.replace(file)
        self._set(id_, State("done"))

    def fail(self, id_: str, stage: str, message: str, repeat: str) -> None:
        """Note that a run failed: how far it came, why, and the command that repeats it."""
        self._set(id_, State("failed", stage, message, repeat))

    def counts(self) -> dict[str, int]:
        """Return how many runs there are of each status."""
        query = "select status, count(*) from runs group by status"
        return dict(self._connection.execute(query).fetchall())

    def failed(self) -> list[tuple[str, State]]:
        """Return the runs that failed, by their digests."""
        query = "select id, status, stage, message, repeat from runs where status = 'failed'"
        return [(id_, State(*rest)) for id_, *rest in self._connection.execute(query)]

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

    def _set(self, id_: str, state: State) -> None:
        with self._connection:
            self._connection.execute(
                "insert or replace into runs values (?, ?, ?, ?, ?)",
                (id_, state.status, state.stage, state.message, state.repeat),
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
            connection.executescript(_TABLES)
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
        connection.executescript(_TABLES)
        yield Ledger(folder, connection)


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
