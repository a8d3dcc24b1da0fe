-- A failure means that campaign rows came in and are in neither the clean rows, nor quarantine,
-- nor counted as superseded.
with

counted as (

    select
        (select count(*) from {{ ref('stg_campaigns') }}) as rows_in,
        (select count(*) from {{ ref('int_campaigns_flagged') }}) as rows_clean,
        (select count(*) from {{ ref('quarantine_campaigns') }}) as rows_quarantined,
        (
            select coalesce(sum(superseded_rows), 0)
            from {{ ref('int_campaigns_flagged') }}
        ) as rows_superseded

)

select *
from counted
where rows_in <> rows_clean + rows_quarantined + rows_superseded
