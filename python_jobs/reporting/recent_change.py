"""What the last four weeks brought, against the four before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from python_jobs.warehouse.aggregates.metric_frames import MEASURE_COLUMNS, with_metrics

DAYS = 28  # whole weeks, so that every weekday weighs the same on both sides


@dataclass(frozen=True)
class RecentChange:
    """Measures and metrics of the last ``DAYS`` days and of the ``DAYS`` before."""

    now: dict[str, Any]
    before: dict[str, Any]


def recent_change(daily: pl.DataFrame) -> RecentChange | None:
    """Compare the end of ``mart_daily_summary`` with what precedes it; None for less than two full spans."""
    if daily.is_empty():
        return None
    first, last = daily.select(pl.col("date").min(), pl.col("date").max().alias("last")).row(0)
    if not isinstance(last, date) or (last - first).days + 1 < 2 * DAYS:
        return None
    turn = last - timedelta(days=DAYS)
    start = turn - timedelta(days=DAYS)
    return RecentChange(
        now=_totals(daily.filter(pl.col("date") > turn)),
        before=_totals(daily.filter((pl.col("date") > start) & (pl.col("date") <= turn))),
    )


def _totals(daily: pl.DataFrame) -> dict[str, Any]:
    return with_metrics(daily.select(pl.col(name).sum() for name in MEASURE_COLUMNS)).row(0, named=True)
