{{
    config(materialized='by_day', key=['date', 'measure', 'bucket'])
}}

with

campaigns as (

    select
        date,
        cost,
        revenue
    from {{ ref('int_campaigns_filled') }}
    where {{ days_to_build() }}

),

-- Four buckets for each doubling of the amount: of millions of rows a few hundred thousand are in one.
amounts as (

    select
        date,
        'cost' as measure,
        cost as amount,
        cast(floor(4 * log2(1 + cost)) as signed) as bucket
    from campaigns

    union all

    select
        date,
        'revenue' as measure,
        revenue as amount,
        cast(floor(4 * log2(1 + revenue)) as signed) as bucket
    from campaigns

),

counted as (

    select
        date,
        measure,
        bucket,
        count(*) as clean_rows,
        min(amount) as lowest,
        max(amount) as highest
    from amounts
    group by
        date,
        measure,
        bucket

)

select * from counted
