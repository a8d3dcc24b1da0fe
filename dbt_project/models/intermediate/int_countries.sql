{{ config(materialized='accumulated', made_of='customers') }}

with

customers as (

    select distinct country
    from {{ ref('stg_customers') }}
    where {{ batches_to_take_up() }}

),

country_mapping as (

    select * from {{ ref('country_mapping') }}

),

spellings as (

    select {{ once_per_spelling() }}
        country as spelling,
        {{ collapse_white_space('country') }} as collapsed
    from customers

),

-- A spelling that the seed does not know keeps its own name, like a channel's.
joined as (

    select
        spellings.spelling,
        cast(coalesce(country_mapping.country, spellings.collapsed) as char(255)) as country
    from spellings
    left join country_mapping
        on lower(spellings.collapsed) = country_mapping.spelling
    where spellings.collapsed is not null

)

select * from joined
