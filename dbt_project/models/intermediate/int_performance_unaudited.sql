with

days as (

    select * from {{ ref('int_days_unaudited') }}

),

performance as (

    select * from {{ ref('fct_campaign_performance') }}

),

unaudited as (

    select performance.*
    from days
    inner join performance
        on days.date_key = performance.date_key

)

select * from unaudited
