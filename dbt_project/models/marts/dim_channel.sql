with

campaigns as (

    select distinct channel from {{ ref('int_campaign_months') }}

),

channels as (

    select
        channel,
        max(is_in_seed) as is_in_seed
    from {{ ref('int_channels') }}
    group by channel

),

members as (

    select channel from campaigns

    union distinct

    -- Spend without a channel is never lost: it belongs to this member, which is always there.
    select 'Unknown' as channel

),

final as (

    select
        {{ surrogate_key('members.channel') }} as channel_key,
        members.channel,
        case
            when members.channel = 'Unknown' then 1
            else coalesce(channels.is_in_seed, 0)
        end as is_in_seed
    from members
    left join channels
        on members.channel = channels.channel

)

select * from final
