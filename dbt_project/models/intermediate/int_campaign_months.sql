{{
    config(
        materialized='by_day',
        days_of='month_start',
        unit='month'
    )
}}
{%- set built_before = [ref('int_campaigns_outlier_bounds')] -%}

with

-- After the bounds: the fact waits for those, and this can be built beside the fact.
campaigns as (

    select *
    from {{ ref('int_campaigns_filled') }}
    where {{ days_to_build() }}

),

summed as (

    select
        cast(date_sub(date, interval dayofmonth(date) - 1 day) as date) as month_start,
        campaign_key,
        channel_key,
        campaign_spelling,
        max(campaign_id) as campaign_id,
        count(*) as clean_rows,
        min(date) as first_date,
        max(date) as last_date,
        -- A bit for each day, so that no day of several rows is counted twice.
        cast(bit_or(1 << (dayofmonth(date) - 1)) as signed) as days,
        {{ summed_measures() }}
    from campaigns
    group by
        cast(date_sub(date, interval dayofmonth(date) - 1 day) as date),
        campaign_key,
        channel_key,
        campaign_spelling

)

select * from summed
