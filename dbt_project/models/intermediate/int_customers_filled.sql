with

customers as (

    select * from {{ ref('int_customers_deduplicated') }}

),

filled as (

    select
        raw_row_id,
        batch_id,
        customer_key,
        customer_id,
        age,
        gender,
        country,
        coalesce(sessions, 0) as sessions,
        coalesce(avg_session_duration, 0) as avg_session_duration,
        coalesce(pages_per_session, 0) as pages_per_session,
        coalesce(transactions, 0) as transactions,
        coalesce(revenue, 0) as revenue,
        superseded_rows,
        case when sessions is null then 1 else 0 end as is_sessions_filled,
        case
            when avg_session_duration is null then 1 else 0
        end as is_avg_session_duration_filled,
        case
            when pages_per_session is null then 1 else 0
        end as is_pages_per_session_filled,
        case when transactions is null then 1 else 0 end as is_transactions_filled,
        case when revenue is null then 1 else 0 end as is_revenue_filled,
        loaded_at
    from customers

)

select * from filled
