"""Rows as CSV lines that go on from the files of the publication before, or are these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from python_jobs.reporting.behind import AtOnce
from python_jobs.reporting.continued_lines import ContinuedLines, lines_by_key, take_over_lines
from python_jobs.reporting.csv_file import CsvFile
from python_jobs.reporting.day_files import remove_day_files
from python_jobs.reporting.row_formats import Order, RowFile, Taker, day_files

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from python_jobs.reporting.older_files import OlderFiles
    from python_jobs.reporting.ordered_lines import Key, OrderedLines
    from python_jobs.warehouse.rows.packed_rows import PackedRows

LinesOf = Callable[["PackedRows"], "pa.Array"]
"""Makes the lines of rows, with their ends."""


@dataclass(frozen=True)
class LineFormat:
    """A CSV file of the fact, or of a day of it.

    Attributes:
        columns: names.
        lines_of: makes its lines.
        open_older: opens such a file of an older report, to be closed with others.
        mark: whether it begins with a byte order mark.
    """

    columns: Sequence[str]
    lines_of: LinesOf
    open_older: Callable[[Path, ExitStack], OrderedLines]
    mark: bool
    has_flags: bool
    has_names: bool
    suffix: str = ".csv"

    def open(self, path: Path) -> CsvFile:
        """Begin a file of one day."""
        return CsvFile(path, self.columns, mark=self.mark, writing=AtOnce())

    def made_of(self, rows: PackedRows) -> pa.Array:
        """The lines of rows."""
        return self.lines_of(rows)

    def append(self, file: CsvFile, made: pa.Array) -> None:
        """Append lines."""
        file.write(made)

    def replacements(self, rows: PackedRows) -> Mapping[Key, bytes]:
        """The lines of rows, by key."""
        return lines_by_key(rows, self.lines_of)

    def replace(self, file: CsvFile, older: Path, number: int, replaced: Mapping[Key, bytes]) -> None:
        """Append the lines of an older file of one day, but for some that are others."""
        with ExitStack() as files:
            continued = self.continued(file, self.open_older(older, files), number)
            continued.replace_lines(replaced)
            day = next(iter(replaced))[0]
            continued.keep(day, day + 1)

    def continued(self, file: CsvFile, older: OrderedLines, kept_rows: int) -> ContinuedLines:
        """A file that takes over so many lines of an older one."""
        flags, names = self.has_flags, self.has_names
        return ContinuedLines(file, older, self.lines_of, kept_rows, has_flags=flags, has_names=names)


def fact_lines(path: Path, form: LineFormat, order: Order, files: ExitStack) -> tuple[RowFile, Taker]:
    """The fact as one file, or as a folder of that name with a file for each day; and what takes its rows."""
    folder = path.with_suffix("")
    if order.by_day:
        return day_files(folder, form, order, files)
    remove_day_files(folder)
    older = order.older
    file = files.enter_context(CsvFile(path, form.columns, mark=form.mark))
    if older is None:
        return file, Taker(_add(file, form.lines_of))
    lines = form.open_older(older.folder / path.relative_to(order.subject.folder), files)
    return file, Taker(_add(file, form.lines_of), form.continued(file, lines, older.changes.kept_rows))


def lines_taker(
    file: CsvFile, lines_of: LinesOf, order: Order, mart: str, beside: Set[str] = frozenset()
) -> Taker:
    """What takes the rows of another mart than the fact.

    Args:
        beside: marts whose cells stand in its lines, too.
    """
    older = order.older
    if older is None or not {mart, *beside} <= older.same:
        return Taker(_add(file, lines_of))
    return Taker(_add(file, lines_of), take_over=partial(_take_over, file, order, older, mart))


def _add(file: CsvFile, lines_of: LinesOf) -> Callable[[PackedRows], None]:
    return lambda rows: file.write(lines_of(rows))


def _take_over(file: CsvFile, order: Order, older: OlderFiles, mart: str) -> None:
    place = file.path.relative_to(order.subject.folder)
    take_over_lines(file, older.folder / place, older.rows[mart], older.sha256[place.as_posix()])
