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
        customers.*,
        last_loaded.superseded_rows
    from last_loaded
    inner join customers
        on last_loaded.raw_row_id = customers.raw_row_id

)

select * from deduplicated
