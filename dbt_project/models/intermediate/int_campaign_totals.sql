{{ config(materialized='table') }}

with

-- Apart from the summary, which waits for the names of campaigns: both go through all months.
months as (

    select * from {{ ref('int_campaign_months') }}

),

-- A day with rows of several channels or spellings is one day. Grouped in the order of the months'
-- key, which needs no temporary table.
by_month as (

    select
        month_start,
        campaign_key,
        bit_count(bit_or(days)) as days_active,
        {{ summed_measures() }}
    from months
    group by
        month_start,
        campaign_key

),

summed as (

    select
        campaign_key,
        cast(sum(days_active) as signed) as days_active,
        {{ summed_measures() }}
    from by_month
    group by campaign_key

),

-- Grouped twice: the servers sort for a `count(distinct)`, which takes ten times as long.
pairs as (

    select
        campaign_key,
        channel_key
    from months
    group by
        campaign_key,
        channel_key

),

channels as (

    select
        campaign_key,
        count(*) as channels
    from pairs
    group by campaign_key

),

final as (

    select
        summed.campaign_key,
        summed.days_active,
        channels.channels,
        summed.cost,
        summed.impressions,
        summed.clicks,
        summed.conversions,
        summed.revenue
    from summed
    inner join channels
        on summed.campaign_key = channels.campaign_key

)

select * from final
