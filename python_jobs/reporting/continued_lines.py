"""A CSV file that goes on from the one of the publication before, line after line, or takes it over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from python_jobs.reporting.csv_file import CsvFile
from python_jobs.reporting.ordered_lines import Key, OrderedLines, WrittenLines
from python_jobs.reporting.summed_file import UnusableFile
from python_jobs.warehouse.publishing.fact_changes import FACT_KEY
from python_jobs.warehouse.rows.arrow_rows import whole_numbers

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from python_jobs.warehouse.rows.packed_rows import PackedRows


def take_over_lines(file: CsvFile, older: Path, rows: int, sha256: str) -> None:
    """Have an older file in the place of a new one.

    Args:
        rows: how many lines it has.
        sha256: its checksum.

    Raises:
        UnusableFile: it cannot be read, or has other columns.
    """
    with WrittenLines(older) as before:
        _require_columns(file, before)
    file.become(older, rows, sha256)


def _require_columns(file: CsvFile, older: WrittenLines) -> None:
    if file.header != older.header:
        raise UnusableFile(f"{file.path.name} has other columns than before")


def lines_by_key(rows: PackedRows, lines_of: Callable[[PackedRows], pa.Array]) -> dict[Key, bytes]:
    """The lines of rows of the fact."""
    columns = [whole_numbers(rows, rows.columns[name]).tolist() for name in FACT_KEY]
    return dict(zip(zip(*columns, strict=True), lines_of(rows).to_pylist(), strict=True))


class ContinuedLines:
    """The new file, and the older one whose lines it takes over."""

    def __init__(
        self,
        file: CsvFile,
        older: OrderedLines,
        lines_of: Callable[[PackedRows], pa.Array],
        kept_rows: int,
        *,
        has_flags: bool,
        has_names: bool,
    ) -> None:
        """Begin.

        Args:
            lines_of: the lines of rows.
            kept_rows: how many rows will be taken over in all.
            has_flags: whether the lines hold outlier flags.
            has_names: whether they hold what campaigns and channels are called.

        Raises:
            UnusableFile: the older file has other columns.
        """
        _require_columns(file, older)
        self.has_flags = has_flags
        self.has_names = has_names
        self._file = file
        self._older = older
        self._lines_of = lines_of
        self._replaced: dict[Key, bytes] = {}
        file.rows += kept_rows

    def replace(self, rows: PackedRows) -> None:
        """Rows whose lines will stand in the place of the older ones."""
        self.replace_lines(lines_by_key(rows, self._lines_of))

    def replace_lines(self, lines: Mapping[Key, bytes]) -> None:
        """Likewise, by their rows' keys."""
        self._replaced |= lines

    def keep(self, begin: int, end: int) -> None:
        """Take over the lines of the days from ``begin`` until before ``end`` (yyyymmdd).

        Raises:
            UnusableFile: the older file is not as it was written.
        """
        place = self._older.place((begin,))
        for key in sorted(key for key in self._replaced if begin <= key[0] < end):
            of_key = self._older.place(key)
            old = self._older.line(of_key)
            found = self._older.key(old)
            if found != key[: len(found)]:
                raise UnusableFile(f"{self._file.path.name} has no row of {key}")
            self._older.copy_to(self._file, place, of_key)
            self._file.write_lines(self._replaced[key])
            place = of_key + len(old)
        self._older.copy_to(self._file, place, self._older.place((end,)))
