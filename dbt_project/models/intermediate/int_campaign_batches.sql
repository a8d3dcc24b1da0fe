{{ config(materialized='accumulated') }}

with

campaigns as (

    select *
    from {{ ref('int_campaigns_checked') }}
    where {{ batches_to_take_up() }}

),

counted as (

    select
        batch_id,
        count(*) as rows_in,
        count(quarantine_reasons) as rows_quarantined,
        count(campaign_id) + count(campaign_name) + count(channel) + count(date) + count(cost)
        + count(impressions) + count(clicks) + count(conversions) + count(revenue) as cells_present,
        max(loaded_at) as newest_load
    from campaigns
    group by batch_id

)

select * from counted
