with

summed as (

    select * from {{ ref('int_campaign_totals') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

),

-- Not by windows, for which the servers write all rows into a temporary table.
whole as (

    select
        sum(cost) as cost,
        sum(revenue) as revenue
    from summed

),

measured as (

    select
        campaign_key,
        days_active,
        channels,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }}
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
        measured.channels,
        measured.cost,
        measured.impressions,
        measured.clicks,
        measured.conversions,
        measured.revenue,
        {{ metric_names() }},
        {{ safe_divide('measured.cost', 'whole.cost', 100) }} as cost_share_pct,
        {{ safe_divide('measured.revenue', 'whole.revenue', 100) }} as revenue_share_pct
    from measured
    cross join whole
    inner join campaigns
        on measured.campaign_key = campaigns.campaign_key

)

select * from final
