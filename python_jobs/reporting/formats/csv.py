"""CSV files of every mart, for those who cannot connect to the database."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.continued_lines import ContinuedLines, take_over_lines
from python_jobs.reporting.csv_file import LINE_END, CsvFile
from python_jobs.reporting.older_files import OlderFiles
from python_jobs.reporting.ordered_lines import OrderedLines, keys_first
from python_jobs.reporting.report import Subject
from python_jobs.reporting.row_formats import RowFormat, Taker, format_of_marts
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.csv_texts import line_parts
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, splice

if TYPE_CHECKING:
    import pyarrow as pa


def prepare(subject: Subject, marts: MartSnapshot, files: ExitStack, older: OlderFiles | None) -> RowFormat:
    """Write ``csv/<mart>.csv``: RFC 4180, UTF-8 with a byte order mark, NULL as an empty cell.

    Texts that a spreadsheet would run as a formula begin with an apostrophe.
    """
    folder = subject.folder / "csv"
    folder.mkdir(parents=True, exist_ok=True)
    columns = marts.columns
    opened = {
        table: files.enter_context(
            CsvFile(folder / f"{table}.csv", [column.name for column in columns[table]], mark=True)
        )
        for table in columns
    }

    files_of_marts = {table: (file, Taker(partial(_add, file))) for table, file in opened.items()}
    if older is not None:
        file = opened[FACT]
        before = files.enter_context(OrderedLines(fact_file(older.folder), keys_first))
        kept = older.changes.kept_rows
        continuation = ContinuedLines(file, before, _lines, kept, has_flags=True, has_names=False)
        files_of_marts[FACT] = file, Taker(partial(_add, file), continuation)
        for table in older.same & columns.keys():
            file = opened[table]
            take_over = partial(
                take_over_lines, file, older.folder / "csv" / file.path.name, older.rows[table]
            )
            files_of_marts[table] = file, Taker(partial(_add, file), take_over=take_over)
    return format_of_marts("csv", columns, files_of_marts)


def fact_file(folder: Path) -> Path:
    """The file of the fact in a report's folder; each line of it begins with its row's keys."""
    return folder / "csv" / f"{FACT}.csv"


def _add(file: CsvFile, rows: PackedRows) -> None:
    file.write(_lines(rows))


def _lines(rows: PackedRows) -> pa.Array:
    cells = Cells()
    parts = line_parts(rows, list(rows.columns), cells)
    return splice(rows, [*parts, Part(cells=cells.number(LINE_END))], cells)
