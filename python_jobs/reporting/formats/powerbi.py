"""The four classic CSV files for Power BI and their metadata."""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from python_jobs.reporting.csv_file import CsvFile
from python_jobs.reporting.fact_lines import LineFormat, fact_lines, lines_taker
from python_jobs.reporting.formats.csv import open_fact
from python_jobs.reporting.metadata import described, publication_facts
from python_jobs.reporting.ordered_lines import LinesBeside, OrderedLines
from python_jobs.reporting.powerbi_lines import EXPORTS, Export, ExportLines
from python_jobs.reporting.report import Report, Written, WrittenFile
from python_jobs.reporting.row_formats import Order, Reading, RowFile, RowFormat, Taker, written_file
from python_jobs.warehouse.aggregates.period_marts import FACT


def prepare(order: Order, files: ExitStack) -> RowFormat:
    """Write the files (RFC 4180, UTF-8, NULL as an empty cell) and ``powerbi_metadata.json``.

    Those of a large fact are folders with a file for each day.
    """
    folder = order.subject.folder / "powerbi"
    folder.mkdir(parents=True, exist_ok=True)
    types = {
        (table, column.name): column.declared
        for table, columns in order.marts.columns.items()
        for column in columns
    }
    takers, opened = [], []
    for export in EXPORTS:
        lines = ExportLines(export)
        file, taker = _file(export, folder / export.file_name, lines, order, files)
        if taker.take_over is None:
            takers += [(Reading(table), Taker(lookup.add)) for table, lookup in lines.lookups.items()]
        takers.append((Reading(export.mart, export.order), taker))
        opened.append((export, file))

    def finish(report: Report) -> Written:
        folder = report.folder / "powerbi"
        return _finish(report, [_written(export, file, folder, types) for export, file in opened])

    return RowFormat(takers, finish)


def _file(
    export: Export, path: Path, lines: ExportLines, order: Order, files: ExitStack
) -> tuple[RowFile, Taker]:
    names = [column.name for column in export.columns]
    if export.mart == FACT:
        older = partial(_older, export, order)
        flags, names_too = export.has_flags, export.has_names
        form = LineFormat(names, lines.of, older, mark=False, has_flags=flags, has_names=names_too)
        return fact_lines(path, form, order, files)
    file = files.enter_context(CsvFile(path, names))
    return file, lines_taker(file, lines.of, order, export.mart, export.marts)


def _older(export: Export, order: Order, path: Path, files: ExitStack) -> OrderedLines:
    if export.key_of is not None:
        return files.enter_context(OrderedLines(path, export.key_of))
    # Its lines have no keys; those of the fact beside it, in the same order, have.
    folder, name = path.parent, f"{FACT}.csv"
    if order.by_day:
        folder, name = folder.parent, f"{FACT}/{path.name}"
    return files.enter_context(LinesBeside(path, open_fact(folder.parent / "csv" / name, files)))


def _written(export: Export, file: RowFile, folder: Path, types: dict[tuple[str, str], str]) -> WrittenFile:
    columns = [(column.name, types.get((column.mart, column.column), "varchar")) for column in export.columns]
    return written_file(file, folder, columns)


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
