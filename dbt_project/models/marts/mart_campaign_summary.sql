with

summed as (

    select * from {{ ref('int_campaign_totals') }}

),

campaigns as (

    select * from {{ ref('dim_campaign') }}

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
        measured.channels,
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

)

select * from final
