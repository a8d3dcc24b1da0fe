{{ config(materialized='accumulated') }}

with

checked as (

    select *
    from {{ ref('int_campaigns_checked') }}
    where {{ batches_to_take_up() }}

),

quarantined as (

    select
        raw_row_id,
        batch_id,
        campaign_id,
        campaign_name,
        channel,
        date,
        source,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        unparsed,
        quarantine_reasons,
        loaded_at
    from checked
    where quarantine_reasons is not null

)

select * from quarantined
