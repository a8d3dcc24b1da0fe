with

customers as (

    select * from {{ ref('stg_customers') }}

),

conflicting_ids as (

    select * from {{ ref('int_customers_conflicting') }}

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
        case
            -- Most rows have nothing wrong; for them the reasons need not be gone through.
            when
                customers.unparsed is null
                and conflicting_ids.customer_id is null
                and customers.customer_id is not null
                and coalesce(customers.age, 0) between 0 and 120
                and coalesce(customers.sessions, 0) >= 0
                and coalesce(customers.avg_session_duration, 0) >= 0
                and coalesce(customers.pages_per_session, 0) >= 0
                and coalesce(customers.transactions, 0) >= 0
                and coalesce(customers.revenue, 0) >= 0
                then null
            else
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
                        case
                            when {{ is_unparsed('transactions') }} then 'unparsed_transactions'
                        end,
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
                )
        end as quarantine_reasons,
        customers.loaded_at
    from customers
    left join conflicting_ids
        on
            customers.batch_id = conflicting_ids.batch_id
            and customers.customer_id = conflicting_ids.customer_id

)

select * from checked
