with

channel_days as (

    select * from {{ ref('int_channel_days') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

measured as (

    select
        date_key,
        date,
        channel_key,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }}
    from channel_days

),

final as (

    select
        measured.date_key,
        measured.date,
        measured.channel_key,
        channels.channel,
        measured.cost,
        measured.impressions,
        measured.clicks,
        measured.conversions,
        measured.revenue,
        {{ metric_names() }}
    from measured
    inner join channels
        on measured.channel_key = channels.channel_key

)

select * from final
