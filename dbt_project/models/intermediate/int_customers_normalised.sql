with

checked as (

    select * from {{ ref('int_customers_checked') }}

),

genders as (

    select * from {{ ref('int_genders') }}

),

countries as (

    select * from {{ ref('int_countries') }}

),

normalised as (

    select
        checked.raw_row_id,
        checked.batch_id,
        cast(checked.customer_id as char(255)) as customer_id,
        checked.age,
        coalesce(genders.gender, 'Unknown') as gender,
        coalesce(countries.country, 'Unknown') as country,
        checked.source,
        checked.sessions,
        cast(checked.avg_session_duration as decimal(28, 10)) as avg_session_duration,
        cast(checked.pages_per_session as decimal(28, 10)) as pages_per_session,
        checked.transactions,
        cast(checked.revenue as decimal(28, 10)) as revenue,
        checked.loaded_at
    from checked
    left join genders
        on checked.gender = genders.spelling
    left join countries
        on checked.country = countries.spelling
    where checked.quarantine_reasons is null

)

select * from normalised
