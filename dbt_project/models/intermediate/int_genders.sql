{{ config(materialized='accumulated', made_of='customers') }}

with

customers as (

    select distinct gender
    from {{ ref('stg_customers') }}
    where {{ batches_to_take_up() }}

),

gender_mapping as (

    select * from {{ ref('gender_mapping') }}

),

spellings as (

    select {{ once_per_spelling() }}
        gender as spelling,
        {{ collapse_white_space('gender') }} as collapsed
    from customers

),

-- A spelling that the seed does not know keeps its own name, like a channel's.
joined as (

    select
        spellings.spelling,
        cast(coalesce(gender_mapping.gender, spellings.collapsed) as char(255)) as gender
    from spellings
    left join gender_mapping
        on lower(spellings.collapsed) = gender_mapping.spelling
    where spellings.collapsed is not null

)

select * from joined
