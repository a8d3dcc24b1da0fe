{%- set columns = {'date': 'date', 'campaign': 'campaign_key', 'channel': 'channel_key'} -%}
{%- set key = [] -%}
{%- for name, column in columns.items() if name in var('campaign_key') -%}
    {%- do key.append(column) -%}
{%- endfor -%}

{{
    config(
        materialized='last_loaded',
        steps=true,
        key=key,
        indexes=[{'columns': ['cost']}, {'columns': ['revenue']}]
    )
}}
{%- set built_before = [ref('int_campaign_batches')] -%}

with

campaigns as (

    select * from {{ ref('int_campaigns_channel_filled') }}

),

-- This model notes the pending batches as taken up; what else takes them up is built before it.
-- The day leads the key: what is loaded together lies together.
keyed as (

    select
        raw_row_id,
        batch_id,
        campaign_key,
        channel_key,
        campaign_id,
        campaign_spelling,
        date,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        0 as superseded_rows,
        is_channel_filled,
        loaded_at
    from campaigns
    where {{ batches_to_take_up() }}

)

select * from keyed
