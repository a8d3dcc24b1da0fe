{{ config(materialized='by_day') }}

with

campaigns as (

    select
        raw_row_id,
        date,
        cost,
        revenue
    from {{ ref('int_campaigns_filled') }}
    where {{ days_to_build() }}

),

-- Four buckets for each doubling of the amount: of millions of rows some hundred thousand are in
-- one. Rows are counted by a column that no index has: of an index made while other statements
-- write, the server would look each row up in the table to know whether it may be seen.
counted as (

    select
        date,
        'cost' as measure,
        cast(floor(4 * log2(1 + cost)) as signed) as bucket,
        count(raw_row_id) as clean_rows,
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
        count(raw_row_id) as clean_rows,
        min(revenue) as lowest,
        max(revenue) as highest
    from campaigns
    group by
        date,
        cast(floor(4 * log2(1 + revenue)) as signed)

)

select * from counted
