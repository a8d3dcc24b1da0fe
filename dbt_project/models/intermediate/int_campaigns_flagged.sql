with

campaigns as (

    select * from {{ ref('int_campaigns_filled') }}

),

outlier_bounds as (

    select * from {{ ref('int_campaigns_outlier_bounds') }}

),

flagged as (

    select
        campaigns.raw_row_id,
        campaigns.batch_id,
        campaigns.campaign_key,
        campaigns.channel_key,
        campaigns.campaign_id,
        campaigns.campaign_spelling,
        campaigns.date,
        campaigns.cost,
        campaigns.impressions,
        campaigns.clicks,
        campaigns.conversions,
        campaigns.revenue,
        campaigns.superseded_rows,
        campaigns.is_channel_filled,
        campaigns.is_impressions_filled,
        campaigns.is_clicks_filled,
        campaigns.is_conversions_filled,
        case
            when
                campaigns.cost < outlier_bounds.cost_lower
                or campaigns.cost > outlier_bounds.cost_upper
                then 1
            else 0
        end as is_cost_outlier,
        case
            when
                campaigns.revenue < outlier_bounds.revenue_lower
                or campaigns.revenue > outlier_bounds.revenue_upper
                then 1
            else 0
        end as is_revenue_outlier,
        campaigns.loaded_at
    from campaigns
    cross join outlier_bounds

)

select * from flagged
