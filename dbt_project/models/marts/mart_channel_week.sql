with

channel_days as (

    select * from {{ ref('int_channel_days') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

weeks as (

    select
        {{ week_start('date') }} as week_start,
        channel_key,
        {{ summed_measures() }}
    from channel_days
    group by
        {{ week_start('date') }},
        channel_key

),

final as (

    select
        weeks.week_start,
        weeks.channel_key,
        channels.channel,
        weeks.cost,
        weeks.impressions,
        weeks.clicks,
        weeks.conversions,
        weeks.revenue
    from weeks
    inner join channels
        on weeks.channel_key = channels.channel_key

)

select * from final
