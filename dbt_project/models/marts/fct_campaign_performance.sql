{{
    config(
        materialized='by_day',
        days_of='date_key',
        unit='key',
        rotates=true,
        flags_outliers=true,
        copy_index=['campaign_key', 'date_key'],
        indexes=[{'columns': ['channel_key', 'date_key']}]
    )
}}

with

campaigns as (

    select * from {{ ref('int_campaigns_flagged') }}

),

final as (

    select
        campaign_key,
        channel_key,
        {{ date_key('date') }} as date_key,
        date,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }},
        superseded_rows,
        is_channel_filled,
        is_impressions_filled,
        is_clicks_filled,
        is_conversions_filled,
        is_cost_outlier,
        is_revenue_outlier,
        loaded_at
    from campaigns
    where {{ days_to_build() }}

)

select * from final
