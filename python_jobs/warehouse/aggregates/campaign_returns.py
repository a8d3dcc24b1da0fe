"""What the analysis of campaigns starts from: sums and spread per campaign, and curves of concentration."""

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.query_frame import Columns, frame

# Enough to fill every list and chart of a report, whatever the number of campaigns.
CAMPAIGNS_BY_COST = 200
CAMPAIGNS_BY_PROFIT = 20
CURVE_POINTS = 200

SPREAD_COLUMNS: Columns = {
    "fact_rows": pl.Int64,
    "cost": pl.Float64,
    "clicks": pl.Int64,
    "conversions": pl.Int64,
    "revenue": pl.Float64,
    "cost_squares": pl.Float64,
    "revenue_squares": pl.Float64,
    "products": pl.Float64,
    "conversion_variance": pl.Float64,
    "highest_value": pl.Float64,
    "expected_conversions": pl.Float64,
    "usual_value": pl.Float64,
}
RETURN_COLUMNS: Columns = {"campaign": pl.String, "campaigns": pl.Int64, **SPREAD_COLUMNS}
CURVE_COLUMNS: Columns = {"campaigns": pl.Int64, "amount": pl.Float64}

# As doubles, which pow() gives: the squares of decimals need more digits than a decimal has.
_SPREAD = ", ".join(
    f"sum({expression}) as {name}"
    for name, expression in {
        "cost": "cast(cost as double)",
        "clicks": "clicks",
        "conversions": "conversions",
        "revenue": "cast(revenue as double)",
        "cost_squares": "pow(cost, 2)",
        "revenue_squares": "pow(revenue, 2)",
        "products": "cast(revenue as double) * cost",
        "conversion_variance": "pow(revenue, 2) / greatest(conversions, 1)",
    }.items()
)
_SUMS = ("fact_rows", "cost", "clicks", "conversions", "revenue", "cost_squares", "revenue_squares")
_SUMMED = ", ".join(f"sum({name}) as {name}" for name in (*_SUMS, "products", "conversion_variance"))


def read_returns(connection: sa.Connection, database: str, period: Period | None) -> pl.DataFrame:
    """Campaigns with cost: the most expensive, the best and worst by profit, the dearest without conversion.

    Columns: ``campaigns`` (with cost, in all), sums, sums of squares and products over the campaign's rows
    (one a channel and day), ``conversion_variance`` (of revenue, were conversions a Poisson process),
    ``highest_value`` (per conversion, of a row), ``expected_conversions`` (what the cost brings at its
    channels' rates) and ``usual_value`` (revenue per conversion there). A channel without conversions has the
    rate of all.
    """
    by_channel = "over (partition by channel_key)"
    # Windows and no second reference to a common table, which MariaDB would compute twice.
    query = f"""
        select {{columns}} from (
            select dim.campaign_label as campaign, ranked.* from (
                select summed.*, count(*) over () as campaigns,
                    row_number() over (order by cost desc, campaign_key) as by_cost,
                    row_number() over (order by revenue - cost desc, campaign_key) as by_profit,
                    row_number() over (order by revenue - cost, campaign_key) as by_loss,
                    row_number() over (order by conversions, cost desc, campaign_key) as by_silence
                from (
                    select campaign_key, {_SUMMED}, max(highest_value) as highest_value,
                        sum(expected) as expected_conversions,
                        sum(expected * value) / nullif(sum(expected), 0) as usual_value
                    from (
                        select rates.*,
                            cost * case when channel_conversions > 0 and channel_cost > 0
                                then channel_conversions / channel_cost
                                else all_conversions / nullif(all_cost, 0) end as expected,
                            case when channel_conversions > 0 then channel_revenue / channel_conversions
                                else all_revenue / nullif(all_conversions, 0) end as value
                        from (
                            select spread.*,
                                sum(cost) {by_channel} as channel_cost, sum(cost) over () as all_cost,
                                sum(conversions) {by_channel} as channel_conversions,
                                sum(conversions) over () as all_conversions,
                                sum(revenue) {by_channel} as channel_revenue,
                                sum(revenue) over () as all_revenue
                            from (
                                select campaign_key, channel_key, count(*) as fact_rows, {_SPREAD},
                                    max(cast(revenue as double) / greatest(conversions, 1)) as highest_value
                                from {mart(database, FACT, period)}
                                group by campaign_key, channel_key
                            ) as spread
                        ) as rates
                    ) as rated
                    group by campaign_key
                ) as summed
                where cost > 0
            ) as ranked
            inner join {database}.dim_campaign as dim on dim.campaign_key = ranked.campaign_key
            where by_cost <= {CAMPAIGNS_BY_COST} or by_profit <= {CAMPAIGNS_BY_PROFIT}
                or by_loss <= {CAMPAIGNS_BY_PROFIT}
                or (conversions = 0 and by_silence <= {CAMPAIGNS_BY_COST})
        ) as chosen
        order by cost desc, campaign"""
    return frame(connection, query, RETURN_COLUMNS)


def read_curve(connection: sa.Connection, database: str, period: Period | None, measure: str) -> pl.DataFrame:
    """How ``cost`` or ``profit`` adds up over campaigns that have one, largest first.

    At most ``CURVE_POINTS`` rows: ``campaigns`` (so far) and ``amount`` (of those since the row before).
    """
    source = mart(database, "mart_campaign_summary", period)
    query = f"""
        select {{columns}} from (
            select max(place) as campaigns, sum({measure}) as amount from (
                select {measure}, row_number() over (order by {measure} desc, campaign_key) as place,
                    count(*) over () as total
                from {source} where {measure} > 0
            ) as placed
            group by (place * {CURVE_POINTS} + total - 1) div total
        ) as points
        order by campaigns"""
    return frame(connection, query, CURVE_COLUMNS)
