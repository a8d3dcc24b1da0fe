{{ config(made_of='customers', rotates=true, key=['customer_key']) }}

with

customers as (

    select * from {{ ref('int_customers_filled') }}

),

final as (

    select
        customer_key,
        customer_id,
        age,
        gender,
        country,
        sessions,
        avg_session_duration,
        pages_per_session,
        transactions,
        revenue,
        superseded_rows,
        case
            when
                is_sessions_filled
                + is_avg_session_duration_filled
                + is_pages_per_session_filled
                + is_transactions_filled
                + is_revenue_filled > 0
                then 1
            else 0
        end as is_behaviour_filled,
        loaded_at
    from customers

)

select * from final
