{#- Every metric of `vars.metrics` as a select list over columns named cost, impressions, clicks, conversions, revenue. -#}
{% macro metric_columns() -%}
    {%- for metric in var('metrics') %}
        {%- if metric.denominator is defined %}
        {{ safe_divide(metric.numerator, metric.denominator, metric.factor) }} as {{ metric.name }}
        {%- else %}
        cast({{ metric.numerator }} as decimal(28, 10)) as {{ metric.name }}
        {%- endif %}
        {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{#- Names of all metrics, as a select list. -#}
{% macro metric_names() -%}
    {{ var('metrics') | map(attribute='name') | join(',\n        ') }}
{%- endmacro %}

{#- The additive measures summed, with the types of the marts. -#}
{% macro summed_measures() -%}
    cast(sum(cost) as decimal(28, 10)) as cost,
        cast(sum(impressions) as signed) as impressions,
        cast(sum(clicks) as signed) as clicks,
        cast(sum(conversions) as signed) as conversions,
        cast(sum(revenue) as decimal(28, 10)) as revenue
{%- endmacro %}
