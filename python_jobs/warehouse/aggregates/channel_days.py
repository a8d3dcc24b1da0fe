"""Figures by channel and day, and what days without a conversion cost: small whatever the fact's size."""

import math
from dataclasses import dataclass

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.hash_join import SELECT, WITHOUT_INDEX
from python_jobs.warehouse.aggregates.metric_frames import MEASURE_COLUMNS, Columns
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.query_frame import frame

# Rows of the fact that chance is estimated from: some 0.2 s of the server.
_SAMPLE_ROWS = 400_000
CHANNEL_DAY_COLUMNS: Columns = {"date": pl.Date, "channel": pl.String, **MEASURE_COLUMNS}


def read_channel_days(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    """One row per channel and day with figures, by day: ``date``, ``channel`` and the measures."""
    source = mart(database, "mart_channel_day", period)
    query = f"select {{columns}} from {source} order by date, channel"
    return frame(connection, query, CHANNEL_DAY_COLUMNS)


def read_available(connection: sa.Connection, database: str) -> Period:
    """From the first to the last day with figures in a publication that has some."""
    query = f"select min(date), max(date) from {database}.mart_daily_summary"
    return Period(*connection.execute(sa.text(query)).one())


@dataclass(frozen=True)
class SilentDays:
    """Cost of rows (campaign, channel, day) without a conversion, of campaigns that had some on other days.

    Attributes:
        cost: of such rows.
        by_chance: what they would cost if each campaign's conversions fell on its cost at random.
        variance: of that, of an estimate rather more; None where the cost is too near to it for anybody to
            ask.
    """

    cost: float
    by_chance: float
    variance: float | None


def read_silent_days(
    connection: sa.Connection,
    database: str,
    period: Period | None,
    notable: float,
    months: str | None = None,
    sample_rows: int = _SAMPLE_ROWS,
) -> SilentDays:
    """Days without a conversion beside chance: a Poisson process has none with probability exp(-mean).

    The cost is exact. What chance explains is estimated from some days of a large fact, always the same
    ones: of five million rows within a thousandth, in a tenth of the time.

    Args:
        notable: how many times what chance explains the cost must be for the variance to be read, which takes
            as long again.
        months: ``ROI_MONTHS`` of the same fact, which knows what rows without conversions cost.
        sample_rows: of so many rows at most, without a period.
    """
    summary, whole_fact = (mart(database, table, period) for table in ("mart_campaign_summary", FACT))
    silent = f"select sum(cost_without_conversions) from {months}"
    if months is None:
        silent = f"select sum(case when conversions = 0 then cost end) from {whole_fact}"
    query = (
        f"select {{columns}} from (select ({silent}) as silent, "
        "sum(case when conversions = 0 then cost end) as never, "
        "sum(case when conversions > 0 then cost end) as converting, "
        f"sum(days_active * channels) as most_rows from {summary}) as summed"
    )
    columns = dict.fromkeys(("silent", "never", "converting", "most_rows"), pl.Float64)
    without, never, converting, most_rows = _zeros(frame(connection, query, columns))
    cost = without - never

    fact, by_hash, days = whole_fact, "inner join", ""
    if period is None:
        fact, by_hash = f"{fact} as {FACT} {WITHOUT_INDEX}", "straight_join"
        if most_rows > sample_rows:
            chosen = _some_days(connection, database, math.ceil(most_rows / sample_rows))
            fact = f"{whole_fact} as {FACT} force index (primary)"
            days = f"where {FACT}.date_key in ({', '.join(map(str, chosen))})"
    # Grouped, though a campaign has one row: so the rates are computed before the join and not for every row.
    rates = (
        "select campaign_key, max(-cast(conversions as double) / cast(cost as double)) as rate "
        f"from {summary} where cost > 0 and conversions > 0 group by campaign_key"
    )
    rows = f"({rates}) as rates {by_hash} {fact} on {FACT}.campaign_key = rates.campaign_key {days}"

    def summed(**sums: str) -> list[float]:
        columns = ", ".join(f"{sql} as {name}" for name, sql in sums.items())
        query = f"{SELECT} {{columns}} from (select {columns} from {rows}) as summed"
        return _zeros(frame(connection, query, dict.fromkeys(sums, pl.Float64)))

    spent, by_chance = summed(spent="sum(cost)", by_chance="sum(cost * exp(cost * rate))")
    scale = converting / spent if days and spent else 1.0
    by_chance *= scale
    if cost <= notable * by_chance:
        return SilentDays(cost, by_chance, None)
    (variance,) = summed(variance="sum(pow(cost, 2) * (exp(cost * rate) - exp(cost * 2e0 * rate)))")
    return SilentDays(cost, by_chance, variance * scale**2)


def _some_days(connection: sa.Connection, database: str, step: int) -> list[int]:
    """Every n-th day, n being ``step`` or, so that it is not always the same weekday, one more."""
    days = connection.execute(
        sa.text(f"select date_key from {database}.mart_daily_summary order by date_key")
    )
    return list(map(int, days.scalars()))[:: step + (step % 7 == 0)]


def _zeros(found: pl.DataFrame) -> list[float]:
    """The values of the one row, and 0 for what is NULL."""
    return [value or 0.0 for value in found.row(0)]
