"""The marts as they would be if there were only the days of a period: subqueries with their columns."""

from python_jobs.metrics import METRICS, Metric
from python_jobs.period import Period

FACT = "fct_campaign_performance"

# As the dbt macros metric_columns, summed_measures and safe_divide write them; a test holds the two together.
_SUMS = ", ".join(
    [
        "cast(sum(cost) as decimal(28, 10)) as cost",
        *(f"cast(sum({name}) as signed) as {name}" for name in ("impressions", "clicks", "conversions")),
        "cast(sum(revenue) as decimal(28, 10)) as revenue",
    ]
)
_MEASURES = "cost, impressions, clicks, conversions, revenue"
_MEAN_RATIOS = ", ".join(
    f"cast(avg({name}) as decimal(38, 8)) as mean_{name}" for name in ("ctr_pct", "roas", "roi_pct")
)


def mart(database: str, table: str, period: Period | None = None) -> str:
    """What to select from: a mart of a publication, or the same for the days of a period.

    Dimensions, segments and quality figures belong to no day; they are the whole publication's.
    """
    subquery = _SUBQUERIES.get(table)
    if period is None or subquery is None:
        return f"{database}.{table}"
    return f"({subquery.format(db=database, days=_days(period))}) as {table}"


def has_days(table: str) -> bool:
    """Whether a mart can be restricted to a period."""
    return table in _SUBQUERIES


def _days(period: Period) -> str:
    # By date_key, which has an index; the dates are ours, not a user's text.
    return f"date_key between {period.first:%Y%m%d} and {period.last:%Y%m%d}"


def _ratio(numerator: str, denominator: str, factor: float = 1) -> str:
    widened = f"cast({factor:g} * ({numerator}) as decimal(38, 10))"
    return f"cast({widened} / nullif({denominator}, 0) as decimal(38, 8))"


def _metric(metric: Metric) -> str:
    if metric.denominator is None:
        return f"cast({metric.numerator} as decimal(28, 10)) as {metric.name}"
    return f"{_ratio(metric.numerator, metric.denominator, metric.factor)} as {metric.name}"


_METRICS = ", ".join(_metric(metric) for metric in METRICS)
_SHARES = ", ".join(
    f"{_ratio(name, f'sum({name}) over ()', 100)} as {name}_share_pct" for name in ("cost", "revenue")
)

_CHANNELS = f"""
    select measured.*, rank() over (
        order by case when roi_pct is null then 1 else 0 end, roi_pct desc) as roi_rank
    from (
        select summed.channel_key, channels.channel, campaigns, days_active, {_MEASURES}, {_METRICS},
            mean_ctr_pct, mean_roas, mean_roi_pct, {_SHARES}
        from (
            select channel_key, count(distinct campaign_key) as campaigns,
                count(distinct date_key) as days_active, {_SUMS}, {_MEAN_RATIOS}
            from {{db}}.{FACT} where {{days}} group by channel_key
        ) as summed
        inner join {{db}}.dim_channel as channels on channels.channel_key = summed.channel_key
    ) as measured"""

_CAMPAIGNS = f"""
    select summed.campaign_key, campaigns.campaign_name, campaigns.campaign_label, summed.first_date,
        summed.last_date, days_active, channels, {_MEASURES}, {_METRICS}, {_SHARES}
    from (
        select campaign_key, min(date) as first_date, max(date) as last_date,
            count(distinct channel_key) as channels, count(distinct date_key) as days_active, {_SUMS}
        from {{db}}.{FACT} where {{days}} group by campaign_key
    ) as summed
    inner join {{db}}.dim_campaign as campaigns on campaigns.campaign_key = summed.campaign_key"""

_CHANNEL_WEEKS = f"""
    select date - interval weekday(date) day as week_start, channel_key, channel, {_SUMS}
    from {{db}}.mart_channel_day where {{days}} group by week_start, channel_key, channel"""

_SUBQUERIES = {
    FACT: f"select * from {{db}}.{FACT} where {{days}}",
    "mart_campaign_summary": _CAMPAIGNS,
    "mart_channel_summary": _CHANNELS,
    "mart_channel_day": "select * from {db}.mart_channel_day where {days}",
    "mart_channel_week": _CHANNEL_WEEKS,
    # Its 7-day averages go on looking at the days before the period.
    "mart_daily_summary": "select * from {db}.mart_daily_summary where {days}",
}
