{{ config(materialized='table') }}

with

performance as (

    select * from {{ ref('fct_campaign_performance') }}

),

summed as (

    select
        date_key,
        date,
        channel_key,
        count(*) as fact_rows,
        {{ summed_measures() }},
        sum(ctr_pct) as ctr_pct_sum,
        count(ctr_pct) as ctr_pct_rows,
        sum(roas) as roas_sum,
        count(roas) as roas_rows,
        sum(roi_pct) as roi_pct_sum,
        count(roi_pct) as roi_pct_rows,
        sum(superseded_rows) as superseded_rows,
        sum(
            is_channel_filled + is_impressions_filled + is_clicks_filled + is_conversions_filled
        ) as filled_cells,
        sum(is_cost_outlier) as cost_outliers,
        sum(is_revenue_outlier) as revenue_outliers
    from performance
    group by
        date_key,
        date,
        channel_key

)

select * from summed
