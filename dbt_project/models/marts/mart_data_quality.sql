with

raw_campaigns as (

    select
        coalesce(sum(rows_in), 0) as rows_in,
        coalesce(sum(cells_present), 0) as cells_present,
        9 as columns_expected,
        max(newest_load) as newest_load
    from {{ ref('int_campaign_batches') }}

),

raw_customers as (

    select
        coalesce(sum(rows_in), 0) as rows_in,
        coalesce(sum(cells_present), 0) as cells_present,
        9 as columns_expected,
        max(newest_load) as newest_load
    from {{ ref('int_customer_batches') }}

),

quarantined_campaigns as (

    select count(*) as rows_quarantined from {{ ref('quarantine_campaigns') }}

),

quarantined_customers as (

    select count(*) as rows_quarantined from {{ ref('quarantine_customers') }}

),

unknown_channel as (

    select channel_key
    from {{ ref('dim_channel') }}
    where channel = 'Unknown'

),

clean_campaigns as (

    select
        coalesce(sum(channel_days.fact_rows), 0) as rows_clean,
        coalesce(sum(channel_days.superseded_rows), 0) as rows_superseded,
        coalesce(sum(channel_days.filled_cells), 0) as filled_cells,
        max(channel_days.date) as newest_date,
        sum(channel_days.cost) as cost,
        sum(
            case when unknown_channel.channel_key is not null then channel_days.cost else 0 end
        ) as unknown_channel_cost
    from {{ ref('int_channel_days') }} as channel_days
    left join unknown_channel
        on channel_days.channel_key = unknown_channel.channel_key

),

-- Counted by an index on the amount, and not in the fact: every build moves the bounds a little.
-- The bounds are found by their key, so that the server knows them before it looks for an index.
cost_outliers as (

    select count(*) as row_count
    from {{ ref('int_campaigns_outlier_bounds') }} as bounds
    inner join {{ ref('int_campaigns_filled') }} as campaigns
        on
            campaigns.cost < bounds.cost_lower
            or campaigns.cost > bounds.cost_upper
    where bounds.one = 1

),

revenue_outliers as (

    select count(*) as row_count
    from {{ ref('int_campaigns_outlier_bounds') }} as bounds
    inner join {{ ref('int_campaigns_filled') }} as campaigns
        on
            campaigns.revenue < bounds.revenue_lower
            or campaigns.revenue > bounds.revenue_upper
    where bounds.one = 1

),

clean_customers as (

    select * from {{ ref('int_customer_totals') }}

),

unioned as (

    select
        'campaigns' as table_name,
        cast(raw_campaigns.rows_in as signed) as rows_in,
        clean_campaigns.rows_clean,
        quarantined_campaigns.rows_quarantined,
        clean_campaigns.rows_superseded,
        {{
            safe_divide(
                'raw_campaigns.cells_present',
                'raw_campaigns.rows_in * raw_campaigns.columns_expected',
                100,
            )
        }} as completeness_pct,
        cost_outliers.row_count as cost_outliers,
        revenue_outliers.row_count as revenue_outliers,
        clean_campaigns.filled_cells,
        clean_campaigns.newest_date,
        raw_campaigns.newest_load,
        {{
            safe_divide('clean_campaigns.unknown_channel_cost', 'clean_campaigns.cost', 100)
        }} as unknown_channel_cost_share_pct
    from raw_campaigns
    cross join quarantined_campaigns
    cross join clean_campaigns
    cross join cost_outliers
    cross join revenue_outliers

    union all

    select
        'customers' as table_name,
        cast(raw_customers.rows_in as signed) as rows_in,
        clean_customers.rows_clean,
        quarantined_customers.rows_quarantined,
        clean_customers.rows_superseded,
        {{
            safe_divide(
                'raw_customers.cells_present',
                'raw_customers.rows_in * raw_customers.columns_expected',
                100,
            )
        }} as completeness_pct,
        null as cost_outliers,
        null as revenue_outliers,
        clean_customers.filled_cells,
        null as newest_date,
        raw_customers.newest_load,
        null as unknown_channel_cost_share_pct
    from raw_customers
    cross join quarantined_customers
    cross join clean_customers

),

final as (

    select
        '{{ run_id() }}' as run_id,
        table_name,
        rows_in,
        cast(rows_clean as signed) as rows_clean,
        cast(rows_quarantined as signed) as rows_quarantined,
        cast(rows_superseded as signed) as rows_superseded,
        completeness_pct,
        cast(cost_outliers as signed) as cost_outliers,
        cast(revenue_outliers as signed) as revenue_outliers,
        cast(filled_cells as signed) as filled_cells,
        newest_date,
        newest_load,
        unknown_channel_cost_share_pct
    from unioned

)

select * from final
