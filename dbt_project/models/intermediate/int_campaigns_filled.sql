with

campaigns as (

    select * from {{ ref('int_campaigns_deduplicated') }}

),

filled as (

    select
        raw_row_id,
        batch_id,
        campaign_key,
        channel_key,
        campaign_id,
        campaign_spelling,
        date,
        cost,
        coalesce(impressions, 0) as impressions,
        coalesce(clicks, 0) as clicks,
        coalesce(conversions, 0) as conversions,
        revenue,
        superseded_rows,
        is_channel_filled,
        case when impressions is null then 1 else 0 end as is_impressions_filled,
        case when clicks is null then 1 else 0 end as is_clicks_filled,
        case when conversions is null then 1 else 0 end as is_conversions_filled,
        loaded_at
    from campaigns

)

select * from filled
