"""One file a run while an experiment runs; one table of all runs when it is done.

A run's file holds its tables one after another as Arrow streams. Wherever a run was made, and
whenever it was done, the final tables are put together in the order of the design and cut into row
groups at the same runs, so that they come out byte for byte the same. One row group of each table
is held in memory at a time, and one that is being written while runs are read for the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from experiments.results.layout import TABLES

if TYPE_CHECKING:
    import pandas as pd

#: A row group of the final tables has as many cells, or runs: what is held in memory at a time.
CELLS, RUNS = 2**21, 256

Tables = dict[str, pa.Table]


def packed(outcomes: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> bytes:
    """Return a run as the bytes of its file.

    Which run of which design it is does not belong to it: that is added when tables are put
    together, so that a longer design can use it again.

    Parameters
    ----------
    outcomes
        What the run's row in ``runs`` has to say of it.
    tables
        Data frames by the names of ``TABLES``; those missing are left out.
    """
    streams = {"runs": pa.Table.from_pylist([dict(outcomes)])}
    for name in TABLES:
        if name in tables:
            streams[name] = _as_table(tables[name])
    sink = pa.BufferOutputStream()
    for name, table in streams.items():
        schema = table.schema.with_metadata({"table": name})
        with pa.ipc.new_stream(sink, schema, options=_COMPRESSED) as writer:
            writer.write_table(table.replace_schema_metadata(schema.metadata))
    found: bytes = sink.getvalue().to_pybytes()
    return found


# Reading so many small columns takes four times as long with Zstandard, or with threads.
_COMPRESSED = pa.ipc.IpcWriteOptions(compression="lz4")
_ALONE = pa.ipc.IpcReadOptions(use_threads=False)


def read_run(content: memoryview | None, row: Mapping[str, Any]) -> Tables:
    """Return the tables of a run, labelled by its row; of a run without content, its row."""
    tables = {"runs": pa.Table.from_pylist([dict(row)])}
    if content is None:
        return tables
    with pa.BufferReader(content) as source:
        size = source.size()
        while source.tell() < size:
            table = pa.ipc.open_stream(source, options=_ALONE).read_all()
            name = table.schema.metadata[b"table"].decode()
            table = table.replace_schema_metadata(None)
            if name == "runs":
                table = pa.table(dict(_columns(tables["runs"])) | dict(_columns(table)))
            else:
                table = _labelled(table, row)
            tables[name] = table
    return tables


def _columns(table: pa.Table) -> Iterable[tuple[str, pa.ChunkedArray]]:
    return zip(table.column_names, table.columns, strict=True)


def combine(
    runs: Callable[[], Iterable[tuple[memoryview | None, Mapping[str, Any]]]], folder: Path
) -> None:
    """Write the final tables.

    Parameters
    ----------
    runs
        Gives the contents of the runs' files in the order of the design, each with its row; None
        for a run without one. It is asked again when a run has columns that those before it lack.
    folder
        Where to.
    """
    labels = pa.schema([("run", pa.int64()), ("arm", pa.string()), ("replicate", pa.int64())])
    known = dict.fromkeys(("runs", *TABLES), labels)
    while True:
        with ExitStack() as closing:
            threads = ThreadPoolExecutor(len(known))
            sheets = {n: _Sheet(folder, n, schema, threads) for n, schema in known.items()}
            for sheet in sheets.values():
                closing.callback(sheet.close)
            closing.enter_context(threads)  # is left before any sheet is closed
            try:
                for content, row in runs():
                    for name, table in read_run(content, row).items():
                        sheets[name].add(table)
                for sheet in sheets.values():
                    sheet.flush()
                for sheet in sheets.values():
                    sheet.wait()
            except _Wider as wider:
                known[wider.name] = wider.schema
            else:
                return


class _Wider(Exception):
    """A table turns out to have columns that are not in its file."""

    def __init__(self, name: str, schema: pa.Schema) -> None:
        super().__init__(name)
        self.name, self.schema = name, schema


class _Sheet:
    """A final table that is being written, a row group at a time, in a thread."""

    def __init__(self, folder: Path, name: str, schema: pa.Schema, threads: Executor) -> None:
        self.name, self.schema = name, schema
        self._threads = threads
        self._writing: Future[None] | None = None
        self._file = folder / f"{name}.parquet"
        self._writer: pq.ParquetWriter | None = None
        self._parts: list[pa.Table] = []
        self._cells = 0

    def add(self, rows: pa.Table) -> None:
        """Add the rows of a run."""
        self._parts.append(rows)
        self._cells += rows.num_rows * rows.num_columns
        if self._cells >= CELLS or len(self._parts) == RUNS:
            self.flush()

    def flush(self) -> None:
        """Begin to write what was added; raises ``_Wider``."""
        parts, self._parts, self._cells = self._parts, [], 0
        rows = pa.concat_tables([self.schema.empty_table(), *parts], promote_options="permissive")
        if self._writer is None:
            self.schema = rows.schema
            self._writer = pq.ParquetWriter(self._file, self.schema, compression="zstd")
        elif rows.schema != self.schema:
            raise _Wider(self.name, rows.schema)
        if rows.num_rows:
            self.wait()
            write = self._writer.write_table
            self._writing = self._threads.submit(write, rows, row_group_size=rows.num_rows)

    def wait(self) -> None:
        """Wait until what was flushed is written; raises what went wrong there."""
        if self._writing is not None:
            self._writing.result()

    def close(self) -> None:
        """Finish the file."""
        if self._writer is not None:
            self._writer.close()


def _as_table(frame: pd.DataFrame) -> pa.Table:
    """Return a data frame as a table, at a quarter of what ``Table.from_pandas`` takes for it."""
    return pa.table({str(name): _as_array(column) for name, column in frame.items()})


def _as_array(column: pd.Series) -> pa.Array:
    """Return a column such that its type is the same in every run: nothing known is text."""
    values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array
    found = pa.array(values, from_pandas=True)
    unlike = pa.types.is_null(found.type) or pa.types.is_large_string(found.type)
    return found.cast(pa.string()) if unlike else found


def _labelled(table: pa.Table, row: Mapping[str, Any]) -> pa.Table:
    """Return a table with first columns that say whose run it is."""
    for position, name in enumerate(("run", "arm", "replicate")):
        kind = pa.string() if name == "arm" else pa.int64()
        column = pa.repeat(pa.scalar(row[name], kind), table.num_rows)
        table = table.add_column(position, pa.field(name, kind), column)
    return table
