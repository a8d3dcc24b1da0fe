"""The sheets that are marts: channels, campaigns, days, segments and quality, row by row from SQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from python_jobs.features import FEATURES
from python_jobs.language import Language
from python_jobs.metrics import METRIC, METRICS
from python_jobs.period import Period
from python_jobs.reporting.workbook.number_codes import Kind
from python_jobs.reporting.workbook.sheets import Book, SheetColumn
from python_jobs.warehouse.aggregates.period_marts import mart

_UNIT_KINDS: dict[str, Kind] = {"%": "percent", "currency": "money", "ratio": "ratio"}
_CHUNK_ROWS = 5_000
# A sheet is for reading: 200,000 campaigns would take half a minute to write, 10,000 two seconds. CSV has all
# rows.
_SHEET_ROWS = 5_000


@dataclass(frozen=True)
class MartSheet:
    """A sheet with a mart's rows."""

    name: str
    table: str
    order: str
    columns: tuple[SheetColumn, ...]


def mart_sheets(language: Language) -> tuple[MartSheet, ...]:
    """Every such sheet, in the order of the workbook."""
    text = language.text
    measures = (
        SheetColumn("cost", text("Cost"), "money"),
        SheetColumn("revenue", text("Revenue"), "money"),
        SheetColumn("profit", text("Profit"), "money"),
        SheetColumn("impressions", text("Impressions"), "count"),
        SheetColumn("clicks", text("Clicks"), "count"),
        SheetColumn("conversions", text("Conversions"), "count"),
    )
    metrics = tuple(
        SheetColumn(metric.name, text(metric.label), _UNIT_KINDS[metric.unit])
        for metric in METRICS
        if metric.name != "profit"
    )
    shares = (
        SheetColumn("cost_share_pct", text("Share of cost"), "percent"),
        SheetColumn("revenue_share_pct", text("Share of revenue"), "percent"),
    )
    days_active = SheetColumn("days_active", text("Days with figures"), "count")
    return (
        MartSheet(
            text("Channels"),
            "mart_channel_summary",
            "order by roi_rank, channel",
            (
                SheetColumn("channel", text("Channel"), "text"),
                SheetColumn("roi_rank", text("Rank by ROI"), "count"),
                SheetColumn("campaigns", text("Campaigns"), "count"),
                days_active,
                *measures,
                *metrics,
                *shares,
            ),
        ),
        MartSheet(
            text("Campaigns"),
            "mart_campaign_summary",
            "order by cost desc, campaign_key",
            (
                SheetColumn("campaign_label", text("Campaign"), "text"),
                SheetColumn("first_date", text("First day"), "day"),
                SheetColumn("last_date", text("Last day"), "day"),
                days_active,
                *measures,
                *metrics,
                *shares,
            ),
        ),
        MartSheet(
            text("Days"),
            "mart_daily_summary",
            "order by date",
            (
                SheetColumn("date", text("Day"), "day"),
                *measures,
                *metrics,
                SheetColumn("cost_7d_avg", text("Cost, 7-day average"), "money"),
                SheetColumn("revenue_7d_avg", text("Revenue, 7-day average"), "money"),
            ),
        ),
        MartSheet(text("Segments"), "segment_profiles", "order by segment", _segments(language)),
        MartSheet(text("Data quality"), "mart_data_quality", "order by table_name", _quality(language)),
        MartSheet(
            text("Rows set aside"),
            "mart_quarantine_reasons",
            "order by table_name, rows_quarantined desc, reason",
            (
                SheetColumn("table_name", text("Table"), "text"),
                SheetColumn("reason", text("Reason"), "text"),
                SheetColumn("rows_quarantined", text("Rows set aside (quarantine)"), "count"),
            ),
        ),
    )


def _segments(language: Language) -> tuple[SheetColumn, ...]:
    text = language.text
    labels: dict[str, str] = {
        "age": text("Age"),
        "sessions": text("Sessions"),
        "avg_session_duration": text("Session duration"),
        "pages_per_session": text("Pages per session"),
        "transactions": text("Transactions"),
        "revenue": text("Revenue"),
    }
    return (
        SheetColumn("segment", text("Segment"), "count"),
        SheetColumn("segment_name", text("Name"), "text"),
        SheetColumn("customers", text("Customers"), "count"),
        SheetColumn("customer_share_pct", text("Share of customers"), "percent"),
        SheetColumn("revenue_share_pct", text("Share of revenue"), "percent"),
        *(
            SheetColumn(
                f"{statistic}_{feature}",
                text(label, feature=labels[feature]),
                "money" if feature == "revenue" else "decimal",
            )
            for feature in FEATURES
            for statistic, label in (
                ("mean", text("{feature}, mean")),
                ("std", text("{feature}, standard deviation")),
            )
        ),
    )


def _quality(language: Language) -> tuple[SheetColumn, ...]:
    text = language.text
    return (
        SheetColumn("table_name", text("Table"), "text"),
        SheetColumn("rows_in", text("Rows read"), "count"),
        SheetColumn("rows_clean", text("Rows used"), "count"),
        SheetColumn("rows_quarantined", text("Rows set aside (quarantine)"), "count"),
        SheetColumn("rows_superseded", text("Rows replaced by a later load"), "count"),
        SheetColumn("completeness_pct", text("Completeness of the raw cells"), "percent"),
        SheetColumn("cost_outliers", text("Cost outliers (flagged, kept)"), "count"),
        SheetColumn("revenue_outliers", text("Revenue outliers (flagged, kept)"), "count"),
        SheetColumn("filled_cells", text("Cells filled in"), "count"),
        SheetColumn("newest_date", text("Newest day"), "day"),
        SheetColumn("newest_load", text("Newest load (UTC)"), "time"),
        SheetColumn("unknown_channel_cost_share_pct", text("Share of cost on unknown channels"), "percent"),
    )


def write_mart_sheet(
    book: Book,
    mart_sheet: MartSheet,
    connection: sa.Connection,
    database: str,
    period: Period | None,
    most_rows: int = _SHEET_ROWS,
) -> str:
    """Write a sheet of ``most_rows`` at most, and return what is missing in it as a sentence, or ''."""
    source = mart(database, mart_sheet.table, period)
    total: int = connection.exec_driver_sql(f"select count(*) from {source}").scalar_one()
    note = ""
    if total > most_rows:
        note = book.language.text(
            "{sheet}: only the first {shown} of {total} rows are on this sheet; all are in csv/{file}.",
            sheet=mart_sheet.name,
            shown=book.language.count(most_rows),
            total=book.language.count(total),
            file=f"{mart_sheet.table}.csv",
        )
    selected = ", ".join(column.name for column in mart_sheet.columns)
    query = f"select {selected} from {source} {mart_sheet.order} limit {most_rows}"
    book.write_table(book.add(mart_sheet.name), mart_sheet.columns, _rows(connection, query), note)
    return note


def _rows(connection: sa.Connection, query: str) -> Iterator[Sequence[Any]]:
    streaming = connection.execution_options(stream_results=True, max_row_buffer=_CHUNK_ROWS)
    yield from streaming.exec_driver_sql(query)


def metric_kind(name: str) -> Kind:
    """The kind of cell of a metric."""
    return _UNIT_KINDS[METRIC[name].unit]
