"""CSV files of every mart, for those who cannot connect to the database."""

from contextlib import ExitStack
from functools import partial

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.csv_file import LINE_END, CsvFile
from python_jobs.reporting.report import Subject
from python_jobs.reporting.row_formats import RowFormat, format_of_marts
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.csv_texts import line_parts
from python_jobs.warehouse.rows.packed_rows import PackedRows
from python_jobs.warehouse.rows.spliced_lines import Cells, Part, splice


def prepare(subject: Subject, marts: MartSnapshot, files: ExitStack) -> RowFormat:
    """Write ``csv/<mart>.csv``: RFC 4180, UTF-8 with a byte order mark, NULL as an empty cell.

    Texts that a spreadsheet would run as a formula begin with an apostrophe.
    """
    folder = subject.folder / "csv"
    folder.mkdir(parents=True, exist_ok=True)
    columns = marts.columns()
    behind = files.enter_context(Behind())
    opened = {
        table: files.enter_context(
            CsvFile(folder / f"{table}.csv", [column.name for column in columns[table]], behind, mark=True)
        )
        for table in columns
    }

    files_of_marts = {table: (file, partial(_add, file)) for table, file in opened.items()}
    return format_of_marts("csv", columns, files_of_marts)


def _add(file: CsvFile, rows: PackedRows) -> None:
    cells = Cells()
    parts = line_parts(rows, list(rows.columns), cells)
    file.write(splice(rows, [*parts, Part(cells=cells.number(LINE_END))], cells))
