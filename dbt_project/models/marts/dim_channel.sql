{%- set unknown = surrogate_key("'Unknown'") -%}

with

campaigns as (

    select distinct channel_key from {{ ref('int_campaign_months') }}

),

channels as (

    select
        channel_key,
        max(channel) as channel,
        max(is_in_seed) as is_in_seed
    from {{ ref('int_channels') }}
    group by channel_key

),

members as (

    select channel_key from campaigns

    union distinct

    -- Spend without a channel is never lost: it belongs to this member, which is always there.
    select {{ unknown }} as channel_key

),

final as (

    select
        members.channel_key,
        case
            when members.channel_key = {{ unknown }} then 'Unknown'
            else channels.channel
        end as channel,
        case
            when members.channel_key = {{ unknown }} then 1
            else channels.is_in_seed
        end as is_in_seed
    from members
    left join channels
        on members.channel_key = channels.channel_key

)

select * from final
