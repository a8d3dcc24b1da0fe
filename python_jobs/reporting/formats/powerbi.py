"""The four classic CSV files for Power BI and their metadata."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from python_jobs.reporting.behind import Behind
from python_jobs.reporting.csv_file import CsvFile
from python_jobs.reporting.metadata import described, publication_facts
from python_jobs.reporting.powerbi_lines import EXPORTS, Export, ExportLines
from python_jobs.reporting.report import Report, Subject, Written, WrittenFile
from python_jobs.reporting.row_formats import Reading, RowFormat
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.packed_rows import PackedRows


def prepare(subject: Subject, marts: MartSnapshot, files: ExitStack) -> RowFormat:
    """Write the files (RFC 4180, UTF-8, NULL as an empty cell) and ``powerbi_metadata.json``."""
    folder = subject.folder / "powerbi"
    folder.mkdir(parents=True, exist_ok=True)
    types = {
        (table, column.name): column.declared
        for table, columns in marts.columns().items()
        for column in columns
    }
    takers, opened = [], []
    behind = files.enter_context(Behind())
    for export in EXPORTS:
        names = [column.name for column in export.columns]
        file = files.enter_context(CsvFile(folder / export.file_name, names, behind))
        lines = ExportLines(export)
        takers += [(Reading(table), lookup.add) for table, lookup in lines.lookups.items()]
        takers.append((Reading(export.mart, export.order), partial(_add, file, lines)))
        opened.append((export, file))

    def finish(report: Report) -> Written:
        folder = report.folder / "powerbi"
        return _finish(report, [_written(export, file, folder, types) for export, file in opened])

    return RowFormat(takers, finish)


def _add(file: CsvFile, lines: ExportLines, rows: PackedRows) -> None:
    file.write(lines.of(rows))


def _written(export: Export, file: CsvFile, folder: Path, types: dict[tuple[str, str], str]) -> WrittenFile:
    columns = ((column.name, types.get((column.mart, column.column), "varchar")) for column in export.columns)
    return WrittenFile(folder / export.file_name, file.rows, tuple(columns), file.sha256)


def _finish(report: Report, files: Sequence[WrittenFile]) -> Written:
    folder = report.folder / "powerbi"
    path = folder / "powerbi_metadata.json"
    first_date, last_date = report.data.first_date, report.data.last_date
    metadata = publication_facts(report) | {
        # Of the figures; what was asked for stands beside it.
        "period": {"first_date": first_date and str(first_date), "last_date": last_date and str(last_date)},
        "encoding": "utf-8",
        "null": "an empty cell",
        "files": [described(file, folder) for file in files],
    }
    path.write_text(json.dumps(metadata, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return Written({**{file.path.name: file.path for file in files}, path.name: path}, tuple(files))
