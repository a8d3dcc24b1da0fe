{{ config(materialized='by_day') }}

with

campaigns as (

    select
        date,
        cost,
        revenue
    from {{ ref('int_campaigns_filled') }}
    where {{ days_to_build() }}

),

-- Four buckets for each doubling of the amount: of millions of rows some hundred thousand are in
-- one.
counted as (

    select
        date,
        'cost' as measure,
        cast(floor(4 * log2(1 + cost)) as signed) as bucket,
        count(*) as clean_rows,
        min(cost) as lowest,
        max(cost) as highest
    from campaigns
    group by
        date,
        cast(floor(4 * log2(1 + cost)) as signed)

    union all

    select
        date,
        'revenue' as measure,
        cast(floor(4 * log2(1 + revenue)) as signed) as bucket,
        count(*) as clean_rows,
        min(revenue) as lowest,
        max(revenue) as highest
    from campaigns
    group by
        date,
        cast(floor(4 * log2(1 + revenue)) as signed)

)

select * from counted
