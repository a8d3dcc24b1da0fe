{{ config(materialized='accumulated', made_of='customers') }}

with

checked as (

    select *
    from {{ ref('int_customers_checked') }}
    where {{ batches_to_take_up() }}

),

quarantined as (

    select
        raw_row_id,
        batch_id,
        customer_id,
        age,
        gender,
        country,
        source,
        sessions,
        avg_session_duration,
        pages_per_session,
        transactions,
        revenue,
        unparsed,
        quarantine_reasons,
        loaded_at
    from checked
    where quarantine_reasons is not null

)

select * from quarantined
