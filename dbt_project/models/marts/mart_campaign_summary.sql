with

months as (

    select * from {{ ref('int_campaign_months') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

-- A day with rows of several channels or spellings is one day.
by_month as (

    select
        campaign_key,
        month_start,
        bit_count(bit_or(days)) as days_active,
        {{ summed_measures() }}
    from months
    group by
        campaign_key,
        month_start

),

summed as (

    select
        campaign_key,
        cast(sum(days_active) as signed) as days_active,
        {{ summed_measures() }}
    from by_month
    group by campaign_key

),

-- Grouped twice: the servers sort for a `count(distinct)`, which takes ten times as long.
pairs as (

    select
        campaign_key,
        channel_key
    from months
    group by
        campaign_key,
        channel_key

),

channels as (

    select
        campaign_key,
        count(*) as channels
    from pairs
    group by campaign_key

),

measured as (

    select
        campaign_key,
        days_active,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }},
        {{ safe_divide('cost', 'sum(cost) over ()', 100) }} as cost_share_pct,
        {{ safe_divide('revenue', 'sum(revenue) over ()', 100) }} as revenue_share_pct
    from summed

),

final as (

    select
        campaigns.campaign_key,
        campaigns.campaign_name,
        campaigns.campaign_label,
        campaigns.first_date,
        campaigns.last_date,
        measured.days_active,
        channels.channels,
        measured.cost,
        measured.impressions,
        measured.clicks,
        measured.conversions,
        measured.revenue,
        {{ metric_names() }},
        measured.cost_share_pct,
        measured.revenue_share_pct
    from measured
    inner join campaigns
        on measured.campaign_key = campaigns.campaign_key
    inner join channels
        on measured.campaign_key = channels.campaign_key

)

select * from final
