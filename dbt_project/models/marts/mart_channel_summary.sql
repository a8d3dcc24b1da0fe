with

channel_days as (

    select * from {{ ref('int_channel_days') }}

),

-- Grouped twice: the servers sort for a `count(distinct)`, which takes ten times as long.
pairs as (

    select
        campaign_key,
        channel_key
    from {{ ref('int_campaign_months') }}
    group by
        campaign_key,
        channel_key

),

campaigns as (

    select
        channel_key,
        count(*) as campaigns
    from pairs
    group by channel_key

),

channels as (

    select * from {{ ref('dim_channel') }}

),

summed as (

    select
        channel_key,
        count(*) as days_active,
        {{ summed_measures() }},
        -- Plain means of the rows' ratios: another figure than the ratio of the sums, so named.
        {{ safe_divide('sum(ctr_pct_sum)', 'sum(ctr_pct_rows)') }} as mean_ctr_pct,
        {{ safe_divide('sum(roas_sum)', 'sum(roas_rows)') }} as mean_roas,
        {{ safe_divide('sum(roi_pct_sum)', 'sum(roi_pct_rows)') }} as mean_roi_pct
    from channel_days
    group by channel_key

),

measured as (

    select
        channel_key,
        days_active,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }},
        mean_ctr_pct,
        mean_roas,
        mean_roi_pct,
        {{ safe_divide('cost', 'sum(cost) over ()', 100) }} as cost_share_pct,
        {{ safe_divide('revenue', 'sum(revenue) over ()', 100) }} as revenue_share_pct
    from summed

),

final as (

    select
        channels.channel_key,
        channels.channel,
        campaigns.campaigns,
        measured.days_active,
        measured.cost,
        measured.impressions,
        measured.clicks,
        measured.conversions,
        measured.revenue,
        {{ metric_names() }},
        measured.mean_ctr_pct,
        measured.mean_roas,
        measured.mean_roi_pct,
        measured.cost_share_pct,
        measured.revenue_share_pct,
        rank() over (
            order by
                case when measured.roi_pct is null then 1 else 0 end,
                measured.roi_pct desc
        ) as roi_rank
    from measured
    inner join channels
        on measured.channel_key = channels.channel_key
    inner join campaigns
        on measured.channel_key = campaigns.channel_key

)

select * from final
