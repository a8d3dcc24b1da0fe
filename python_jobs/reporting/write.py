"""Writes the reports of a publication in the formats that were ordered."""

import logging
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.errors import DataError
from python_jobs.insights import Insights
from python_jobs.period import Comparison, Period
from python_jobs.reporting.draft import Draft
from python_jobs.reporting.formats import FORMATS, FORMATS_OF_MARTS, ROW_FORMATS, writer
from python_jobs.reporting.metadata import FILE_NAME, write_metadata
from python_jobs.reporting.report import Report, Written
from python_jobs.reporting.report_reading import read_report_data
from python_jobs.reporting.row_formats import write_row_formats
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.publishing.published_layers import find_publication

log = logging.getLogger(__name__)


def write_reports(
    settings: Settings,
    run_id: str,
    folder: Path,
    config: ReportConfig,
    findings: Sequence[str] = (),
    *,
    formats: Sequence[str] = FORMATS,
    period: Period | None = None,
    comparison: Comparison | None = None,
    insights: Insights | None = None,
    aggregates: MartAggregates | None = None,
    draft: Draft | None = None,
) -> dict[str, Path]:
    """Write the reports of a publication into a folder.

    Args:
        run_id: of the publication, which may be the current or the one before.
        findings: sentences to print; by default those of the insights.
        formats: names from ``FORMATS``.
        insights: what the analysis of the same publication and period found.
        aggregates: what it read.
        draft: what was made of all days of the publication when it was a candidate; files are moved.

    Returns:
        Paths by name: ``pdf``, ``html``, ``figures``, ``xlsx``, the folders ``csv`` and ``parquet``, each
        Power BI file by its file name, and ``metadata``.

    Raises:
        DataError: the publication is not there, or not one day of the period has figures.
    """
    language = report_language(config)
    layer, publication = find_publication(settings, run_id)
    with timed("part", "aggregates"):
        data = read_report_data(settings, layer, period, comparison, insights, language, aggregates)
    if data.run_id != run_id:  # a flip came between looking and reading
        raise DataError(f"The publication of run {run_id} was replaced just now. Start the report again.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).unlink(missing_ok=True)
    sentences = tuple(findings) or tuple(finding.sentence for finding in data.insights.findings)
    if draft is not None and not draft.is_of(publication):
        log.warning("The candidate was changed beside the run; its files are written once more")
        draft = None
    if draft is not None:
        draft.move_rows(folder)
    report = Report(
        settings, data, config.title, language, sentences, folder, config.day_files_from_rows, draft
    )
    written = _write_formats(report, [name for name in FORMATS if name in formats], draft)
    paths = {name: path for one in written for name, path in one.shown.items()}
    return {**paths, "metadata": write_metadata(report, written)}


def _write_formats(report: Report, formats: Sequence[str], draft: Draft | None) -> list[Written]:
    """Write the formats; those of rows together, beside the others.

    The page is written before all of them, for it needs most memory, and the PDF at last: the figures may be
    drawn still.
    """
    beside = ThreadPoolExecutor(max_workers=1)
    try:
        written = {name: _write(report, name) for name in formats if name == "html"}
        of_rows = [name for name in formats if name in ROW_FORMATS]
        rows = beside.submit(_write_rows, report, of_rows, draft)
        others = [name for name in formats if name not in {*written, *of_rows}]
        written |= {name: _write(report, name) for name in sorted(others, key="pdf".__eq__)}
        written |= rows.result()
        return [written[name] for name in formats]
    finally:
        # Whoever stops the run ends what the thread has executing.
        beside.shutdown(wait=False, cancel_futures=True)


def _write(report: Report, name: str) -> Written:
    with timed("format", name):
        return writer(name)(report)


def _write_rows(report: Report, names: Sequence[str], draft: Draft | None) -> dict[str, Written]:
    if not names:
        return {}
    with timed("format", ", ".join(names)), report.snapshot() as marts:
        if draft is None:
            parts = [write_row_formats(report.subject, names, marts)]
        else:
            # What tells of the publication is not in its candidate.
            rest = replace(marts, tables=marts.tables - draft.written.rows.keys())
            of_marts = [name for name in names if name in FORMATS_OF_MARTS]
            missing = write_row_formats(report.subject, of_marts, rest)
            parts = [draft.written, missing]
    formats = [part.formats for part in parts]
    return {name: _together([of[name].finish(report) for of in formats if name in of]) for name in names}


def _together(written: Sequence[Written]) -> Written:
    return Written(written[0].shown, tuple(table for one in written for table in one.tables))
