"""CSV files of every mart, for those who cannot connect to the database."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from python_jobs.reporting.csv_file import LINE_END, CsvFile
from python_jobs.reporting.fact_lines import LineFormat, fact_lines, lines_taker
from python_jobs.reporting.ordered_lines import OrderedLines, keys_first
from python_jobs.reporting.row_formats import Order, RowFile, RowFormat, Taker, format_of_marts
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.rows.csv_texts import line_parts
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, splice

if TYPE_CHECKING:
    import pyarrow as pa


def prepare(order: Order, files: ExitStack) -> RowFormat:
    """Write ``csv/<mart>.csv``: RFC 4180, UTF-8 with a byte order mark, NULL as an empty cell.

    Texts that a spreadsheet would run as a formula begin with an apostrophe. A large fact is a folder with a
    file for each day.
    """
    folder = order.subject.folder / "csv"
    folder.mkdir(parents=True, exist_ok=True)
    columns = order.marts.columns
    files_of_marts: dict[str, tuple[RowFile, Taker]] = {}
    for table in columns:
        names = [column.name for column in columns[table]]
        if table == FACT:
            form = LineFormat(names, _lines, open_fact, mark=True, has_flags=True, has_names=False)
            files_of_marts[table] = fact_lines(folder / f"{table}.csv", form, order, files)
        else:
            file = files.enter_context(CsvFile(folder / f"{table}.csv", names, mark=True))
            files_of_marts[table] = file, lines_taker(file, _lines, order, table)
    return format_of_marts("csv", columns, files_of_marts)


def open_fact(path: Path, files: ExitStack) -> OrderedLines:
    """Open an older file of the fact; each line of it begins with its row's keys."""
    return files.enter_context(OrderedLines(path, keys_first))


def _lines(rows: PackedRows) -> pa.Array:
    cells = Cells()
    parts = line_parts(rows, list(rows.columns), cells)
    return splice(rows, [*parts, Part(cells=cells.number(LINE_END))], cells)
