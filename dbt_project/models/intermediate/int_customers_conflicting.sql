{{ config(materialized='accumulated', made_of='customers') }}

with

customers as (

    select *
    from {{ ref('stg_customers') }}
    where {{ batches_to_take_up() }}

),

repeated_ids as (

    select * from {{ ref('int_customer_ids_repeated') }}

),

-- Exact copies are no conflict, they are superseded; a later batch restates. An array, because it
-- keeps apart what a list of texts would not: a gap and a text, a delimiter in a name.
conflicting as (

    select
        customers.batch_id,
        customers.customer_id
    from customers
    inner join repeated_ids
        on
            customers.batch_id = repeated_ids.batch_id
            and crc32(customers.customer_id) = repeated_ids.id_hash
    group by
        customers.batch_id,
        customers.customer_id
    having
        count(
            distinct cast(
                json_array(
                    customers.age,
                    customers.gender,
                    customers.country,
                    customers.sessions,
                    customers.avg_session_duration,
                    customers.pages_per_session,
                    customers.transactions,
                    customers.revenue,
                    customers.unparsed
                ) as char
            )
        ) > 1

),

final as (

    select
        batch_id,
        cast(customer_id as char(255)) as customer_id
    from conflicting

)

select * from final
