{{ config(materialized='accumulated') }}

with

campaigns as (

    select *
    from {{ ref('stg_campaigns') }}
    where {{ batches_to_take_up() }}

),

-- Grouped by no bare column: by its index, the server would fetch each row, in twice the time of
-- one look through the table.
counted as (

    select
        batch_id + 0 as batch_id,
        count(*) as rows_in,
        count(campaign_id) + count(campaign_name) + count(channel) + count(date) + count(cost)
        + count(impressions) + count(clicks) + count(conversions) + count(revenue) as cells_present,
        max(loaded_at) as newest_load
    from campaigns
    group by batch_id + 0

),

quarantined as (

    select
        batch_id,
        count(*) as rows_quarantined
    from {{ ref('quarantine_campaigns') }}
    group by batch_id

),

joined as (

    select
        counted.batch_id,
        counted.rows_in,
        coalesce(quarantined.rows_quarantined, 0) as rows_quarantined,
        counted.cells_present,
        counted.newest_load
    from counted
    left join quarantined
        on counted.batch_id = quarantined.batch_id

)

select * from joined
