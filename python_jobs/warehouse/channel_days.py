"""Figures by channel and day, and what days without a conversion cost: small whatever the fact's size."""

from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.period_marts import FACT, mart
from python_jobs.warehouse.query_frame import MEASURE_COLUMNS, Columns, frame

CHANNEL_DAY_COLUMNS: Columns = {"date": pl.Date, "channel": pl.String, **MEASURE_COLUMNS}


def read_channel_days(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    """One row per channel and day with figures, by day: ``date``, ``channel`` and the measures."""
    source = mart(database, "mart_channel_day", period)
    query = f"select {{columns}} from {source} order by date, channel"
    return frame(connection, query, CHANNEL_DAY_COLUMNS)


@dataclass(frozen=True)
class SilentDays:
    """Cost of rows (campaign, channel, day) without a conversion, of campaigns that had some on other days.

    Attributes:
        cost: of such rows.
        by_chance: what they would cost if each campaign's conversions fell on its cost at random.
        variance: of that.
    """

    cost: float
    by_chance: float
    variance: float


def read_silent_days(connection: sa.Connection, database: str, period: Period | None) -> SilentDays:
    """Days without a conversion beside chance: a Poisson process has none with probability exp(-mean)."""
    summary = "mart_campaign_summary"
    query = (
        "select {columns} from (select sum(case when conversions = 0 then cost end) as cost, "
        "sum(cost * silence) as by_chance, sum(cost * cost * silence * (1 - silence)) as variance "
        f"from (select cast({FACT}.cost as double) as cost, {FACT}.conversions, "
        f"exp(-cast({FACT}.cost as double) * {summary}.conversions / {summary}.cost) as silence "
        f"from {mart(database, FACT, period)} inner join {mart(database, summary, period)} "
        f"on {summary}.campaign_key = {FACT}.campaign_key "
        f"where {summary}.cost > 0 and {summary}.conversions > 0) as expected) as summed"
    )
    row = frame(connection, query, dict.fromkeys(("cost", "by_chance", "variance"), pl.Float64))
    cost, by_chance, variance = row.row(0)
    return SilentDays(cost or 0.0, by_chance or 0.0, variance or 0.0)
