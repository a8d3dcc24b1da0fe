"""Writes the reports of a publication in the formats that were ordered."""

from collections.abc import Sequence
from pathlib import Path

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.errors import DataError
from python_jobs.insights import Insights
from python_jobs.period import Comparison, Period
from python_jobs.reporting.formats import FORMATS, writer
from python_jobs.reporting.metadata import FILE_NAME, write_metadata
from python_jobs.reporting.report import Report
from python_jobs.reporting.report_data import read_report_data
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.published_layers import find_publication


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
) -> dict[str, Path]:
    """Write the reports of a publication into a folder.

    Args:
        run_id: of the publication, which may be the current or the one before.
        findings: sentences to print; by default those of the insights.
        formats: names from ``FORMATS``.
        insights: what the analysis of the same publication and period found.

    Returns:
        Paths by name: ``pdf``, ``html``, ``figures``, ``xlsx``, the folders ``csv`` and ``parquet``, each
        Power BI file by its file name, and ``metadata``.

    Raises:
        DataError: the publication is not there, or not one day of the period has figures.
    """
    language = report_language(config)
    layer, _ = find_publication(settings, run_id)
    with timed("part", "aggregates"):
        data = read_report_data(settings, layer, period, comparison, insights, language)
    if data.run_id != run_id:  # a flip came between looking and reading
        raise DataError(f"The publication of run {run_id} was replaced just now. Start the report again.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).unlink(missing_ok=True)
    sentences = tuple(findings) or tuple(finding.sentence for finding in data.insights.findings)
    report = Report(settings, data, config.title, language, sentences, folder)
    written = []
    for name in FORMATS:
        if name in formats:
            with timed("format", name):
                written.append(writer(name)(report))
    paths = {name: path for one in written for name, path in one.shown.items()}
    return {**paths, "metadata": write_metadata(report, written)}
