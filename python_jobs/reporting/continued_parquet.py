"""A Parquet file of the fact that goes on from the one of the publication before, row group by row group."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.ordered_lines import UnusableFile
from python_jobs.warehouse.publishing.fact_changes import FACT_KEY
from python_jobs.warehouse.rows.arrow_rows import arrow_table

if TYPE_CHECKING:
    import pyarrow as pa

    from python_jobs.warehouse.rows.packed_rows import PackedRows


class ContinuedParquet:
    """The older file, and what writes tables into the new one."""

    has_flags = True
    has_names = False

    def __init__(self, older: Path, schema: pa.Schema, write: Callable[[pa.Table], None]) -> None:
        """Open the older file.

        Raises:
            UnusableFile: it is none, or has other columns.
        """
        import pyarrow as pa
        from pyarrow import parquet

        try:
            self._older = parquet.ParquetFile(older)
        except (OSError, pa.ArrowException) as error:
            raise UnusableFile(f"{older}: {error}") from None
        if not self._older.schema_arrow.equals(schema):
            raise UnusableFile(f"{older.name} has other columns than before")
        self._schema = schema
        self._write = write
        self._replaced: list[pa.Table] = []

    def close(self) -> None:
        """Close the older file."""
        self._older.close()

    def replace(self, rows: PackedRows) -> None:
        """Rows that will stand in the place of the older ones."""
        self._replaced.append(arrow_table(rows, self._schema))

    def keep(self, begin: int, end: int) -> None:
        """Take over the rows of the days from ``begin`` until before ``end`` (yyyymmdd).

        Raises:
            UnusableFile: the older file cannot be read.
        """
        import pyarrow as pa

        try:
            for group, first, last in self._groups():
                if first < end and last >= begin:
                    self._write(self._kept(self._older.read_row_group(group), begin, end))
        except (OSError, pa.ArrowException) as error:
            raise UnusableFile(str(error)) from None

    def _groups(self) -> Iterator[tuple[int, int, int]]:
        """The number of each row group, and its first and last day."""
        metadata, column = self._older.metadata, self._schema.get_field_index(FACT_KEY[0])
        for group in range(metadata.num_row_groups):
            days = metadata.row_group(group).column(column).statistics
            yield group, days.min, days.max

    def _kept(self, group: pa.Table, begin: int, end: int) -> pa.Table:
        """The rows of a group that lie between the days, with those that are replaced."""
        import pyarrow as pa
        import pyarrow.compute as pc

        days = group[FACT_KEY[0]]
        kept = group.filter(pc.and_(pc.greater_equal(days, begin), pc.less(days, end)))
        if not self._replaced or not kept.num_rows:
            return kept
        keys = list(FACT_KEY)
        replaced = pa.concat_tables(self._replaced)
        news = replaced.join(kept.select(keys), keys, join_type="left semi")
        if not news.num_rows:
            return kept
        others = kept.join(replaced.select(keys), keys, join_type="left anti")
        return pa.concat_tables([others.select(kept.column_names), news.select(kept.column_names)]).sort_by(
            [(key, "ascending") for key in keys]
        )
