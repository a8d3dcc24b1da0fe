{{ config(materialized='last_loaded', key=['customer_key'], made_of='customers') }}

with

customers as (

    select * from {{ ref('int_customers_normalised') }}

),

keyed as (

    select
        raw_row_id,
        batch_id,
        {{ surrogate_key('customer_id') }} as customer_key,
        customer_id,
        age,
        gender,
        country,
        sessions,
        avg_session_duration,
        pages_per_session,
        transactions,
        revenue,
        0 as superseded_rows,
        loaded_at
    from customers
    where {{ batches_to_take_up() }}

)

select * from keyed
