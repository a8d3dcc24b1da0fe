"""What the analysis of campaigns starts from: sums and spread per campaign, and curves of concentration."""

from datetime import date

import polars as pl
import sqlalchemy as sa

from python_jobs.period import Period
from python_jobs.warehouse.aggregates.metric_frames import Columns
from python_jobs.warehouse.aggregates.period_marts import FACT, mart
from python_jobs.warehouse.aggregates.query_frame import frame

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
RETURN_COLUMNS: Columns = {
    "campaign": pl.String,
    "campaigns": pl.Int64,
    "last_cost_date": pl.Date,
    **SPREAD_COLUMNS,
}
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


def read_returns(
    connection: sa.Connection, database: str, period: Period | None, recent_from: date | None = None
) -> pl.DataFrame:
    """Campaigns with cost: the most expensive, the best and worst by profit, the dearest without conversion.

    The same again of those that have rows from ``recent_from`` on: in a long history most of the former have
    ended, and nobody can do anything about them.

    Columns: ``campaigns`` (with cost, in all), ``last_cost_date`` (the last day with cost), sums, sums of
    squares and products over the campaign's rows (one a channel and day), ``conversion_variance`` (of
    revenue, were conversions a Poisson process), ``highest_value`` (per conversion, of a row),
    ``expected_conversions`` (what the cost brings at its channels' rates) and ``usual_value`` (revenue per
    conversion there). A channel without conversions has the rate of all.
    """
    keys, campaigns = _of_interest(connection, database, period, recent_from)
    if not keys:
        return pl.DataFrame(schema=dict(RETURN_COLUMNS))
    # The keys are numbers of ours. By a list of them the server finds their rows through an index, if few.
    query = f"""
        select {{columns}} from (
            select dim.campaign_label as campaign, {campaigns} as campaigns, summed.*
            from (
                select campaign_key, {_SUMMED}, max(highest_value) as highest_value,
                    max(last_cost_date) as last_cost_date,
                    sum(expected) as expected_conversions,
                    sum(expected * value) / nullif(sum(expected), 0) as usual_value
                from (
                    select spread.*,
                        spread.cost * case when rates.conversions > 0 and rates.cost > 0
                            then rates.conversions / rates.cost
                            else all_conversions / nullif(all_cost, 0) end as expected,
                        case when rates.conversions > 0 then rates.revenue / rates.conversions
                            else all_revenue / nullif(all_conversions, 0) end as value
                    from (
                        select campaign_key, channel_key, count(*) as fact_rows, {_SPREAD},
                            max(cast(revenue as double) / greatest(conversions, 1)) as highest_value,
                            max(case when cost > 0 then date end) as last_cost_date
                        from {mart(database, FACT, period)}
                        where campaign_key in ({", ".join(map(str, keys))})
                        group by campaign_key, channel_key
                    ) as spread
                    inner join (
                        select channel_key, cast(cost as double) as cost, conversions,
                            cast(revenue as double) as revenue, cast(sum(cost) over () as double) as all_cost,
                            sum(conversions) over () as all_conversions,
                            cast(sum(revenue) over () as double) as all_revenue
                        from {mart(database, "mart_channel_summary", period)}
                    ) as rates on rates.channel_key = spread.channel_key
                ) as rated
                group by campaign_key
            ) as summed
            inner join {database}.dim_campaign as dim on dim.campaign_key = summed.campaign_key
        ) as chosen
        order by cost desc, campaign"""
    return frame(connection, query, RETURN_COLUMNS)


def _of_interest(
    connection: sa.Connection, database: str, period: Period | None, recent_from: date | None
) -> tuple[list[int], int]:
    """The keys of the campaigns that are looked at more closely, and how many have cost.

    The first of those that ended and of those that did not include the first of all.
    """
    is_recent = "0" if recent_from is None else f"last_date >= date '{recent_from}'"
    query = f"""
        select campaign_key, campaigns from (
            select campaign_key, conversions, count(*) over () as campaigns,
                row_number() over (partition by is_recent order by cost desc, campaign_key) as by_cost,
                row_number() over (partition by is_recent order by profit desc, campaign_key) as by_profit,
                row_number() over (partition by is_recent order by profit, campaign_key) as by_loss,
                row_number() over (
                    partition by is_recent order by conversions, cost desc, campaign_key
                ) as by_silence
            from (
                select campaign_key, cost, profit, conversions, {is_recent} as is_recent
                from {mart(database, "mart_campaign_summary", period)}
                where cost > 0
            ) as costly
        ) as ranked
        where by_cost <= {CAMPAIGNS_BY_COST} or by_profit <= {CAMPAIGNS_BY_PROFIT}
            or by_loss <= {CAMPAIGNS_BY_PROFIT}
            or (conversions = 0 and by_silence <= {CAMPAIGNS_BY_COST})"""
    found = connection.execute(sa.text(query)).all()
    return [int(key) for key, _ in found], int(found[0][1]) if found else 0


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
