"""Reads the aggregates of the marts, by SQL; analysis and reports read the same."""

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.campaign_aggregates import CAMPAIGN_COLUMNS, read_campaigns
from python_jobs.warehouse.aggregates.fact_shape import FactShape, read_fact_shape
from python_jobs.warehouse.aggregates.mart_aggregates import MartAggregates
from python_jobs.warehouse.aggregates.metric_frames import (
    MEASURE_COLUMNS,
    METRIC_COLUMNS,
    Columns,
    with_metrics,
)
from python_jobs.warehouse.aggregates.period_marts import mart
from python_jobs.warehouse.aggregates.query_frame import frame
from python_jobs.warehouse.aggregates.roi_distribution import read_roi_distribution
from python_jobs.warehouse.aggregates.roi_histogram import no_histogram
from python_jobs.warehouse.aggregates.roi_quartiles import no_roi_quartiles

_DAILY_COLUMNS: Columns = {
    "date": pl.Date,
    **MEASURE_COLUMNS,
    **METRIC_COLUMNS,
    "cost_7d_avg": pl.Float64,
    "revenue_7d_avg": pl.Float64,
}
_CHANNEL_COLUMNS: Columns = {
    "channel": pl.String,
    "campaigns": pl.Int64,
    **MEASURE_COLUMNS,
    **METRIC_COLUMNS,
    "cost_share_pct": pl.Float64,
    "revenue_share_pct": pl.Float64,
    "roi_rank": pl.Int64,
}
_QUALITY_COLUMNS: Columns = {
    "table_name": pl.String,
    "rows_in": pl.Int64,
    "rows_clean": pl.Int64,
    "rows_quarantined": pl.Int64,
    "rows_superseded": pl.Int64,
    "completeness_pct": pl.Float64,
    "cost_outliers": pl.Int64,
    "revenue_outliers": pl.Int64,
    "filled_cells": pl.Int64,
    "newest_date": pl.Date,
    "newest_load": pl.Datetime,
    "unknown_channel_cost_share_pct": pl.Float64,
}
_WEEKDAY_COLUMNS: Columns = {
    "weekday": pl.Int64,
    "channel": pl.String,
    "cost": pl.Float64,
    "revenue": pl.Float64,
    "roi_pct": pl.Float64,
}
_QUARANTINE_COLUMNS: Columns = {"table_name": pl.String, "reason": pl.String, "rows_quarantined": pl.Int64}


def read_aggregates(
    connection: sa.Connection, database: str, period: Period | None = None, months: str | None = None
) -> MartAggregates:
    """Read everything that exploration and reports start from, in a database that holds the marts.

    Args:
        period: the days that count; None for all. ``quality`` and ``quarantine`` always are the whole
            publication's, and the 7-day averages look at the days before the period too.
        months: ``int_roi_months`` of the same fact, where it may be read.
    """
    campaigns, best, worst = read_campaigns(connection, database, period)
    shape = read_fact_shape(connection, database, period, months)
    histogram, quartiles = read_roi_distribution(connection, database, period, shape)
    return MartAggregates(
        totals=_totals(connection, database, period, shape),
        daily=_daily(connection, database, period),
        channels=_channels(connection, database, period),
        campaigns=campaigns,
        best_campaigns=best,
        worst_campaigns=worst,
        weekday_channel=_weekday_channel(connection, database, period),
        roi_histogram=histogram,
        quality=frame(
            connection,
            f"select {{columns}} from {database}.mart_data_quality order by table_name",
            _QUALITY_COLUMNS,
        ),
        quarantine=frame(
            connection,
            f"select {{columns}} from {database}.mart_quarantine_reasons "
            "where rows_quarantined > 0 order by rows_quarantined desc, table_name, reason",
            _QUARANTINE_COLUMNS,
        ),
        roi_quartiles=quartiles,
    )


def read_before(connection: sa.Connection, database: str, period: Period) -> MartAggregates:
    """What a period is compared with: only ``totals``, ``daily`` and ``channels`` have rows, for speed."""
    campaigns = pl.DataFrame(schema=dict(CAMPAIGN_COLUMNS))
    return MartAggregates(
        totals=_totals(connection, database, period, read_fact_shape(connection, database, period)),
        daily=_daily(connection, database, period),
        channels=_channels(connection, database, period),
        campaigns=campaigns,
        best_campaigns=campaigns,
        worst_campaigns=campaigns,
        weekday_channel=pl.DataFrame(schema=dict(_WEEKDAY_COLUMNS)),
        roi_histogram=no_histogram(),
        quality=pl.DataFrame(schema=dict(_QUALITY_COLUMNS)),
        quarantine=pl.DataFrame(schema=dict(_QUARANTINE_COLUMNS)),
        roi_quartiles=no_roi_quartiles(),
    )


def _totals(
    connection: sa.Connection, database: str, period: Period | None, shape: FactShape
) -> pl.DataFrame:
    sums = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in MEASURE_COLUMNS)
    totals = frame(
        connection,
        "select {columns} from (select count(*) as campaigns "
        f"from {mart(database, 'mart_campaign_summary', period)}) as named cross join (select "
        f"count(distinct channel_key) as channels, min(date) as first_date, max(date) as last_date, {sums} "
        f"from {mart(database, 'mart_channel_day', period)}) as summed",
        {
            "campaigns": pl.Int64,
            "channels": pl.Int64,
            "first_date": pl.Date,
            "last_date": pl.Date,
            **MEASURE_COLUMNS,
        },
    )
    known = {"fact_rows": shape.fact_rows, "cost_without_conversions": shape.cost_without_conversions}
    return with_metrics(pl.DataFrame(known).hstack(totals))


def _daily(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    source = mart(database, "mart_daily_summary", period)
    return frame(connection, f"select {{columns}} from {source} order by date", _DAILY_COLUMNS)


def _channels(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    source = mart(database, "mart_channel_summary", period)
    order = "order by roi_rank is null, roi_rank, channel"
    return frame(connection, f"select {{columns}} from {source} {order}", _CHANNEL_COLUMNS)


def _weekday_channel(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    return frame(
        connection,
        "select {columns} from (select weekday, channel, cost, revenue, "
        "100 * (revenue - cost) / nullif(cost, 0) as roi_pct from ("
        "select weekday(date) + 1 as weekday, channel, sum(cost) as cost, sum(revenue) as revenue "
        f"from {mart(database, 'mart_channel_day', period)} group by weekday(date) + 1, channel_key, channel"
        ") as summed) as grouped order by channel, weekday",
        _WEEKDAY_COLUMNS,
    )
