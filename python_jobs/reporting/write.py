"""Writes everything a run hands over: figures, PDF, HTML and the files for Power BI."""

from collections.abc import Sequence
from pathlib import Path

from python_jobs.analysis_config import ReportConfig, report_language
from python_jobs.reporting.charts import draw_charts, make_charts
from python_jobs.reporting.charts.base import chart_context
from python_jobs.reporting.html import write_html
from python_jobs.reporting.pdf import write_pdf
from python_jobs.reporting.powerbi import write_powerbi_files
from python_jobs.reporting.report_data import read_report_data
from python_jobs.reporting.summary import make_summary
from python_jobs.settings import Settings


def write_reports(
    settings: Settings, run_id: str, folder: Path, config: ReportConfig, findings: Sequence[str] = ()
) -> dict[str, Path]:
    """Write the reports of the publication into a folder.

    Returns the paths by name: ``pdf``, ``html``, ``figures``, and each Power BI file by its file name.

    Raises:
        DataError: nothing has been published yet.
    """
    folder.mkdir(parents=True, exist_ok=True)
    language = report_language(config)
    data = read_report_data(settings, language=language)
    charts = make_charts(chart_context(data, language, data.scores))
    figures = draw_charts(charts, folder / "figures")
    summary = make_summary(data, config.title, language, charts, findings)
    pdf, html = folder / "executive_summary.pdf", folder / "executive_summary.html"
    write_pdf(summary, figures, pdf)
    write_html(summary, html)
    powerbi = write_powerbi_files(settings, run_id, folder / "powerbi")
    return {"pdf": pdf, "html": html, "figures": folder / "figures", **powerbi}
