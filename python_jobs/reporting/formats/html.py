"""The executive summary for the browser."""

from python_jobs.reporting.html import write_html
from python_jobs.reporting.report import Report, Written


def write(report: Report) -> Written:
    """Write ``executive_summary.html``, one file that needs no network."""
    path = report.folder / "executive_summary.html"
    write_html(report.summary, path)
    return Written({"html": path})
