{#- Monday of a date's week. -#}
{% macro week_start(date) -%}
    {{ return(adapter.dispatch('week_start', 'campaign_analytics')(date)) }}
{%- endmacro %}

{% macro default__week_start(date) -%}
    cast(date_sub({{ date }}, interval weekday({{ date }}) day) as date)
{%- endmacro %}

{#- A date as the integer yyyymmdd: what both servers take it for among numbers. -#}
{% macro date_key(date) -%}
    cast({{ date }} + 0 as signed)
{%- endmacro %}

{#-
    A table of whole numbers 0 .. 99,999, to make date ranges with. A recursive query would stop at
    1,000 rows: both servers limit the depth by default.
-#}
{% macro whole_numbers() -%}
    select ones.n + 10 * tens.n + 100 * hundreds.n + 1000 * thousands.n + 10000 * ten_thousands.n as n
    from {{ digits() }} as ones
    cross join {{ digits() }} as tens
    cross join {{ digits() }} as hundreds
    cross join {{ digits() }} as thousands
    cross join {{ digits() }} as ten_thousands
{%- endmacro %}

{% macro digits() -%}
    (
        select 0 as n union all select 1 union all select 2 union all select 3 union all select 4
        union all select 5 union all select 6 union all select 7 union all select 8 union all select 9
    )
{%- endmacro %}
