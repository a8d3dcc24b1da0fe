-- A failure means that customer rows came in and are in neither the clean rows, nor quarantine,
-- nor counted as superseded.
{{ config(tags='repeated_by_the_gate') }}
with

counted as (

    select
        (select count(*) from {{ ref('stg_customers') }}) as rows_in,
        (select count(*) from {{ ref('int_customers_filled') }}) as rows_clean,
        (select count(*) from {{ ref('quarantine_customers') }}) as rows_quarantined,
        (
            select coalesce(sum(superseded_rows), 0)
            from {{ ref('int_customers_filled') }}
        ) as rows_superseded

)

select *
from counted
where rows_in <> rows_clean + rows_quarantined + rows_superseded
