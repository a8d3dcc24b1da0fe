{%- set built_before = [ref('stg_load_batches')] -%}

with

raw_campaigns as (

    select * from {{ source('raw', 'campaigns') }}

),

renamed as (

    select
        raw_campaigns._row_id as raw_row_id,
        raw_campaigns._batch_id as batch_id,
        raw_campaigns.campaign_id,
        raw_campaigns.campaign_name,
        raw_campaigns.channel,
        raw_campaigns.date,
        raw_campaigns._source as source,
        raw_campaigns.cost,
        raw_campaigns.impressions,
        raw_campaigns.clicks,
        raw_campaigns.conversions,
        raw_campaigns.revenue,
        raw_campaigns._unparsed as unparsed,
        raw_campaigns._loaded_at as loaded_at
    from raw_campaigns
    where {{ of_finished_batches('campaigns') }}

)

select * from renamed
