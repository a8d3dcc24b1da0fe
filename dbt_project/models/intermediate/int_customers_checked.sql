{{ config(materialized='table') }}

with

customers as (

    select * from {{ ref('stg_customers') }}

),

repeated_ids as (

    select
        batch_id,
        customer_id
    from customers
    where customer_id is not null
    group by
        batch_id,
        customer_id
    having count(*) > 1

),

-- The same id twice in one batch with different content: nobody can say which customer is meant.
-- Exact copies are no conflict, they are superseded; a later batch restates. An array, because it
-- keeps apart what a list of texts would not: a gap and a text, a delimiter in a name.
conflicting_ids as (

    select
        customers.batch_id,
        customers.customer_id
    from repeated_ids
    inner join customers
        on
            repeated_ids.batch_id = customers.batch_id
            and repeated_ids.customer_id = customers.customer_id
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

checked as (

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
        customers.unparsed,
        nullif(
            concat_ws(
                ',',
                case
                    when
                        customers.customer_id is null
                        and not {{ is_unparsed('customer_id') }}
                        then 'missing_customer_id'
                end,
                case
                    when conflicting_ids.customer_id is not null
                        then 'conflicting_customer_id'
                end,
                case
                    when customers.age < 0 or customers.age > 120
                        then 'age_out_of_range'
                end,
                case when {{ is_unparsed('customer_id') }} then 'unparsed_customer_id' end,
                case when {{ is_unparsed('age') }} then 'unparsed_age' end,
                case when {{ is_unparsed('gender') }} then 'unparsed_gender' end,
                case when {{ is_unparsed('country') }} then 'unparsed_country' end,
                case when {{ is_unparsed('sessions') }} then 'unparsed_sessions' end,
                case
                    when {{ is_unparsed('avg_session_duration') }}
                        then 'unparsed_avg_session_duration'
                end,
                case
                    when {{ is_unparsed('pages_per_session') }}
                        then 'unparsed_pages_per_session'
                end,
                case when {{ is_unparsed('transactions') }} then 'unparsed_transactions' end,
                case when {{ is_unparsed('revenue') }} then 'unparsed_revenue' end,
                case when customers.sessions < 0 then 'negative_sessions' end,
                case
                    when customers.avg_session_duration < 0
                        then 'negative_avg_session_duration'
                end,
                case
                    when customers.pages_per_session < 0
                        then 'negative_pages_per_session'
                end,
                case when customers.transactions < 0 then 'negative_transactions' end,
                case when customers.revenue < 0 then 'negative_revenue' end
            ),
            ''
        ) as quarantine_reasons,
        customers.loaded_at
    from customers
    left join conflicting_ids
        on
            customers.batch_id = conflicting_ids.batch_id
            and customers.customer_id = conflicting_ids.customer_id

)

select * from checked
