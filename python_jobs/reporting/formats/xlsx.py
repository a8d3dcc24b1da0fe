"""The Excel workbook: formatted sheets of real numbers and dates."""

from python_jobs.reporting.report import Report, Written
from python_jobs.reporting.workbook.mart_sheets import mart_sheets, write_mart_sheet
from python_jobs.reporting.workbook.sheets import Book
from python_jobs.reporting.workbook.word_sheets import write_about, write_definitions, write_summary


def write(report: Report) -> Written:
    """Write ``campaign_analytics.xlsx``, row by row, so that memory stays flat."""
    from xlsxwriter import Workbook

    path, data = report.folder / "campaign_analytics.xlsx", report.data
    with Workbook(path, {"constant_memory": True}) as file:
        file.use_zip64()
        footer = report.language.text(
            "{period}, run {run_id}", period=data.period_in_words(report.language), run_id=data.run_id
        )
        file.set_properties({"title": report.title, "subject": footer, "comments": data.is_partial})
        book = Book(file, report.language, footer)
        write_summary(book, report)
        with report.snapshot() as marts:
            missing = [
                write_mart_sheet(book, sheet, marts.connection, marts.database, data.period)
                for sheet in mart_sheets(report.language)
            ]
        write_definitions(book)
        write_about(book, report, missing)
    return Written({"xlsx": path})
