"""Figures by channel and day, and what days without a conversion cost: small whatever the fact's size."""

from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.hash_join import SELECT, WITHOUT_INDEX
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.query_frame import MEASURE_COLUMNS, Columns, frame

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
        variance: of that; None where the cost is too near to it for anybody to ask.
    """

    cost: float
    by_chance: float
    variance: float | None


def read_silent_days(
    connection: sa.Connection, database: str, period: Period | None, notable: float
) -> SilentDays:
    """Days without a conversion beside chance: a Poisson process has none with probability exp(-mean).

    Args:
        notable: how many times what chance explains the cost must be for the variance to be read, which takes
            as long again.
    """
    fact, by_hash = mart(database, FACT, period), "inner join"
    if period is None:
        fact, by_hash = f"{fact} as {FACT} {WITHOUT_INDEX}", "straight_join"
    # Grouped, though a campaign has one row: so the rates are computed before the join and not for every row.
    rates = (
        "select campaign_key, max(-cast(conversions as double) / cast(cost as double)) as rate "
        f"from {mart(database, 'mart_campaign_summary', period)} where cost > 0 and conversions > 0 "
        "group by campaign_key"
    )
    rows = f"({rates}) as rates {by_hash} {fact} on {FACT}.campaign_key = rates.campaign_key"

    def summed(**sums: str) -> list[float]:
        columns = ", ".join(f"{sql} as {name}" for name, sql in sums.items())
        query = f"{SELECT} {{columns}} from (select {columns} from {rows}) as summed"
        found = frame(connection, query, dict.fromkeys(sums, pl.Float64))
        return [value or 0.0 for value in found.row(0)]

    cost, by_chance = summed(
        cost="sum(case when conversions = 0 then cost end)", by_chance="sum(cost * exp(cost * rate))"
    )
    if cost <= notable * by_chance:
        return SilentDays(cost, by_chance, None)
    (variance,) = summed(variance="sum(pow(cost, 2) * (exp(cost * rate) - exp(cost * 2e0 * rate)))")
    return SilentDays(cost, by_chance, variance)
