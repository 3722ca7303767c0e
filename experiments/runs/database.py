"""The database of a ledger: how it is made, opened and looked over, and what can be wrong with it.

What the system refuses SQLite is an ``OSError``, as elsewhere; a database that is none, or is torn,
or is of a newer version, is said in a sentence.
"""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sim.errors import BadInput

_TABLES = """
create table if not exists runs (
    id text primary key, status text not null, stage text not null default '',
    message text not null default '', repeat text not null default '',
    wanted integer not null default 1
) without rowid;
create table if not exists about (name text primary key, value text not null) without rowid;
"""
#: The version of these tables; of an older one nothing is used, and a newer one is left alone.
LAYOUT = 2
#: Seconds to wait for another program that has the ledger open.
PATIENCE = 10.0
#: What SQLite says when the system refuses it something → the system's number for it.
_REFUSED = {
    sqlite3.SQLITE_FULL: errno.ENOSPC,
    sqlite3.SQLITE_IOERR: errno.EIO,
    sqlite3.SQLITE_CANTOPEN: errno.EACCES,
    sqlite3.SQLITE_READONLY: errno.EROFS,
    sqlite3.SQLITE_PERM: errno.EACCES,
    sqlite3.SQLITE_NOMEM: errno.ENOMEM,
    sqlite3.SQLITE_PROTOCOL: errno.EIO,
}


def wrong(folder: Path) -> str:
    """Say what is wrong with a ledger; "" if it can be used, or is not there."""
    file = folder / "ledger.sqlite"
    if not file.exists():
        return ""
    try:
        with connected(folder) as connection:
            layout = connection.execute("pragma user_version").fetchone()[0]
            found: str = connection.execute("pragma quick_check(1)").fetchone()[0]
            if found == "ok" and layout == LAYOUT:
                connection.execute("select id, status, stage, message, repeat, wanted from runs")
                about = connection.execute("select name, value from about").fetchall()
                for _, value in about:
                    json.loads(value)
    except Corrupt as error:
        return error.why
    except ValueError as error:
        return str(error)
    if found == "ok" and layout > LAYOUT:
        raise BadInput(
            f"{file} was written by a newer version of this project: update it, or give another"
            " folder with --out"
        )
    return "" if found == "ok" else found.splitlines()[-1]


def make(connection: sqlite3.Connection, folder: Path) -> None:
    """Make the tables of a ledger, and list in it the runs whose files are there."""
    connection.executescript(f"{_TABLES} pragma user_version = {LAYOUT};")
    with connection:
        connection.executemany(
            "insert into runs (id, status, wanted) values (?, 'done', 0)",
            ((file.stem,) for file in sorted(folder.glob("??/*.arrow"))),
        )


@contextmanager
def connected(folder: Path) -> Iterator[sqlite3.Connection]:
    """Give the ledger's database; what the system refuses it is an ``OSError``, as elsewhere."""
    file = folder / "ledger.sqlite"
    try:
        with closing(sqlite3.connect(file, timeout=PATIENCE)) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise BadInput(
                f"{file}: another program has it open; close that, and try again"
            ) from None
        if code in _REFUSED:
            raise OSError(_REFUSED[code], str(error), str(file)) from error
        raise Corrupt(file, str(error)) from error


class Corrupt(BadInput):
    """A ledger that cannot be used."""

    def __init__(self, file: Path, why: str) -> None:
        super().__init__(
            f"{file} is damaged ({why}); the same command again makes it anew from the runs that"
            " are there"
        )
        self.why = why
