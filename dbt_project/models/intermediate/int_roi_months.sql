{{
    config(
        materialized='by_day',
        days_of='month_start',
        unit='month'
    )
}}

with

facts as (

    select
        cast(date_sub(date, interval dayofmonth(date) - 1 day) as date) as month_start,
        channel_key,
        cost,
        conversions,
        roi_pct,
        cast(
            coalesce({{ roi_bucket('roi_pct') }}, {{ no_roi_bucket() }}) as signed
        ) as bucket
    from {{ ref('fct_campaign_performance') }}
    where {{ days_to_build('date_key') }}

),

counted as (

    select
        month_start,
        channel_key,
        bucket,
        count(*) as fact_rows,
        min(roi_pct) as lowest,
        max(roi_pct) as highest,
        sum(case when conversions = 0 then cost else 0 end) as cost_without_conversions
    from facts
    group by
        month_start,
        channel_key,
        bucket

)

select * from counted
