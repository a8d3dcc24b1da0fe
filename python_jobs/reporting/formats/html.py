"""The report for the browser."""

from python_jobs.reporting.html import Page, cube_period, write_html
from python_jobs.reporting.report import Report, Written
from python_jobs.warehouse.aggregates.page_cube import read_page_cube


def write(report: Report) -> Written:
    """Write ``executive_summary.html``, one file that needs no network."""
    path = report.folder / "executive_summary.html"
    if report.draft is not None:
        cube = report.draft.cube
    else:
        with report.snapshot() as snapshot:
            cube = read_page_cube(snapshot.connection, snapshot.database, cube_period(report.data))
    write_html(Page(report.summary, report.data, cube, report.language), path)
    return Written({"html": path})
