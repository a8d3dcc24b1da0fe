with

campaigns as (

    select * from {{ ref('int_campaigns_normalised') }}

),

{% if var('missing_channel') == 'mode' -%}
most_frequent as (

    select channel
    from campaigns
    where channel is not null
    group by channel
    order by count(*) desc, channel
    limit 1

),

{% endif -%}

filled as (

    select
        campaigns.raw_row_id,
        campaigns.batch_id,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.campaign_spelling,
        coalesce(
            campaigns.channel,
            {% if var('missing_channel') == 'mode' -%}
            (select most_frequent.channel from most_frequent),
            {% endif -%}
            'Unknown'
        ) as channel,
        campaigns.date,
        campaigns.source,
        campaigns.cost,
        campaigns.impressions,
        campaigns.clicks,
        campaigns.conversions,
        campaigns.revenue,
        case when campaigns.channel is null then 1 else 0 end as is_channel_filled,
        campaigns.loaded_at
    from campaigns

)

select * from filled
