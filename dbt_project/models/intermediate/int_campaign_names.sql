{{ config(materialized='accumulated') }}

with

campaigns as (

    select distinct campaign_name
    from {{ ref('stg_campaigns') }}
    where {{ batches_to_take_up() }}

),

-- Once per spelling and not once per row: regular expressions are slow, and so are hashes.
collapsed as (

    select {{ once_per_spelling() }}
        campaign_name as spelling,
        cast({{ collapse_white_space('campaign_name') }} as char(255)) as campaign_spelling
    from campaigns

),

-- MySQL would collapse each spelling three times over: for itself, its key, and the condition.
named as (

    select /*+ no_merge(collapsed) no_derived_condition_pushdown() */
        spelling,
        campaign_spelling,
        {{ surrogate_key('lower(campaign_spelling)') }} as campaign_key
    from collapsed
    where campaign_spelling is not null

)

select * from named
