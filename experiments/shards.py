"""One file a run while an experiment runs; one table of all runs when it is done.

A shard holds the tables of one run one after another as Arrow streams. Wherever a run was made, and
whenever it was done, the final tables are put together in the order of the design and cut into row
groups at the same runs, so that they come out byte for byte the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


def write_shard(file: Path, row: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write a run: aside first and then renamed, so that a shard that exists is whole.

    Parameters
    ----------
    file
        Where to.
    row
        The run's row in ``runs``; its run, arm and replicate become columns of every table.
    tables
        Data frames by the names of ``TABLES``; those missing are left out.
    """
    streams = {"runs": pa.Table.from_pylist([dict(row)])}
    for name in TABLES:
        if name in tables:
            streams[name] = _labelled(tables[name], row)
    aside = file.with_suffix(".part")
    with pa.OSFile(str(aside), "wb") as sink:
        for name, table in streams.items():
            schema = table.schema.with_metadata({"table": name})
            with pa.ipc.new_stream(sink, schema, options=_COMPRESSED) as writer:
                writer.write_table(table.replace_schema_metadata(schema.metadata))
    aside.rename(file)


_COMPRESSED = pa.ipc.IpcWriteOptions(compression="zstd")


def read_shard(file: Path) -> Tables:
    """Return the tables of a run."""
    tables = {}
    with pa.OSFile(str(file), "rb") as source:
        size = source.size()
        while source.tell() < size:
            table = pa.ipc.open_stream(source).read_all()
            name = table.schema.metadata[b"table"].decode()
            tables[name] = table.replace_schema_metadata(None)
    return tables


def combine(files: Sequence[Path], folder: Path) -> None:
    """Write the final tables of runs whose shards are given in the order of the design."""
    schemas = _schemas(files)
    writers = {
        name: pq.ParquetWriter(folder / f"{name}.parquet", schema, compression="zstd")
        for name, schema in schemas.items()
    }
    for group in _grouped(files):
        shards = [read_shard(file) for file in group]
        for name, schema in schemas.items():
            parts = [_fitted(shard[name], schema) for shard in shards if name in shard]
            rows = pa.concat_tables(parts) if parts else schema.empty_table()
            if rows.num_rows:
                writers[name].write_table(rows, row_group_size=rows.num_rows)
    for writer in writers.values():
        writer.close()


def _labelled(frame: pd.DataFrame, row: Mapping[str, Any]) -> pa.Table:
    """Return a frame as a table whose first columns say whose run it is."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    for position, name in enumerate(("run", "arm", "replicate")):
        kind = pa.string() if name == "arm" else pa.int64()
        column = pa.array([row[name]] * table.num_rows, kind)
        table = table.add_column(position, pa.field(name, kind), column)
    return table.cast(pa.schema([_plain(field) for field in table.schema]))


def _plain(field: pa.Field) -> pa.Field:
    """Return a column's type such that it is the same in every run: nothing known is text."""
    if pa.types.is_null(field.type) or pa.types.is_large_string(field.type):
        return field.with_type(pa.string())
    return field


def _schemas(files: Sequence[Path]) -> dict[str, pa.Schema]:
    """Return every table's columns: those of all runs together."""
    labels = pa.schema([("run", pa.int64()), ("arm", pa.string()), ("replicate", pa.int64())])
    schemas = dict.fromkeys(("runs", *TABLES), labels)
    for file in files:
        for name, table in read_shard(file).items():
            both = [schemas[name], table.schema]
            schemas[name] = pa.unify_schemas(both, promote_options="permissive")
    return schemas


def _fitted(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table with all columns of a schema; those it lacks are missing values."""
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def _grouped(files: Sequence[Path]) -> Iterator[Sequence[Path]]:
    for first in range(0, len(files), GROUP):
        yield files[first : first + GROUP]
