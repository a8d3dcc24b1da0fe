{{ config(materialized='table') }}

with

buckets as (

    select
        measure,
        bucket,
        sum(clean_rows) as clean_rows,
        min(lowest) as lowest,
        max(highest) as highest
    from {{ ref('int_outlier_buckets') }}
    group by
        measure,
        bucket

),

-- Rows are numbered from 0 by amount; a bucket has those from rows_below on.
placed as (

    select
        measure,
        lowest,
        highest,
        clean_rows,
        sum(clean_rows) over (partition by measure order by bucket) - clean_rows as rows_below,
        sum(clean_rows) over (partition by measure) as all_rows
    from buckets

),

quartiles as (

    select 1 as quartile

    union all

    select 3 as quartile

),

wanted as (

    select
        placed.measure,
        quartiles.quartile,
        placed.lowest,
        placed.highest,
        placed.clean_rows,
        placed.rows_below,
        placed.all_rows,
        quartiles.quartile * (placed.all_rows - 1) / 4 as position
    from placed
    cross join quartiles

),

-- The row before a quartile and the one after it are in one bucket, or in two in a row.
final as (

    select
        measure,
        quartile,
        cast(max(position) as decimal(28, 10)) as position,
        cast(max(all_rows) as signed) as all_rows,
        cast(min(rows_below) as signed) as rows_below,
        min(lowest) as lowest,
        max(highest) as highest
    from wanted
    where
        rows_below <= ceiling(position)
        and rows_below + clean_rows > floor(position)
    group by
        measure,
        quartile

)

select * from final
