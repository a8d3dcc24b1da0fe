with

checked as (

    select * from {{ ref('int_campaigns_checked') }}

),

channels as (

    select * from {{ ref('int_channels') }}

),

normalised as (

    select
        checked.raw_row_id,
        checked.batch_id,
        checked.campaign_id,
        cast(
            lower({{ collapse_white_space('checked.campaign_name') }}) as char(255)
        ) as campaign_name,
        cast(
            {{ collapse_white_space('checked.campaign_name') }} as char(255)
        ) as campaign_spelling,
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
    left join channels
        on checked.channel = channels.spelling
    where checked.quarantine_reasons is null

)

select * from normalised
