{#-
    factor * numerator / denominator, exact to 8 decimals.
    MySQL's own division keeps 4 digits (3/70000 = 0.0000), so the numerator is widened first.
    A zero denominator gives NULL, or 0 with `undefined_ratio: 0`.
-#}
{% macro safe_divide(numerator, denominator, factor=1) -%}
    {{ return(adapter.dispatch('safe_divide', 'campaign_analytics')(numerator, denominator, factor)) }}
{%- endmacro %}

{% macro default__safe_divide(numerator, denominator, factor) -%}
    {%- set ratio -%}
        cast({{ factor }} * ({{ numerator }}) as decimal(38, 10)) / nullif({{ denominator }}, 0)
    {%- endset -%}
    {%- if var('undefined_ratio') is none -%}
        cast({{ ratio }} as decimal(38, 8))
    {%- else -%}
        coalesce(cast({{ ratio }} as decimal(38, 8)), {{ var('undefined_ratio') }})
    {%- endif -%}
{%- endmacro %}
