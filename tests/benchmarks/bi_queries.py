"""Bound 9: the queries that a BI report sends, as ``bi_reader``, each to the mart an analyst would take."""

import random
import statistics
import time

import sqlalchemy as sa

from python_jobs.warehouse.connections import engine_for
from tests.benchmarks.homes import Home
from tests.benchmarks.measurement import Measurement
from tests.benchmarks.workload import Workload

_REPETITIONS = 20
_LIMIT_MS = 300.0
_LIMIT_HOLDS_FROM = 5_000_000

_FACT = "fct_campaign_performance"

QUERIES = {
    "totals": "select sum(cost), sum(revenue), sum(profit), sum(impressions), sum(clicks), sum(conversions) "
    "from mart_channel_summary",
    "by channel": "select channel, cost, revenue, profit, roi_pct, roas, ctr_pct from mart_channel_summary "
    "order by roi_rank",
    "by month": "select dates.year_month_label, sum(days.cost), sum(days.revenue) "
    "from mart_daily_summary as days inner join dim_date as dates on dates.date_key = days.date_key "
    "group by dates.year_month_label order by dates.year_month_label",
    "top 20 campaigns": "select campaign_label, cost, revenue, profit, roi_pct from mart_campaign_summary "
    "order by profit desc limit 20",
    "one campaign's days": f"select date, sum(cost), sum(revenue), sum(clicks) from {_FACT} "
    "where campaign_key = (select campaign_key from mart_campaign_summary order by revenue desc limit 1) "
    "group by date order by date",
    "last 30 days against 30 before": "select date > newest.day - interval 30 day as is_recent, sum(cost), "
    "sum(revenue) from mart_daily_summary "
    "cross join (select max(date) as day from mart_daily_summary) as newest "
    "where date > newest.day - interval 60 day group by is_recent",
    "weekday by channel": "select weekday_name, channel, sum(cost), sum(revenue) from mart_channel_day "
    "inner join dim_date on dim_date.date_key = mart_channel_day.date_key group by weekday_name, channel",
    "worst ROI": "select campaign_label, cost, revenue, roi_pct from mart_campaign_summary "
    "where cost > 0 order by roi_pct limit 20",
    "segments of customers": "select segment_name, customers, customer_share_pct, revenue_share_pct "
    "from segment_profiles order by customers desc",
    "card of one channel": "select cost, revenue, roi_pct, roas, ctr_pct, cost_share_pct "
    "from mart_channel_summary where channel = 'Paid Search'",
}


def measure_queries(home: Home, workload: Workload) -> Measurement:
    """95th percentile over all queries and repetitions, in changing order, on what the home has published.

    Args:
        workload: rows in raw that the marts were built from; on fewer than 5M the bound says nothing.
    """
    milliseconds: dict[str, list[float]] = {name: [] for name in QUERIES}
    engine = engine_for(home.settings, "bi_reader")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"use `{home.settings.database('marts')}`")
        for repetition in range(_REPETITIONS):
            for name in random.Random(repetition).sample(list(QUERIES), len(QUERIES)):
                began = time.monotonic()
                connection.execute(sa.text(QUERIES[name])).all()
                milliseconds[name].append((time.monotonic() - began) * 1000)
    engine.dispose()
    every = sorted(value for values in milliseconds.values() for value in values)
    details = {
        f"{name}, median ms": round(statistics.median(values), 1) for name, values in milliseconds.items()
    }
    percentile = statistics.quantiles(every, n=20)[-1]
    limit = _LIMIT_MS if workload.campaigns >= _LIMIT_HOLDS_FROM else None
    size = workload.size
    return Measurement(9, "ten BI queries, p95", size, home.kind, percentile, "ms", limit, details)
