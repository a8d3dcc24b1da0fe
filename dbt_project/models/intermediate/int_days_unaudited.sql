{{ config(materialized='table') }}
{%- set built_before = [ref('fct_campaign_performance')] -%}

with

days as (

    select * from {{ source('ledger', 'days') }}

),

state as (

    select * from {{ source('ledger', 'state') }}

),

-- What the candidate differs in from the copy that it was made of, which has been audited.
touched as (

    select
        {{ date_key('days.date') }} as date_key,
        days.date
    from days
    inner join state
        on days.step > state.unaudited_since

)

select * from touched
