-- A failure means that a total differs between the clean rows, the fact and a summary of it: a
-- report by channel and a report by day would show different totals.
{% set relations = [
    'int_campaigns_flagged',
    'fct_campaign_performance',
    'mart_campaign_summary',
    'mart_channel_summary',
    'mart_daily_summary',
    'mart_channel_day',
    'mart_channel_week',
] %}

with

totals as (

    {% for relation in relations %}
        select
            '{{ relation }}' as relation,
            coalesce(sum(cost), 0) as cost,
            coalesce(sum(impressions), 0) as impressions,
            coalesce(sum(clicks), 0) as clicks,
            coalesce(sum(conversions), 0) as conversions,
            coalesce(sum(revenue), 0) as revenue
        from {{ ref(relation) }}
        {% if not loop.last %}
            union all
        {% endif %}
    {% endfor %}

),

distinct_totals as (

    select distinct
        cost,
        impressions,
        clicks,
        conversions,
        revenue
    from totals

)

select totals.*
from totals
where (select count(*) from distinct_totals) > 1
