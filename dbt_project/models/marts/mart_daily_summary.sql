with

dates as (

    select
        date_key,
        date
    from {{ ref('dim_date') }}

),

performance as (

    select
        date_key,
        {{ summed_measures() }}
    from {{ ref('int_channel_days') }}
    group by date_key

),

-- A day without rows is a day without spend: it counts in the averages and in the week before.
days as (

    select
        dates.date_key,
        dates.date,
        coalesce(performance.cost, 0) as cost,
        coalesce(performance.impressions, 0) as impressions,
        coalesce(performance.clicks, 0) as clicks,
        coalesce(performance.conversions, 0) as conversions,
        coalesce(performance.revenue, 0) as revenue
    from dates
    left join performance
        on dates.date_key = performance.date_key

),

final as (

    select
        date_key,
        date,
        cost,
        impressions,
        clicks,
        conversions,
        revenue,
        {{ metric_columns() }},
        -- An average over fewer than seven days is not a 7-day average.
        case
            when count(*) over last_seven_days = 7
                then cast(avg(cost) over last_seven_days as decimal(28, 10))
        end as cost_7d_avg,
        case
            when count(*) over last_seven_days = 7
                then cast(avg(revenue) over last_seven_days as decimal(28, 10))
        end as revenue_7d_avg,
        lag(cost, 7) over (order by date) as cost_week_before,
        lag(revenue, 7) over (order by date) as revenue_week_before
    from days
    window last_seven_days as (order by date rows between 6 preceding and current row)

)

select * from final
