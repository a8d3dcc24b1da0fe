{%- set built_before = [ref('stg_load_batches')] -%}

with

customers as (

    select * from {{ ref('stg_customers') }}

),

unaudited as (

    select *
    from customers
    where {{ batches_not_audited('customers') }}

)

select * from unaudited
