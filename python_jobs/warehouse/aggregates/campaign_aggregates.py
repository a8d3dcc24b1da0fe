"""The campaigns that reports name: those with most of the cost, and the best and the worst by profit."""

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.metric_frames import MEASURE_COLUMNS, METRIC_COLUMNS, Columns
from python_jobs.warehouse.aggregates.period_marts import mart
from python_jobs.warehouse.aggregates.query_frame import frame

# Enough points to see the shape of a scatter plot, few enough to draw and to embed.
CAMPAIGNS_BY_COST = 400
RANKED_CAMPAIGNS = 10

CAMPAIGN_COLUMNS: Columns = {
    "campaign_label": pl.String,
    "first_date": pl.Date,
    "last_date": pl.Date,
    "days_active": pl.Int64,
    **MEASURE_COLUMNS,
    **METRIC_COLUMNS,
}
_SUMMARY = "mart_campaign_summary"
# Ties are broken by the key, so that the same data always gives the same report.
_RANKS = {
    "by_cost": "order by cost desc, campaign_key",
    "by_profit": "order by profit desc, campaign_key",
    "by_loss": "order by profit, campaign_key desc",
}


def read_campaigns(
    connection: sa.Connection, database: str, period: Period | None
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Campaigns by cost (at most ``CAMPAIGNS_BY_COST``), the best and the worst by profit.

    No campaign is among the best and the worst: with few, they are split in the middle.
    """
    read = frame(
        connection,
        f"select {{columns}} from {_ranked(database, period)} "
        f"where by_cost <= {CAMPAIGNS_BY_COST} or by_profit <= {RANKED_CAMPAIGNS} "
        f"or by_loss <= {RANKED_CAMPAIGNS}",
        {**CAMPAIGN_COLUMNS, **dict.fromkeys(_RANKS, pl.Int64), "campaigns": pl.Int64},
    )
    total = 0 if read.is_empty() else int(read["campaigns"][0])
    best = min(RANKED_CAMPAIGNS, (total + 1) // 2)
    worst = min(RANKED_CAMPAIGNS, total - best)

    def first(rank: str, number: int) -> pl.DataFrame:
        return read.filter(pl.col(rank) <= number).sort(rank).select(list(CAMPAIGN_COLUMNS))

    return first("by_cost", CAMPAIGNS_BY_COST), first("by_profit", best), first("by_loss", worst)


def _ranked(database: str, period: Period | None) -> str:
    """The campaigns with their ranks and their number, to select from.

    The server sorts once for each rank. Of the mart's wide rows it sorts the keys alone, a sixth of the time,
    and finds the few that are wanted by them. A period's are not selected twice: that groups the fact.
    """
    ranks = ", ".join(f"row_number() over ({order}) as {name}" for name, order in _RANKS.items())
    source = mart(database, _SUMMARY, period)
    numbered = f"{ranks}, count(*) over () as campaigns from {source}"
    if period is not None:
        return f"(select {_SUMMARY}.*, {numbered}) as ranked"
    return (
        f"(select campaign_key, {numbered}) as ranked "
        f"inner join {source} as summary on summary.campaign_key = ranked.campaign_key"
    )
