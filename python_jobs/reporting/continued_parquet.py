"""A Parquet file that goes on from the one of the publication before, row group by row group."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.ordered_lines import Key
from python_jobs.reporting.parquet_footer import MAGIC, Footer, RowGroup, footer_bytes, read_footer
from python_jobs.reporting.summed_file import SummedFile, UnusableFile
from python_jobs.warehouse.publishing.fact_changes import FACT_KEY, OUTLIER_FLAGS
from python_jobs.warehouse.rows.arrow_rows import arrow_table
from python_jobs.warehouse.rows.packed_numbers import Integers

if TYPE_CHECKING:
    from types import TracebackType

    import pyarrow as pa

    from python_jobs.warehouse.rows.packed_rows import PackedRows


class OlderParquet:
    """The file to go on from: row groups as tables, and as the bytes that they are."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        """Open it.

        Raises:
            UnusableFile: it is none that Arrow wrote, or has other columns.
        """
        import pyarrow as pa
        from pyarrow import parquet

        try:
            self._file = path.open("rb")
            self._tables = parquet.ParquetFile(self._file, pre_buffer=False)
            end = self._read_end(path)
            footer = read_footer(end)
        except (OSError, ValueError, EOFError, pa.ArrowException) as error:
            raise UnusableFile(f"{path}: {error}") from None
        if not self._tables.schema_arrow.equals(schema):
            raise UnusableFile(f"{path.name} has other columns than before")
        if footer.to_bytes() != end:
            raise UnusableFile(f"{path.name} says more of its row groups than is known here")
        self._groups = footer.row_groups
        self._day = schema.get_field_index(FACT_KEY[0])

    def __len__(self) -> int:
        """How many row groups there are."""
        return len(self._groups)

    def groups(self) -> Iterator[tuple[int, int, int]]:
        """The number of each row group of the fact, and its first and last day."""
        for number in range(len(self._groups)):
            days = self._tables.metadata.row_group(number).column(self._day).statistics
            yield number, days.min, days.max

    def table(self, number: int, columns: Sequence[str] | None = None) -> pa.Table:
        """The rows of a group, with all columns or some."""
        return self._tables.read_row_group(number, columns, use_threads=False)

    def keys(self, number: int) -> Integers:
        """Their keys: a row each, in ascending order."""
        return _keys(self.table(number, FACT_KEY))

    def pages(self, number: int) -> tuple[RowGroup, bytes]:
        """A group as it is, and its description."""
        group = self._groups[number]
        begin, end = group.span()
        self._file.seek(begin)
        return group, self._file.read(end - begin)

    def copy_to(self, file: SummedFile, number: int) -> RowGroup:
        """Append a group as it is to another file; its description, in which it lies where it lay."""
        group = self._groups[number]
        file.copy(self._file.fileno(), *group.span())
        return group

    def close(self) -> None:
        """Close the file."""
        self._tables.close()
        self._file.close()

    def _read_end(self, path: Path) -> bytes:
        size = path.stat().st_size
        self._file.seek(size - 8)
        self._file.seek(size - footer_bytes(self._file.read()))
        return self._file.read()


class ContinuedParquet:
    """The new file; ``rows`` counts what was taken over and what was added.

    A thread of its own encodes and writes.
    """

    has_flags = True
    has_names = False

    def __init__(
        self, path: Path, older: OlderParquet, schema: pa.Schema, options: Mapping[str, Any]
    ) -> None:
        """Begin the file.

        Args:
            schema: with the metadata of the new file.
            options: of ``pyarrow.parquet.ParquetWriter``.
        """
        self.path = path
        self.rows = 0
        self._older = older
        self._schema = schema
        self._options = options
        self._writing = Behind()
        self._flagged: dict[Key, pa.Table] = {}
        self._footer: Footer = read_footer(self._encoded(schema.empty_table()))
        self._footer.row_groups = []
        self._file = SummedFile(path)
        self._file.write(MAGIC)

    @property
    def sha256(self) -> str:
        """Of the closed file."""
        return self._file.sha256

    def add(self, rows: PackedRows) -> None:
        """Append a block of rows as a row group."""
        self._add(arrow_table(rows, self._schema))

    def replace(self, rows: PackedRows) -> None:
        """Rows whose flags will stand in the place of the older ones."""
        self._flagged |= flags_by_key(rows, self._schema)

    def keep(self, begin: int, end: int) -> None:
        """Take over the rows of the days from ``begin`` until before ``end`` (yyyymmdd).

        Raises:
            UnusableFile: the older file cannot be read.
        """
        import pyarrow as pa

        try:
            for number, first, last in self._older.groups():
                if first < end and last >= begin:
                    flags = {key: row for key, row in self._flagged.items() if first <= key[0] <= last}
                    if flags or first < begin or last >= end:
                        self._keep_some(number, begin, end, flags)
                    else:
                        self._copy(number)
        except (OSError, pa.ArrowException) as error:
            raise UnusableFile(f"{self.path.name}: {error}") from None

    def take_over(self) -> None:
        """Take over all rows.

        Raises:
            UnusableFile: the older file cannot be read.
        """
        try:
            for number in range(len(self._older)):
                self._copy(number)
        except OSError as error:
            raise UnusableFile(f"{self.path.name}: {error}") from None

    def _keep_some(self, number: int, begin: int, end: int, flags: Mapping[Key, pa.Table]) -> None:
        """Take over the rows of a group that are of the days, with other flags where there are some."""
        keys = self._older.keys(number)
        first, last = (int(place) for place in np.searchsorted(keys[:, 0], [begin, end]))
        found = _places(keys, flags)
        if (first, last) != (0, len(keys)):
            self._add(_flagged(self._older.table(number), found).slice(first, last - first))
        elif found:
            flagged = _flagged(self._older.table(number, OUTLIER_FLAGS), found)
            self._writing.do(self._append_flagged, *self._older.pages(number), flagged)
            self.rows += len(keys)
        else:
            self._copy(number)

    def _copy(self, number: int) -> None:
        self._writing.wait()
        place = self._file.tell()
        group = self._older.copy_to(self._file, number)
        self._describe(group, place - group.span()[0])
        self.rows += group.num_rows

    def _append_flagged(self, group: RowGroup, pages: bytes, flags: pa.Table) -> None:
        """A few bytes of a group are others: all else stays encoded as it is."""
        content = self._encoded(flags)
        (encoded,) = read_footer(content).row_groups
        begin, end = encoded.span()
        self._append(*group.with_columns(pages, encoded, memoryview(content)[begin:end]), 0)

    def _add(self, table: pa.Table) -> None:
        if table.num_rows:
            self._writing.do(self._encode, table)
            self.rows += table.num_rows

    def _encode(self, table: pa.Table) -> None:
        content = self._encoded(table)
        for group in read_footer(content).row_groups:
            begin, end = group.span()
            self._append(group, memoryview(content)[begin:end], begin)

    def _encoded(self, table: pa.Table) -> bytes:
        """A file of its own."""
        import pyarrow as pa
        from pyarrow import parquet

        sink = pa.BufferOutputStream()
        with parquet.ParquetWriter(sink, table.schema, **self._options) as writer:
            writer.write_table(table)
        content: bytes = sink.getvalue().to_pybytes()
        return content

    def _append(self, group: RowGroup, pages: bytes | memoryview, begin: int) -> None:
        self._describe(group, self._file.tell() - begin)
        self._file.write(pages)

    def _describe(self, group: RowGroup, moved: int) -> None:
        """A group comes next, so many bytes further on than it says."""
        group.move(moved, len(self._footer.row_groups))
        self._footer.row_groups.append(group)

    def __enter__(self) -> ContinuedParquet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            with self._file, self._writing as writing:
                writing.wait()
                self._footer.num_rows = self.rows
                self._file.write(self._footer.to_bytes())
        finally:
            self._older.close()


def flags_by_key(rows: PackedRows, schema: pa.Schema) -> dict[Key, pa.Table]:
    """The outlier flags of rows of the fact, a table of one row for each."""
    table = arrow_table(rows, schema)
    keys = zip(*(table[name].to_pylist() for name in FACT_KEY), strict=True)
    flags = table.select(OUTLIER_FLAGS)
    return {key: flags.slice(place, 1) for place, key in enumerate(keys)}


def read_whole(path: Path, schema: pa.Schema, rows: int) -> pa.Table:
    """All rows of a file, so many.

    Raises:
        UnusableFile: it is none that was written so.
    """
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            table = file.read(use_threads=False)
    except (OSError, pa.ArrowException) as error:
        raise UnusableFile(f"{path}: {error}") from None
    if len(table) != rows or not table.schema.equals(schema):
        raise UnusableFile(f"{path} has other rows or columns than before")
    return table


def with_flags(table: pa.Table, flags: Mapping[Key, pa.Table]) -> pa.Table:
    """Rows of the fact, with other outlier flags for some keys.

    Raises:
        UnusableFile: a key is not there.
    """
    found = _places(_keys(table), flags)
    if len(found) != len(flags):
        raise UnusableFile("a row whose flags are others is not there")
    return _flagged(table, found)


def _keys(table: pa.Table) -> Integers:
    """A row for each."""
    columns: Integers = np.column_stack([table[name].to_numpy() for name in FACT_KEY])
    return columns


def _places(keys: Integers, flags: Mapping[Key, pa.Table]) -> dict[int, pa.Table]:
    """The flags by the place of their key."""
    return {
        int(place): row for key, row in flags.items() for place in np.flatnonzero((keys == key).all(axis=1))
    }


def _flagged(table: pa.Table, found: Mapping[int, pa.Table]) -> pa.Table:
    """Rows with other flags at some places."""
    import pyarrow as pa
    from pyarrow import compute

    if not found:
        return table
    places = sorted(found)
    flags = pa.concat_tables([found[place] for place in places])
    changed = np.isin(np.arange(len(table)), places)
    for name in OUTLIER_FLAGS:
        column = compute.replace_with_mask(
            table[name].combine_chunks(), changed, flags[name].combine_chunks()
        )
        table = table.set_column(table.schema.get_field_index(name), table.schema.field(name), column)
    return table
