"""What the last four weeks brought, against the four before."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

DAYS = 28  # whole weeks, so that every weekday weighs the same on both sides


@dataclass(frozen=True)
class RecentChange:
    """Profit of the last ``DAYS`` days and of the ``DAYS`` before."""

    now: float
    before: float

    @property
    def pct(self) -> float | None:
        """Change in percent; None when there was no profit to compare with."""
        return 100 * (self.now - self.before) / self.before if self.before > 0 else None


def recent_change(daily: pl.DataFrame) -> RecentChange | None:
    """Compare the end of ``mart_daily_summary`` (``date``, ``profit``); None for less than two full spans."""
    if daily.is_empty():
        return None
    first, last = daily.select(pl.col("date").min(), pl.col("date").max().alias("last")).row(0)
    if not isinstance(last, date) or (last - first).days + 1 < 2 * DAYS:
        return None
    turn = last - timedelta(days=DAYS)
    recent = pl.col("date") > turn
    before = (pl.col("date") <= turn) & (pl.col("date") > turn - timedelta(days=DAYS))
    return RecentChange(
        now=float(daily.filter(recent)["profit"].sum()), before=float(daily.filter(before)["profit"].sum())
    )
