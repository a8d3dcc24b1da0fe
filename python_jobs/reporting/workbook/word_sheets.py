"""The sheets that are made of words and a few figures: summary, definitions, about."""

from collections.abc import Sequence
from datetime import datetime, timezone
from typing import Any

from python_jobs.language import Language
from python_jobs.metrics import METRICS
from python_jobs.reporting.coverage import covered, period_in_words
from python_jobs.reporting.report import Report
from python_jobs.reporting.workbook.mart_sheets import metric_kind
from python_jobs.reporting.workbook.number_codes import Kind
from python_jobs.reporting.workbook.sheets import Book, SheetColumn


def write_summary(book: Book, report: Report) -> None:
    """The key figures as numbers, beside those of the period before where there is one, and the verdict."""
    data, language = report.data, book.language
    text = language.text
    sheet = book.add(text("Summary"))
    columns = [SheetColumn("figure", text("Figure"), "text"), SheetColumn("value", text("Value"), "money")]
    if data.before is not None:
        columns += [
            SheetColumn("before", period_in_words(data.before_period, language), "money"),
            SheetColumn("change", text("Change"), "money"),
            SheetColumn("change_pct", text("Change in percent"), "percent"),
        ]
    book.set_columns(sheet, columns)
    sheet.write_string(0, 0, report.title, book.style_of_titles)
    sheet.write_string(1, 0, data.period_in_words(language))
    if data.is_partial:
        sheet.write_string(2, 0, data.is_partial, book.style_of_notes)
    header = 4
    book.write_header(sheet, header, columns)
    sheet.freeze_panes(header + 1, 1)
    figures = _figures(language)
    before = data.before.totals.row(0, named=True) if data.before is not None else None
    for row, (label, kind, name) in enumerate(figures, header + 1):
        book.write_cell(sheet, row, 0, "text", label)
        book.write_cell(sheet, row, 1, kind, data.totals[name])
        if before is not None:
            _write_change(book, sheet, row, kind, data.totals[name], before[name])
    for row, sentence in enumerate((*report.summary.verdict, *report.findings), header + len(figures) + 2):
        sheet.write_string(row, 0, sentence)


def _write_change(
    book: Book, sheet: Any, row: int, kind: Kind, value: float | None, before: float | None
) -> None:
    book.write_cell(sheet, row, 2, kind, before)
    if value is None or before is None:
        return
    book.write_cell(sheet, row, 3, kind, value - before)
    # A percentage of a loss, of nothing or of a percentage says nothing.
    if before > 0 and kind != "percent":
        book.write_cell(sheet, row, 4, "percent", 100 * (value - before) / before)


def _figures(language: Language) -> Sequence[tuple[str, Kind, str]]:
    text = language.text
    return (
        (text("Revenue"), "money", "revenue"),
        (text("Cost"), "money", "cost"),
        (text("Profit"), "money", "profit"),
        *(
            (text(metric.label), metric_kind(metric.name), metric.name)
            for metric in METRICS
            if metric.name != "profit"
        ),
        (text("Impressions"), "count", "impressions"),
        (text("Clicks"), "count", "clicks"),
        (text("Conversions"), "count", "conversions"),
        (text("Cost without conversions"), "money", "cost_without_conversions"),
        (text("Campaigns"), "count", "campaigns"),
        (text("Channels"), "count", "channels"),
    )


def write_definitions(book: Book) -> None:
    """How each metric is defined."""
    text = book.language.text
    columns = (
        SheetColumn("metric", text("Metric"), "text"),
        SheetColumn("column", text("Column"), "text"),
        SheetColumn("unit", text("Unit"), "text"),
        SheetColumn("definition", text("Definition"), "wide text"),
    )
    units = {"%": "%", "currency": book.language.currency, "ratio": text("ratio")}
    rows = [
        (text(metric.label), metric.name, units[metric.unit], text(metric.description)) for metric in METRICS
    ]
    book.write_table(book.add(text("Definitions")), columns, rows)


def write_about(book: Book, report: Report, missing: Sequence[str]) -> None:
    """Where the figures come from, and what is not in the workbook."""
    data, language = report.data, book.language
    text = language.text
    columns = (
        SheetColumn("what", text("About this workbook"), "text"),
        SheetColumn("value", text("Value"), "wide text"),
    )
    figures = period_in_words(covered(data.first_date, data.last_date), language)
    rows = [
        (text("Publication of run"), data.run_id),
        (text("Published (UTC)"), f"{data.published_at:%Y-%m-%d %H:%M}"),
        (text("Written (UTC)"), f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M}"),
        (text("Period"), data.period_in_words(language)),
        (text("Days with figures"), figures),
        (text("Currency"), language.currency),
        (text("Percentages"), text("Numbers in percent: 40.2 stands for 40.2 %.")),
        (text("Empty cells"), text("Undefined, because what it would be divided by is 0, or not known.")),
        (
            text("Segments and data quality"),
            text("Of the whole publication: customers and loads belong to no period."),
        ),
        *((text("Not complete"), note) for note in (data.is_partial, *missing) if note),
    ]
    if data.before_period is not None:
        rows.insert(5, (text("Compared with"), period_in_words(data.before_period, language)))
    book.write_table(book.add(text("About")), columns, rows)
