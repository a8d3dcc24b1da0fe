{%- set built_before = [ref('stg_load_batches')] -%}

with

raw_customers as (

    select * from {{ source('raw', 'customers') }}

),

renamed as (

    select
        raw_customers._row_id as raw_row_id,
        raw_customers._batch_id as batch_id,
        {{ collapse_white_space('raw_customers.customer_id') }} as customer_id,
        raw_customers.age,
        raw_customers.gender,
        raw_customers.country,
        raw_customers._source as source,
        raw_customers.sessions,
        raw_customers.avg_session_duration,
        raw_customers.pages_per_session,
        raw_customers.transactions,
        raw_customers.revenue,
        raw_customers._unparsed as unparsed,
        raw_customers._loaded_at as loaded_at
    from raw_customers
    where {{ of_finished_batches('customers') }}

)

select * from renamed
