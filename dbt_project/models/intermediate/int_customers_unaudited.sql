{%- set built_before = [ref('stg_load_batches')] -%}

with

customers as (

    select * from {{ ref('stg_customers') }}

),

unaudited as (

    select *
    from customers
    where {{ customers_not_audited() }}

)

select * from unaudited
