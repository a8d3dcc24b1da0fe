{{
    config(
        materialized='table',
        indexes=[{'columns': ['raw_row_id']}]
    )
}}

with

checked as (

    select * from {{ ref('int_customers_checked') }}

),

gender_mapping as (

    select * from {{ ref('gender_mapping') }}

),

country_mapping as (

    select * from {{ ref('country_mapping') }}

),

valid as (

    select
        checked.*,
        {{ collapse_white_space('checked.gender') }} as gender_spelling,
        {{ collapse_white_space('checked.country') }} as country_spelling
    from checked
    where checked.quarantine_reasons is null

),

-- A spelling that a seed does not know keeps its own name, like a channel's.
normalised as (

    select
        valid.raw_row_id,
        valid.batch_id,
        cast(valid.customer_id as char(255)) as customer_id,
        valid.age,
        cast(
            coalesce(gender_mapping.gender, valid.gender_spelling, 'Unknown') as char(255)
        ) as gender,
        cast(
            coalesce(country_mapping.country, valid.country_spelling, 'Unknown') as char(255)
        ) as country,
        valid.source,
        valid.sessions,
        cast(valid.avg_session_duration as decimal(28, 10)) as avg_session_duration,
        cast(valid.pages_per_session as decimal(28, 10)) as pages_per_session,
        valid.transactions,
        cast(valid.revenue as decimal(28, 10)) as revenue,
        valid.loaded_at
    from valid
    left join gender_mapping
        on lower(valid.gender_spelling) = gender_mapping.spelling
    left join country_mapping
        on lower(valid.country_spelling) = country_mapping.spelling

)

select * from normalised
