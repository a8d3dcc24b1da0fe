{{ config(materialized='table') }}

with

campaigns as (

    select
        cost,
        revenue
    from {{ ref('int_campaigns_filled') }}

),

ranked_cost as (

    select
        cost,
        row_number() over (order by cost) - 1 as position,
        count(*) over () as row_count
    from campaigns

),

ranked_revenue as (

    select
        revenue,
        row_number() over (order by revenue) - 1 as position,
        count(*) over () as row_count
    from campaigns

),

cost_quartiles as (

    select
        {{ interpolated_quantile('cost', 0.25) }} as q1,
        {{ interpolated_quantile('cost', 0.75) }} as q3
    from ranked_cost

),

revenue_quartiles as (

    select
        {{ interpolated_quantile('revenue', 0.25) }} as q1,
        {{ interpolated_quantile('revenue', 0.75) }} as q3
    from ranked_revenue

),

bounds as (

    select
        cost_quartiles.q1 - 1.5 * (cost_quartiles.q3 - cost_quartiles.q1) as cost_lower,
        cost_quartiles.q3 + 1.5 * (cost_quartiles.q3 - cost_quartiles.q1) as cost_upper,
        revenue_quartiles.q1 - 1.5 * (revenue_quartiles.q3 - revenue_quartiles.q1) as revenue_lower,
        revenue_quartiles.q3 + 1.5 * (revenue_quartiles.q3 - revenue_quartiles.q1) as revenue_upper
    from cost_quartiles
    cross join revenue_quartiles

)

select * from bounds
