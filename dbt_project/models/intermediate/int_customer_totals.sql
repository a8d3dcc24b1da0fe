{{ config(materialized='table', made_of='customers') }}

with

customers as (

    select * from {{ ref('int_customers_filled') }}

),

summed as (

    select
        1 as one,
        count(*) as rows_clean,
        cast(coalesce(sum(superseded_rows), 0) as signed) as rows_superseded,
        cast(
            coalesce(
                sum(
                    is_sessions_filled
                    + is_avg_session_duration_filled
                    + is_pages_per_session_filled
                    + is_transactions_filled
                    + is_revenue_filled
                ),
                0
            ) as signed
        ) as filled_cells
    from customers

)

select * from summed
