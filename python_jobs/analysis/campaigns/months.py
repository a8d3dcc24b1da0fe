"""ROI and ROAS by month, of all channels together and of each."""

import polars as pl

from python_jobs.insights import MonthlyReturn
from python_jobs.period import Period


def monthly_returns(days: pl.DataFrame, period: Period) -> tuple[MonthlyReturn, ...]:
    """All channels together, by month; ``days`` as read by ``read_channel_days``."""
    return _by_month(days.with_columns(pl.lit("").alias("channel")), period)


def monthly_channel_returns(days: pl.DataFrame, period: Period) -> tuple[MonthlyReturn, ...]:
    """Each channel by itself, by month and name."""
    return _by_month(days, period)


def _by_month(days: pl.DataFrame, period: Period) -> tuple[MonthlyReturn, ...]:
    month, next_month = pl.col("month"), pl.col("month").dt.offset_by("1mo")
    sums = (
        days.filter(pl.col("date").is_between(period.first, period.last))
        .group_by(pl.col("date").dt.truncate("1mo").alias("month"), "channel")
        .agg(pl.col("cost", "revenue").sum())
        .sort("month", "channel")
        .with_columns(
            ((month >= period.first) & (next_month.dt.offset_by("-1d") <= period.last)).alias("is_whole")
        )
    )
    return tuple(
        MonthlyReturn(
            month=row["month"],
            channel=row["channel"],
            cost=row["cost"],
            revenue=row["revenue"],
            roi_pct=100 * (row["revenue"] - row["cost"]) / row["cost"] if row["cost"] else None,
            roas=row["revenue"] / row["cost"] if row["cost"] else None,
            is_whole=row["is_whole"],
        )
        for row in sums.iter_rows(named=True)
    )
