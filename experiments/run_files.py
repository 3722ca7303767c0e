"""One file a run while an experiment runs; one table of all runs when it is done.

A run's file holds its tables one after another as Arrow streams. Wherever a run was made, and
whenever it was done, the final tables are put together in the order of the design and cut into row
groups at the same runs, so that they come out byte for byte the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from experiments.store import TABLES

if TYPE_CHECKING:
    import pandas as pd

#: Runs in a row group of the final tables.
GROUP = 16

Tables = dict[str, pa.Table]
Row = Mapping[str, Any]


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


_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


def read_run(file: Path | None, row: Mapping[str, Any]) -> Tables:
    """Return the tables of a run, labelled by its row; of a run without a file, its row."""
    tables = {"runs": pa.Table.from_pylist([dict(row)])}
    if file is None:
        return tables
    with pa.OSFile(str(file), "rb") as source:
        size = source.size()
        while source.tell() < size:
            table = pa.ipc.open_stream(source).read_all()
            name = table.schema.metadata[b"table"].decode()
            table = table.replace_schema_metadata(None)
            if name == "runs":
                table = pa.Table.from_pylist([dict(row) | table.to_pylist()[0]])
            else:
                table = _labelled(table, row)
            tables[name] = table
    return tables


def combine(runs: Iterable[tuple[Path | None, Row]], folder: Path) -> None:
    """Write the final tables.

    Parameters
    ----------
    runs
        The runs' files in the order of the design, each with its row; None for a run without one.
    folder
        Where to.
    """
    labels = pa.schema([("run", pa.int64()), ("arm", pa.string()), ("replicate", pa.int64())])
    schemas = dict.fromkeys(("runs", *TABLES), labels)
    runs = list(runs)
    while not _written(runs, schemas, folder):  # a later run has columns that the first ones lack
        pass


def _written(
    runs: Sequence[tuple[Path | None, Row]], schemas: dict[str, pa.Schema], folder: Path
) -> bool:
    """Write tables with so many columns; false if there turn out to be more, noted in them now."""
    with ExitStack() as closing:
        writers: dict[str, pq.ParquetWriter] = {}
        for begin in range(0, len(runs), GROUP):
            found = [read_run(file, row) for file, row in runs[begin : begin + GROUP]]
            if _widened(schemas, found) and writers:
                return False
            for name, schema in schemas.items():
                if name not in writers:
                    file = folder / f"{name}.parquet"
                    writer = pq.ParquetWriter(file, schema, compression="zstd")
                    writers[name] = closing.enter_context(writer)
                parts = [_fitted(tables[name], schema) for tables in found if name in tables]
                rows = pa.concat_tables(parts) if parts else schema.empty_table()
                if rows.num_rows:
                    writers[name].write_table(rows, row_group_size=rows.num_rows)
    return True


def _widened(schemas: dict[str, pa.Schema], found: Iterable[Tables]) -> bool:
    """Add the columns of some runs to those known; return whether there were any."""
    before = dict(schemas)
    for tables in found:
        for name, table in tables.items():
            if table.schema != schemas[name]:
                both = [schemas[name], table.schema]
                schemas[name] = pa.unify_schemas(both, promote_options="permissive")
    return schemas != before


def _as_table(frame: pd.DataFrame) -> pa.Table:
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    return table.cast(pa.schema([_plain(field) for field in table.schema]))


def _labelled(table: pa.Table, row: Mapping[str, Any]) -> pa.Table:
    """Return a table with first columns that say whose run it is."""
    for position, name in enumerate(("run", "arm", "replicate")):
        kind = pa.string() if name == "arm" else pa.int64()
        column = pa.array([row[name]] * table.num_rows, kind)
        table = table.add_column(position, pa.field(name, kind), column)
    return table


def _plain(field: pa.Field) -> pa.Field:
    """Return a column's type such that it is the same in every run: nothing known is text."""
    if pa.types.is_null(field.type) or pa.types.is_large_string(field.type):
        return field.with_type(pa.string())
    return field


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with all columns of a schema; those it lacks are missing values."""
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)
