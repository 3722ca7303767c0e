"""What is done of an experiment, in a folder that outlives every attempt to finish it.

Beside ``results/NAME`` lies ``results/.NAME.runs``: the runs that are done, a file each under the
digest of all that determines it, and ``ledger.sqlite``, which knows what became of each. A run is
written aside, waited for until it is on the disk, renamed, and only then said to be done. Its file
is sealed: what is not whole is made again, and what is whole is believed, also where the ledger was
lost. One process at a time may write. Runs of earlier settings stay: going back to them is free.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.results.durable import Damaged, sealed, unsealed, write_settled
from experiments.results.locks import held, holder
from experiments.runs.database import LAYOUT, Corrupt, connected, make, wrong
from sim.errors import BadInput

#: The folder of runs within the results of a shard.
INSIDE = "runs"
#: So many files are named in a notice.
_NAMED = 3


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

    def __init__(self, folder: Path, connection: sqlite3.Connection, notice: str = "") -> None:
        self.folder, self._connection, self._notice = folder, connection, notice
        self._damaged: dict[Path, None] = {}

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

    def missing(self, ids: Iterable[str], *, failed: bool = True) -> list[str]:
        """Return which of some runs are still to be done, and note those whose files were lost.

        Parameters
        ----------
        ids
            The runs.
        failed
            Whether those that failed are to be done again.
        """
        said = dict(self._connection.execute("select id, status from runs").fetchall())
        there, gone = [], []
        for id_ in ids:
            try:
                self.content(id_)
            except Damaged as damaged:
                if said.get(id_) == "done" or damaged.file.exists():
                    self.damaged(damaged.file)
                if failed or said.get(id_) != "failed":
                    gone.append(id_)
            else:
                there.append(id_)
        with self._connection:
            self._connection.executemany(
                "update runs set status = 'done', stage = '', message = '', repeat = ''"
                " where id = ? and status <> 'done'",
                ((id_,) for id_ in there),
            )
            self._connection.executemany(
                "update runs set status = 'planned' where id = ? and status = 'done'",
                ((id_,) for id_ in gone),
            )
        return gone

    def content(self, id_: str) -> memoryview:
        """Return the tables of a run that is done; raises ``Damaged``."""
        return unsealed(id_, self.file(id_))

    def damaged(self, file: Path) -> None:
        """Remember a damaged file for the notice."""
        self._damaged[file] = None

    @property
    def notice(self) -> str:
        """What was wrong with the files, in sentences; "" if nothing was."""
        said, files = [self._notice] if self._notice else [], list(self._damaged)
        if files:
            names = ", ".join(map(str, files[:_NAMED]))
            more = f" and {len(files) - _NAMED} more" if len(files) > _NAMED else ""
            said.append(f"Damaged or missing, and made again: {names}{more}.")
        return " ".join(said)

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

    def keep(self, id_: str, tables: bytes | memoryview) -> None:
        """Write a run down, wait until it is on the disk, then say that it is done."""
        file = self.file(id_)
        file.parent.mkdir(exist_ok=True)
        write_settled(file, sealed(id_, tables))
        self._set(id_, State("done"))

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
        """Return the runs that are done, with their file there, or failed."""
        query = "select id, status from runs where status in ('done', 'failed')"
        rows = self._connection.execute(query).fetchall()
        return {id_ for id_, status in rows if status == "failed" or self.file(id_).exists()}

    def take(self, other: Ledger, ids: Collection[str]) -> None:
        """Keep runs of another ledger too, and note those that failed or are damaged there."""
        for id_ in sorted(other.over() & set(ids)):
            state = other.state(id_)
            if state.status == "failed":
                self._set(id_, state)
                continue
            try:
                self.keep(id_, other.content(id_))
            except Damaged as damaged:
                self.damaged(damaged.file)

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
                "insert or replace into runs (id, status, stage, message, repeat)"
                " values (?, ?, ?, ?, ?)",
                (id_, state.status, state.stage, state.message, state.repeat),
            )


@contextmanager
def opened(results: Path) -> Iterator[Ledger]:
    """Give the ledger of a folder of results to write in.

    A damaged one is put aside, and a new one made from the runs that are there.

    Raises
    ------
    BadInput
        If another process has it: which one, where, and since when; or if a newer version wrote it.
    """
    folder = runs_folder(results)
    folder.mkdir(parents=True, exist_ok=True)
    lock = folder / "lock"
    with held(lock) as mine:
        if not mine:
            raise BadInput(f"{results} is being written by {holder(lock)}; wait, or stop that")
        notice = _mended(folder)
        with connected(folder) as connection:
            connection.execute("pragma journal_mode = wal")
            connection.execute("pragma synchronous = full")
            if connection.execute("pragma user_version").fetchone()[0] != LAYOUT:
                connection.executescript("drop table if exists runs; drop table if exists about")
                make(connection, folder)
            yield Ledger(folder, connection, notice)


@contextmanager
def seen(results: Path, *, mended: bool = False) -> Iterator[Ledger | None]:
    """Give the ledger of a folder of results to read; None if it has none.

    Parameters
    ----------
    results
        The folder.
    mended
        Give one made from the runs' files where the ledger is damaged.

    Raises
    ------
    BadInput
        If it is damaged, or if a newer version wrote it.
    """
    folder = runs_folder(results)
    file = folder / "ledger.sqlite"
    if not file.exists():
        yield None
        return
    trouble = wrong(folder)
    if not trouble:
        with connected(folder) as connection:
            known = connection.execute("pragma user_version").fetchone()[0] == LAYOUT
            yield Ledger(folder, connection) if known else None
    elif mended:
        with closing(sqlite3.connect(":memory:")) as connection:
            make(connection, folder)
            yield Ledger(folder, connection)
    else:
        raise Corrupt(file, trouble)


def _mended(folder: Path) -> str:
    """Put a damaged ledger aside; say so."""
    trouble, file = wrong(folder), folder / "ledger.sqlite"
    if not trouble:
        return ""
    aside = file.with_suffix(".damaged")
    file.replace(aside)
    for end in ("-wal", "-shm"):
        file.with_name(file.name + end).unlink(missing_ok=True)
    return (
        f"{file} was damaged ({trouble}) and was made anew from the runs that are there; the old"
        f" one is {aside.name}."
    )
