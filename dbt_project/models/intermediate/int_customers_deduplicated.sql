{{ config(materialized='table') }}

with

customers as (

    select * from {{ ref('int_customers_normalised') }}

),

last_loaded as (

    select
        max(raw_row_id) as raw_row_id,
        count(*) - 1 as superseded_rows
    from customers
    group by customer_id

),

deduplicated as (

    select
        customers.raw_row_id,
        customers.batch_id,
        customers.customer_id,
        customers.age,
        customers.gender,
        customers.country,
        customers.source,
        customers.sessions,
        customers.avg_session_duration,
        customers.pages_per_session,
        customers.transactions,
        customers.revenue,
        last_loaded.superseded_rows,
        customers.loaded_at
    from last_loaded
    inner join customers
        on last_loaded.raw_row_id = customers.raw_row_id

)

select * from deduplicated
