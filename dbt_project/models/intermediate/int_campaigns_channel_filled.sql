with

campaigns as (

    select * from {{ ref('int_campaigns_normalised') }}

),

{% if var('missing_channel') == 'mode' -%}
-- Several spellings lead to one channel.
channels as (

    select distinct
        channel_key,
        channel
    from {{ ref('int_channels') }}

),

most_frequent as (

    select campaigns.channel_key
    from campaigns
    inner join channels
        on campaigns.channel_key = channels.channel_key
    group by
        campaigns.channel_key,
        channels.channel
    order by count(*) desc, channels.channel
    limit 1

),

{% endif -%}

filled as (

    select
        campaigns.raw_row_id,
        campaigns.batch_id,
        campaigns.campaign_id,
        campaigns.campaign_key,
        campaigns.campaign_spelling,
        coalesce(
            campaigns.channel_key,
            {% if var('missing_channel') == 'mode' -%}
            (select most_frequent.channel_key from most_frequent),
            {% endif -%}
            {{ surrogate_key("'Unknown'") }}
        ) as channel_key,
        campaigns.date,
        campaigns.cost,
        campaigns.impressions,
        campaigns.clicks,
        campaigns.conversions,
        campaigns.revenue,
        case when campaigns.channel_key is null then 1 else 0 end as is_channel_filled,
        campaigns.loaded_at
    from campaigns

)

select * from filled
