{{ config(materialized='by_day', days_of='date_key', unit='key') }}

with

performance as (

    select *
    from {{ ref('fct_campaign_performance') }}
    where {{ days_to_build('date_key') }}

),

summed as (

    select
        date_key,
        date,
        channel_key,
        count(*) as fact_rows,
        {{ summed_measures() }},
        cast(sum(ctr_pct) as decimal(60, 8)) as ctr_pct_sum,
        count(ctr_pct) as ctr_pct_rows,
        cast(sum(roas) as decimal(60, 8)) as roas_sum,
        count(roas) as roas_rows,
        cast(sum(roi_pct) as decimal(60, 8)) as roi_pct_sum,
        count(roi_pct) as roi_pct_rows,
        cast(sum(superseded_rows) as signed) as superseded_rows,
        cast(
            sum(
                is_channel_filled + is_impressions_filled + is_clicks_filled + is_conversions_filled
            ) as signed
        ) as filled_cells
    from performance
    group by
        date_key,
        date,
        channel_key

)

select * from summed
