{%- set built_before = [ref('fct_campaign_performance')] -%}

with

campaigns as (

    select * from {{ ref('stg_campaigns') }}

),

-- Since when is known when it is known which copy the fact is made of.
unaudited as (

    select *
    from campaigns
    where {{ batches_not_audited('campaigns') }}

)

select * from unaudited
