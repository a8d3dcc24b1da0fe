"""Which campaigns still run: what has ended can neither be stopped nor be given more."""

from datetime import date

import polars as pl

from python_jobs.analysis.campaigns.compared_periods import RECENT_DAYS


def with_running(returns: pl.DataFrame, last: date | None) -> pl.DataFrame:
    """Campaigns with ``is_running``: whether they had cost in the last ``RECENT_DAYS`` days.

    Args:
        returns: as read by ``read_returns``.
        last: the last day with figures of the period that is looked at; None without any.
    """
    before = pl.lit(last, pl.Date) - pl.duration(days=RECENT_DAYS)
    return returns.with_columns((pl.col("last_cost_date") > before).alias("is_running"))
