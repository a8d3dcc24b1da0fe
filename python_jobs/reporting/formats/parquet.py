"""Parquet files of every mart, with the marts' own types: decimals stay exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.continued_parquet import ContinuedParquet, OlderParquet
from python_jobs.reporting.row_formats import RowFile, RowFormat, Taker, format_of_marts
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.rows.arrow_rows import arrow_schema, arrow_table

if TYPE_CHECKING:
    from contextlib import ExitStack
    from pathlib import Path

    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    from python_jobs.reporting.older_files import OlderFiles
    from python_jobs.reporting.report import Subject
    from python_jobs.warehouse.publishing.published_layers import MartSnapshot
    from python_jobs.warehouse.rows.packed_rows import PackedRows


def prepare(subject: Subject, marts: MartSnapshot, files: ExitStack, older: OlderFiles | None) -> RowFormat:
    """Write ``parquet/<mart>.parquet``; each names its publication in its own metadata. Times are UTC."""
    folder = subject.folder / "parquet"
    folder.mkdir(parents=True, exist_ok=True)
    columns = marts.columns
    about = {"run_id": subject.run_id, "period": subject.days}
    encoding = files.enter_context(Behind())
    files_of_marts: dict[str, tuple[RowFile, Taker]] = {}
    for table in columns:
        path = folder / f"{table}.parquet"
        schema = arrow_schema(columns[table]).with_metadata(about)
        if older is not None and (table == FACT or table in older.same):
            before = OlderParquet(older.folder / "parquet" / path.name, schema)
            continued = files.enter_context(ContinuedParquet(path, before, schema, _options(schema)))
            if table == FACT:
                taker = Taker(continued.add, continued)
            else:
                taker = Taker(continued.add, take_over=continued.take_over)
            files_of_marts[table] = continued, taker
        else:
            file = _open(path, schema, encoding, files)
            files_of_marts[table] = file, Taker(file.add)
    return format_of_marts("parquet", columns, files_of_marts)


@dataclass
class _File:
    """A file and what was written to it. Arrow encodes a row group while the next one is read."""

    path: Path
    schema: pa.Schema
    writer: ParquetWriter
    encoding: Behind
    rows: int = 0
    sha256: str | None = None  # known when the file is read again

    def add(self, rows: PackedRows) -> None:
        """Append a block of rows as a row group."""
        self.encoding.do(self.writer.write_table, arrow_table(rows, self.schema))
        self.rows += len(rows)


def _open(path: Path, schema: pa.Schema, encoding: Behind, files: ExitStack) -> _File:
    from pyarrow import parquet

    writer = parquet.ParquetWriter(path, schema, **_options(schema))
    file = _File(path, schema, files.enter_context(writer), encoding)
    files.callback(encoding.wait)
    return file


def _options(schema: pa.Schema) -> dict[str, Any]:
    from pyarrow import types

    return {
        "compression": "zstd",
        "compression_level": 1,
        # Decimals hardly repeat: a dictionary of them takes a third more time and a fifth more space.
        "use_dictionary": [field.name for field in schema if not types.is_decimal(field.type)],
    }
