"""Aggregates of the marts by SQL, small whatever the size of the fact. Analysis and reports read the same."""

import math
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.metrics import METRICS
from python_jobs.warehouse.query_frame import Columns, frame, with_metrics
from python_jobs.warehouse.roi_histogram import read_roi_histogram

MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")
_METRIC_NAMES = tuple(metric.name for metric in METRICS)
# Enough points to see the shape of a scatter plot, few enough to draw and to embed.
CAMPAIGNS_BY_COST = 400
RANKED_CAMPAIGNS = 10

_MEASURE_COLUMNS: Columns = {
    "cost": pl.Float64,
    "impressions": pl.Int64,
    "clicks": pl.Int64,
    "conversions": pl.Int64,
    "revenue": pl.Float64,
}
_METRIC_COLUMNS: Columns = dict.fromkeys(_METRIC_NAMES, pl.Float64)
_CAMPAIGN_COLUMNS: Columns = {
    "campaign_label": pl.String,
    "first_date": pl.Date,
    "last_date": pl.Date,
    "days_active": pl.Int64,
    **_MEASURE_COLUMNS,
    **_METRIC_COLUMNS,
}
_CHANNEL_COLUMNS: Columns = {
    "channel": pl.String,
    "campaigns": pl.Int64,
    **_MEASURE_COLUMNS,
    **_METRIC_COLUMNS,
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


@dataclass(frozen=True)
class MartAggregates:
    """Frames of the marts, amounts as floats.

    totals: one row: ``fact_rows``, ``campaigns``, ``channels``, first and last date, measures, metrics and
        ``cost_without_conversions``.
    daily: one row per day with figures. channels: one per channel, best ROI first.
    campaigns: the ones with the highest cost, at most ``CAMPAIGNS_BY_COST``.
    best_campaigns, worst_campaigns: by profit, at most ``RANKED_CAMPAIGNS`` each, no campaign in both.
    weekday_channel: ``weekday`` (1 = Monday), ``channel``, ``cost``, ``revenue``, ``roi_pct``.
    roi_histogram: ``from_pct``, ``to_pct``, ``fact_rows``; the last bin holds all above its start.
    quality, quarantine: as in ``mart_data_quality`` and ``mart_quarantine_reasons``.
    """

    totals: pl.DataFrame
    daily: pl.DataFrame
    channels: pl.DataFrame
    campaigns: pl.DataFrame
    best_campaigns: pl.DataFrame
    worst_campaigns: pl.DataFrame
    weekday_channel: pl.DataFrame
    roi_histogram: pl.DataFrame
    quality: pl.DataFrame
    quarantine: pl.DataFrame


def read_aggregates(connection: sa.Connection, database: str) -> MartAggregates:
    """Read everything that exploration and reports start from, in a database that holds the marts."""
    best, worst = _ranked_campaigns(connection, database)
    return MartAggregates(
        totals=_totals(connection, database),
        daily=frame(
            connection,
            f"select {{columns}} from {database}.mart_daily_summary order by date",
            {
                "date": pl.Date,
                **_MEASURE_COLUMNS,
                **_METRIC_COLUMNS,
                "cost_7d_avg": pl.Float64,
                "revenue_7d_avg": pl.Float64,
            },
        ),
        channels=frame(
            connection,
            f"select {{columns}} from {database}.mart_channel_summary "
            "order by roi_rank is null, roi_rank, channel",
            _CHANNEL_COLUMNS,
        ),
        campaigns=frame(
            connection,
            f"select {{columns}} from {database}.mart_campaign_summary "
            f"order by cost desc, campaign_key limit {CAMPAIGNS_BY_COST}",
            _CAMPAIGN_COLUMNS,
        ),
        best_campaigns=best,
        worst_campaigns=worst,
        weekday_channel=_weekday_channel(connection, database),
        roi_histogram=read_roi_histogram(connection, database),
        quality=frame(
            connection,
            f"select {{columns}} from {database}.mart_data_quality order by table_name",
            _QUALITY_COLUMNS,
        ),
        quarantine=frame(
            connection,
            f"select {{columns}} from {database}.mart_quarantine_reasons "
            "where rows_quarantined > 0 order by rows_quarantined desc, table_name, reason",
            {"table_name": pl.String, "reason": pl.String, "rows_quarantined": pl.Int64},
        ),
    )


def _totals(connection: sa.Connection, database: str) -> pl.DataFrame:
    sums = ", ".join(f"coalesce(sum({name}), 0) as {name}" for name in MEASURES)
    totals = frame(
        connection,
        f"select {{columns}} from (select count(*) as fact_rows, count(distinct campaign_key) as campaigns, "
        f"count(distinct channel_key) as channels, min(date) as first_date, max(date) as last_date, {sums}, "
        "coalesce(sum(case when conversions = 0 then cost end), 0) as cost_without_conversions "
        f"from {database}.fct_campaign_performance) as summed",
        {
            "fact_rows": pl.Int64,
            "campaigns": pl.Int64,
            "channels": pl.Int64,
            "first_date": pl.Date,
            "last_date": pl.Date,
            **_MEASURE_COLUMNS,
            "cost_without_conversions": pl.Float64,
        },
    )
    return with_metrics(totals)


def _ranked_campaigns(connection: sa.Connection, database: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    source = f"select {{columns}} from {database}.mart_campaign_summary order by profit"
    limit = f"limit {RANKED_CAMPAIGNS}"
    best = frame(connection, f"{source} desc, campaign_key {limit}", _CAMPAIGN_COLUMNS)
    total: int = connection.execute(
        sa.text(f"select count(*) from {database}.mart_campaign_summary")
    ).scalar_one()
    others = max(0, min(RANKED_CAMPAIGNS, total - len(best)))
    # With few campaigns the worst are what the best leave over: split them in the middle.
    if total < 2 * RANKED_CAMPAIGNS:
        best, others = best.head(math.ceil(total / 2)), total - math.ceil(total / 2)
    worst = frame(connection, f"{source}, campaign_key desc limit {others}", _CAMPAIGN_COLUMNS)
    return best, worst


def _weekday_channel(connection: sa.Connection, database: str) -> pl.DataFrame:
    return frame(
        connection,
        "select {columns} from (select weekday(fact.date) + 1 as weekday, dim.channel, "
        "sum(fact.cost) as cost, sum(fact.revenue) as revenue, "
        "100 * (sum(fact.revenue) - sum(fact.cost)) / nullif(sum(fact.cost), 0) as roi_pct "
        f"from {database}.fct_campaign_performance as fact "
        f"join {database}.dim_channel as dim on dim.channel_key = fact.channel_key "
        "group by weekday(fact.date) + 1, dim.channel) as grouped order by channel, weekday",
        {
            "weekday": pl.Int64,
            "channel": pl.String,
            "cost": pl.Float64,
            "revenue": pl.Float64,
            "roi_pct": pl.Float64,
        },
    )
