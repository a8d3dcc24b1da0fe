{{ config(materialized='accumulated', made_of='customers') }}

with

customers as (

    select *
    from {{ ref('stg_customers') }}
    where {{ batches_to_take_up() }}

),

-- By a short hash: the ids of a million customers would not be grouped in memory.
repeated as (

    select
        batch_id,
        crc32(customer_id) as id_hash
    from customers
    where customer_id is not null
    group by
        batch_id,
        id_hash
    having count(*) > 1

)

select * from repeated
