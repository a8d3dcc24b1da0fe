-- A failure means that a total differs between the clean rows, the fact and a summary of it: a
-- report by channel and a report by day would show different totals.
{{ config(tags='repeated_by_the_gate') }}
{% set touched = {
    'int_campaigns_filled': 'date',
    'fct_campaign_performance': 'date_key',
    'int_channel_days': 'date_key',
} %}
{% set summaries = [
    'int_channel_days',
    'int_campaign_months',
    'mart_campaign_summary',
    'mart_channel_summary',
    'mart_daily_summary',
    'mart_channel_day',
    'mart_channel_week',
] %}

with

days as (

    select
        date,
        date_key
    from {{ ref('int_days_unaudited') }}

),

-- The same sums of the rows of the touched days, and the same of each summary as a whole.
totals as (

    {% for relation, day in touched.items() %}
        select
            'touched days' as whole,
            '{{ relation }}' as relation,
            coalesce(sum(facts.cost), 0) as cost,
            coalesce(sum(facts.impressions), 0) as impressions,
            coalesce(sum(facts.clicks), 0) as clicks,
            coalesce(sum(facts.conversions), 0) as conversions,
            coalesce(sum(facts.revenue), 0) as revenue
        from days
        inner join {{ ref(relation) }} as facts
            on days.{{ day }} = facts.{{ day }}
        union all
    {% endfor %}
    {% for relation in summaries %}
        select
            'everything' as whole,
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

disagreeing as (

    select whole
    from totals
    group by whole
    having
        min(cost) <> max(cost)
        or min(impressions) <> max(impressions)
        or min(clicks) <> max(clicks)
        or min(conversions) <> max(conversions)
        or min(revenue) <> max(revenue)

)

select totals.*
from totals
inner join disagreeing
    on totals.whole = disagreeing.whole
