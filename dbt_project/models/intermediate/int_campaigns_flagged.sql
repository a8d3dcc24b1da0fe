with

campaigns as (

    select * from {{ ref('int_campaigns_filled') }}

),

outlier_bounds as (

    select * from {{ ref('int_campaigns_outlier_bounds') }}

),

flagged as (

    select
        campaigns.*,
        case
            when
                campaigns.cost < outlier_bounds.cost_lower
                or campaigns.cost > outlier_bounds.cost_upper
                then 1
            else 0
        end as is_cost_outlier,
        case
            when
                campaigns.revenue < outlier_bounds.revenue_lower
                or campaigns.revenue > outlier_bounds.revenue_upper
                then 1
            else 0
        end as is_revenue_outlier
    from campaigns
    cross join outlier_bounds

)

select * from flagged
