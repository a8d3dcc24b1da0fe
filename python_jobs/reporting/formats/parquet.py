"""Parquet files of every mart, with the marts' own types: decimals stay exact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.continued_parquet import (
    ContinuedParquet,
    OlderParquet,
    flags_by_key,
    read_whole,
    with_flags,
)
from python_jobs.reporting.day_files import remove_day_files
from python_jobs.reporting.row_formats import Order, RowFile, RowFormat, Taker, day_files, format_of_marts
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.rows.arrow_rows import arrow_schema, arrow_table

if TYPE_CHECKING:
    from collections.abc import Mapping
    from contextlib import ExitStack
    from pathlib import Path
    from types import TracebackType

    import pyarrow as pa
    from typing_extensions import Self

    from python_jobs.reporting.ordered_lines import Key
    from python_jobs.warehouse.rows.packed_rows import PackedRows


def prepare(order: Order, files: ExitStack) -> RowFormat:
    """Write ``parquet/<mart>.parquet``; each names its publication in its own metadata. Times are UTC.

    A large fact is a folder with a file for each day; these name none, for many publications may have one.
    """
    subject, older = order.subject, order.older
    folder = subject.folder / "parquet"
    folder.mkdir(parents=True, exist_ok=True)
    columns = order.marts.columns
    about = {"run_id": subject.run_id, "period": subject.days}
    encoding = files.enter_context(Behind())
    files.callback(encoding.wait)
    files_of_marts: dict[str, tuple[RowFile, Taker]] = {}
    for table in columns:
        path = folder / f"{table}.parquet"
        schema = arrow_schema(columns[table]).with_metadata(about)
        if table == FACT and order.by_day:
            form = _DayFormat(schema.remove_metadata(), encoding)
            files_of_marts[table] = day_files(folder / table, form, order, files)
            continue
        if table == FACT:
            remove_day_files(folder / table)
        if older is not None and (table == FACT or table in older.same):
            before = OlderParquet(older.folder / "parquet" / path.name, schema)
            continued = files.enter_context(ContinuedParquet(path, before, schema, _options(schema)))
            if table == FACT:
                taker = Taker(continued.add, continued)
            else:
                taker = Taker(continued.add, take_over=continued.take_over)
            files_of_marts[table] = continued, taker
        else:
            file = files.enter_context(_File(path, schema, encoding))
            files_of_marts[table] = file, Taker(file.add)
    return format_of_marts("parquet", columns, files_of_marts)


class _File:
    """A file and what was written to it. Arrow encodes a row group while the next one is read.

    The last group is encoded behind, too, so that a file is whole when what encodes has nothing to do.
    """

    sha256 = None  # known when the file is read again

    def __init__(self, path: Path, schema: pa.Schema, encoding: Behind) -> None:
        from pyarrow import parquet

        self.path = path
        self.rows = 0
        self._schema = schema
        self._encoding = encoding
        self._writer = parquet.ParquetWriter(path, schema, **_options(schema))
        self._last: pa.Table | None = None

    def add(self, rows: PackedRows) -> None:
        """Append a block of rows as a row group."""
        self.add_table(arrow_table(rows, self._schema))

    def add_table(self, table: pa.Table) -> None:
        """Likewise, of rows that are Arrow's."""
        if self._last is not None:
            self._encoding.do(self._writer.write_table, self._last)
        self._last = table
        self.rows += table.num_rows

    def _end(self, last: pa.Table | None) -> None:
        with self._writer as writer:
            if last is not None:
                writer.write_table(last)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._encoding.do(self._end, self._last)


@dataclass(frozen=True)
class _DayFormat:
    """A file of a day of the fact."""

    schema: pa.Schema
    encoding: Behind
    suffix: str = ".parquet"
    has_flags: bool = True
    has_names: bool = False

    def open(self, path: Path) -> _File:
        """Begin a file."""
        return _File(path, self.schema, self.encoding)

    def made_of(self, rows: PackedRows) -> pa.Table:
        """A table of rows."""
        return arrow_table(rows, self.schema)

    def append(self, file: _File, made: pa.Table) -> None:
        """Append a table."""
        file.add_table(made)

    def replacements(self, rows: PackedRows) -> Mapping[Key, pa.Table]:
        """The outlier flags of rows, by key: nothing else of them is another."""
        return flags_by_key(rows, self.schema)

    def replace(self, file: _File, older: Path, number: int, replaced: Mapping[Key, pa.Table]) -> None:
        """Append the rows of an older file, some with other flags."""
        table = read_whole(older, self.schema, number)
        file.add_table(with_flags(table, replaced))


def _options(schema: pa.Schema) -> dict[str, Any]:
    from pyarrow import types

    return {
        "compression": "zstd",
        "compression_level": 1,
        # Decimals hardly repeat: a dictionary of them takes a third more time and a fifth more space.
        "use_dictionary": [field.name for field in schema if not types.is_decimal(field.type)],
    }
