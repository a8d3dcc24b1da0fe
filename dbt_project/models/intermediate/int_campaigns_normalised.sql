with

campaigns as (

    select * from {{ ref('stg_campaigns') }}

),

quarantined as (

    select * from {{ ref('quarantine_campaigns') }}

),

names as (

    select * from {{ ref('int_campaign_names') }}

),

channels as (

    select * from {{ ref('int_channels') }}

),

normalised as (

    select
        campaigns.raw_row_id,
        campaigns.batch_id,
        campaigns.campaign_id,
        names.campaign_key,
        names.campaign_spelling,
        channels.channel_key,
        campaigns.date,
        cast(campaigns.cost as decimal(28, 10)) as cost,
        campaigns.impressions,
        campaigns.clicks,
        campaigns.conversions,
        cast(campaigns.revenue as decimal(28, 10)) as revenue,
        campaigns.loaded_at
    from campaigns
    left join names
        on campaigns.campaign_name = names.spelling
    left join channels
        on campaigns.channel = channels.spelling
    where campaigns.raw_row_id not in (select quarantined.raw_row_id from quarantined)

)

select * from normalised
