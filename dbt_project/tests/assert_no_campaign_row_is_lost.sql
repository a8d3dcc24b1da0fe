-- A failure means that campaign rows came in and are in neither the clean rows, nor quarantine,
-- nor counted as superseded.
with

counted as (

    select
        (
            select coalesce(sum(rows_in), 0)
            from {{ ref('int_campaign_batches') }}
        ) as rows_in,
        (
            select coalesce(sum(fact_rows), 0)
            from {{ ref('int_channel_days') }}
        ) as rows_clean,
        (select count(*) from {{ ref('quarantine_campaigns') }}) as rows_quarantined,
        (
            select coalesce(sum(superseded_rows), 0)
            from {{ ref('int_channel_days') }}
        ) as rows_superseded

)

select *
from counted
where rows_in <> rows_clean + rows_quarantined + rows_superseded
