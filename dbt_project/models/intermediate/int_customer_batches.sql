{{ config(materialized='accumulated', made_of='customers') }}

with

customers as (

    select *
    from {{ ref('stg_customers') }}
    where {{ batches_to_take_up() }}

),

-- Grouped by no bare column: by its index, the server would fetch each row, in twice the time of
-- one look through the table.
counted as (

    select
        batch_id + 0 as batch_id,
        count(*) as rows_in,
        count(customer_id) + count(age) + count(gender) + count(country) + count(sessions)
        + count(avg_session_duration) + count(pages_per_session) + count(transactions)
        + count(revenue) as cells_present,
        max(loaded_at) as newest_load
    from customers
    group by batch_id + 0

)

select * from counted
