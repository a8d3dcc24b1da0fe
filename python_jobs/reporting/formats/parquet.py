"""Parquet files of every mart, with the marts' own types: decimals stay exact."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from python_jobs.reporting.report import Report, Written, WrittenFile
from python_jobs.warehouse.csv_lines import Column, lines_query, stream_lines
from python_jobs.warehouse.period_marts import mart
from python_jobs.warehouse.table_columns import TableColumn

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa
    import sqlalchemy as sa

# A row group: large enough to be read fast, small enough for its lines (6 MB) to be in memory several times.
GROUP_ROWS = 25_000


def write(report: Report) -> Written:
    """Write ``parquet/<mart>.parquet``; each names its publication in its own metadata. Times are UTC."""
    folder = report.folder / "parquet"
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with report.snapshot() as marts:
        for table, columns in marts.columns().items():
            path = folder / f"{table}.parquet"
            schema = arrow_schema(columns).with_metadata(
                {"run_id": report.data.run_id, "period": report.data.period_in_words(report.language)}
            )
            source = mart(marts.database, table, report.data.period)
            rows = _write(marts.connection, columns, source, table, schema, path)
            files.append(WrittenFile(path, rows, tuple((column.name, column.declared) for column in columns)))
    return Written({"parquet": folder}, tuple(files))


def arrow_schema(columns: Sequence[TableColumn]) -> pa.Schema:
    """The Arrow types that hold exactly what the server's types hold."""
    import pyarrow as pa

    fixed = {
        "date": pa.date32(),
        "datetime": pa.timestamp("us"),
        "timestamp": pa.timestamp("us"),
        "double": pa.float64(),
        "float": pa.float32(),
        "bigint": pa.int64(),
        "int": pa.int32(),
        "mediumint": pa.int32(),
        "smallint": pa.int16(),
        "tinyint": pa.int8(),
    }

    def arrow_type(column: TableColumn) -> pa.DataType:
        if column.is_flag:
            return pa.bool_()
        if column.kind == "decimal":
            return pa.decimal128(column.precision, column.scale)
        return fixed.get(column.kind, pa.string())

    return pa.schema([(column.name, arrow_type(column)) for column in columns])


def _write(
    connection: sa.Connection,
    columns: Sequence[TableColumn],
    source: str,
    table: str,
    schema: pa.Schema,
    path: Path,
) -> int:
    """Stream lines of CSV from the server and let Arrow read their types: no Python object per value."""
    from pyarrow import csv, parquet

    query = lines_query(
        [
            Column(column.name, f"{table}.{column.name}", schema.field(column.name).type == "string")
            for column in columns
        ],
        source,
        for_spreadsheets=False,
    )
    reading = {
        "read_options": csv.ReadOptions(column_names=schema.names, use_threads=False),
        "parse_options": csv.ParseOptions(newlines_in_values=True),
        "convert_options": csv.ConvertOptions(
            column_types=schema,
            null_values=[""],  # NULL is an empty cell, an empty text is ""
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
            true_values=["1"],
            false_values=["0"],
        ),
    }
    rows = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as file:
        for chunk in stream_lines(connection, query, GROUP_ROWS):
            lines = io.BytesIO(b"\n".join(chunk))
            file.write_table(csv.read_csv(lines, **reading).cast(schema))
            rows += len(chunk)
    return rows
