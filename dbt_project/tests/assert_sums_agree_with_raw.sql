-- A failure means that money or counts changed on the way: the sums of the fact differ from
-- those of the raw rows that it was made from, looked up by their row id. Of the days that have not
-- been audited as they are.
{{ config(tags='repeated_by_the_gate') }}
with

clean as (

    select campaigns.raw_row_id
    from {{ ref('int_days_unaudited') }} as days
    inner join {{ ref('int_campaigns_filled') }} as campaigns
        on days.date = campaigns.date

),

raw_sums as (

    select
        coalesce(sum(raw_campaigns.cost), 0) as cost,
        coalesce(sum(raw_campaigns.impressions), 0) as impressions,
        coalesce(sum(raw_campaigns.clicks), 0) as clicks,
        coalesce(sum(raw_campaigns.conversions), 0) as conversions,
        coalesce(sum(raw_campaigns.revenue), 0) as revenue
    from {{ source('raw', 'campaigns') }} as raw_campaigns
    inner join clean
        on raw_campaigns._row_id = clean.raw_row_id

),

fact_sums as (

    select
        coalesce(sum(facts.cost), 0) as cost,
        coalesce(sum(facts.impressions), 0) as impressions,
        coalesce(sum(facts.clicks), 0) as clicks,
        coalesce(sum(facts.conversions), 0) as conversions,
        coalesce(sum(facts.revenue), 0) as revenue
    from {{ ref('int_days_unaudited') }} as days
    inner join {{ ref('fct_campaign_performance') }} as facts
        on days.date_key = facts.date_key

)

select
    raw_sums.*,
    fact_sums.cost as fact_cost,
    fact_sums.revenue as fact_revenue
from raw_sums
cross join fact_sums
where
    abs(raw_sums.cost - fact_sums.cost) >= 0.005
    or abs(raw_sums.revenue - fact_sums.revenue) >= 0.005
    or raw_sums.impressions <> fact_sums.impressions
    or raw_sums.clicks <> fact_sums.clicks
    or raw_sums.conversions <> fact_sums.conversions
