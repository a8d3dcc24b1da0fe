{%- set fiscal_start = var('fiscal_year_start_month') -%}

{{ config(indexes=[{'columns': ['date'], 'unique': true}]) }}

with

campaigns as (

    select
        min(date) as first_date,
        max(date) as last_date
    from {{ ref('int_campaigns_deduplicated') }}

),

whole_numbers as (

    {{ whole_numbers() }}

),

-- The digits that make up the numbers also go past the range; the join cuts it off.
days as (

    select cast(date_add(campaigns.first_date, interval whole_numbers.n day) as date) as date
    from campaigns
    inner join whole_numbers
        on whole_numbers.n <= datediff(campaigns.last_date, campaigns.first_date)

),

final as (

    select
        {{ date_key('date') }} as date_key,
        date,
        cast(year(date) as signed) as year,
        quarter(date) as quarter,
        month(date) as month,
        case month(date)
            when 1 then 'January'
            when 2 then 'February'
            when 3 then 'March'
            when 4 then 'April'
            when 5 then 'May'
            when 6 then 'June'
            when 7 then 'July'
            when 8 then 'August'
            when 9 then 'September'
            when 10 then 'October'
            when 11 then 'November'
            when 12 then 'December'
        end as month_name,
        date_format(date, '%Y-%m') as year_month_label,
        cast(date_sub(date, interval dayofmonth(date) - 1 day) as date) as month_start,
        -- Mode 3 is ISO 8601: weeks begin on Monday, week 1 has the year's first Thursday.
        cast(floor(yearweek(date, 3) / 100) as signed) as iso_year,
        week(date, 3) as iso_week,
        {{ week_start('date') }} as week_start,
        dayofmonth(date) as day_of_month,
        dayofyear(date) as day_of_year,
        weekday(date) + 1 as weekday,
        case weekday(date)
            when 0 then 'Monday'
            when 1 then 'Tuesday'
            when 2 then 'Wednesday'
            when 3 then 'Thursday'
            when 4 then 'Friday'
            when 5 then 'Saturday'
            when 6 then 'Sunday'
        end as weekday_name,
        -- A fiscal year is named after the calendar year that it ends in.
        cast(
            year(date)
            + case
                when {{ fiscal_start }} > 1 and month(date) >= {{ fiscal_start }} then 1
                else 0
            end
            as signed
        ) as fiscal_year,
        cast(
            floor(mod(month(date) - {{ fiscal_start }} + 12, 12) / 3) + 1 as signed
        ) as fiscal_quarter,
        case when weekday(date) >= 5 then 1 else 0 end as is_weekend
    from days

)

select * from final
