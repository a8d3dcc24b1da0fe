with

performance as (

    select * from {{ ref('fct_campaign_performance') }}

),

channels as (

    select * from {{ ref('dim_channel') }}

),

summed as (

    select
        channel_key,
        count(distinct campaign_key) as campaigns,
        count(distinct date_key) as days_active,
        {{ summed_measures() }},
        -- Plain means of the rows' ratios: another figure than the ratio of the sums, so named.
        cast(avg(ctr_pct) as decimal(38, 8)) as mean_ctr_pct,
        cast(avg(roas) as decimal(38, 8)) as mean_roas,
        cast(avg(roi_pct) as decimal(38, 8)) as mean_roi_pct
    from performance
    group by channel_key

),

measured as (

    select
        channel_key,
        campaigns,
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
        measured.campaigns,
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

)

select * from final
