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

    No campaign is among the best and the worst: with few, they are split in the middle. One scan, because for
    a period the campaigns are grouped from the fact.
    """
    ranks = ", ".join(f"row_number() over ({order}) as {name}" for name, order in _RANKS.items())
    read = frame(
        connection,
        f"select {{columns}} from (select mart_campaign_summary.*, {ranks}, count(*) over () as campaigns "
        f"from {mart(database, 'mart_campaign_summary', period)}) as numbered "
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
