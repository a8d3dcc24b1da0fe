"""The executive summary for paper."""

from python_jobs.reporting.pdf import write_pdf
from python_jobs.reporting.report import Report, Written


def write(report: Report) -> Written:
    """Write ``executive_summary.pdf`` and the figures that stand in it."""
    path = report.folder / "executive_summary.pdf"
    write_pdf(report.summary, report.figures, path)
    return Written({"pdf": path, "figures": report.folder / "figures"})
