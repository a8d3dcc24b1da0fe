with

checked as (

    select * from {{ ref('int_campaigns_checked') }}

),

names as (

    select * from {{ ref('int_campaign_names') }}

),

channels as (

    select * from {{ ref('int_channels') }}

),

normalised as (

    select
        checked.raw_row_id,
        checked.batch_id,
        checked.campaign_id,
        names.campaign_name,
        names.campaign_spelling,
        channels.channel,
        checked.date,
        checked.source,
        cast(checked.cost as decimal(28, 10)) as cost,
        checked.impressions,
        checked.clicks,
        checked.conversions,
        cast(checked.revenue as decimal(28, 10)) as revenue,
        checked.loaded_at
    from checked
    left join names
        on checked.campaign_name = names.spelling
    left join channels
        on checked.channel = channels.spelling
    where checked.quarantine_reasons is null

)

select * from normalised
