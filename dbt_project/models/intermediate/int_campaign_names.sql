{{ config(materialized='accumulated') }}

with

campaigns as (

    select distinct campaign_name
    from {{ ref('stg_campaigns') }}
    where {{ batches_to_take_up() }}

),

-- Once per spelling and not once per row: regular expressions are slow.
collapsed as (

    select
        campaign_name as spelling,
        cast({{ collapse_white_space('campaign_name') }} as char(255)) as campaign_spelling
    from campaigns

),

named as (

    select
        spelling,
        lower(campaign_spelling) as campaign_name,
        campaign_spelling
    from collapsed
    where campaign_spelling is not null

)

select * from named
