"""The four classic CSV files for Power BI and their metadata."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from python_jobs.reporting.continued_lines import ContinuedLines, take_over_lines
from python_jobs.reporting.csv_file import CsvFile
from python_jobs.reporting.formats.csv import fact_file
from python_jobs.reporting.metadata import described, publication_facts
from python_jobs.reporting.older_files import OlderFiles
from python_jobs.reporting.ordered_lines import LinesBeside, OrderedLines, keys_first
from python_jobs.reporting.powerbi_lines import EXPORTS, Export, ExportLines
from python_jobs.reporting.report import Report, Subject, Written, WrittenFile
from python_jobs.reporting.row_formats import Reading, RowFormat, Taker
from python_jobs.warehouse.aggregates.period_marts import FACT
from python_jobs.warehouse.publishing.published_layers import MartSnapshot
from python_jobs.warehouse.rows.packed_rows import PackedRows


def prepare(subject: Subject, marts: MartSnapshot, files: ExitStack, older: OlderFiles | None) -> RowFormat:
    """Write the files (RFC 4180, UTF-8, NULL as an empty cell) and ``powerbi_metadata.json``."""
    folder = subject.folder / "powerbi"
    folder.mkdir(parents=True, exist_ok=True)
    types = {
        (table, column.name): column.declared
        for table, columns in marts.columns.items()
        for column in columns
    }
    takers, opened = [], []
    for export in EXPORTS:
        names = [column.name for column in export.columns]
        file = files.enter_context(CsvFile(folder / export.file_name, names))
        lines = ExportLines(export)
        taker = _taker(export, file, lines, older, files)
        if taker.take_over is None:
            takers += [(Reading(table), Taker(lookup.add)) for table, lookup in lines.lookups.items()]
        takers.append((Reading(export.mart, export.order), taker))
        opened.append((export, file))

    def finish(report: Report) -> Written:
        folder = report.folder / "powerbi"
        return _finish(report, [_written(export, file, folder, types) for export, file in opened])

    return RowFormat(takers, finish)


def _taker(
    export: Export, file: CsvFile, lines: ExportLines, older: OlderFiles | None, files: ExitStack
) -> Taker:
    add = partial(_add, file, lines)
    if older is not None and export.mart == FACT:
        before = _before(export, older.folder, files)
        kept, flags, names = older.changes.kept_rows, export.has_flags, export.has_names
        return Taker(add, ContinuedLines(file, before, lines.of, kept, has_flags=flags, has_names=names))
    if older is not None and export.marts <= older.same:
        path, rows = older.folder / "powerbi" / export.file_name, older.rows[export.mart]
        return Taker(add, take_over=partial(take_over_lines, file, path, rows))
    return Taker(add)


def _before(export: Export, folder: Path, files: ExitStack) -> OrderedLines:
    path = folder / "powerbi" / export.file_name
    if export.key_of is not None:
        return files.enter_context(OrderedLines(path, export.key_of))
    rows = files.enter_context(OrderedLines(fact_file(folder), keys_first))
    return files.enter_context(LinesBeside(path, rows))


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
