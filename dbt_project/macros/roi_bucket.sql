{#-
    The number of the bucket that an ROI lies in: a tenth of a percent wide below 100 %, then a hundredth of the power of
    ten that it lies above, 1, 10 and so on. So the bins of a histogram, whose ends are round, are made of whole ones.
    The same as in python_jobs/warehouse/aggregates/roi_spans.py; a test holds the two together.
-#}
{% macro roi_bucket(roi) -%}
    floor(
            case
                when {{ roi }} < 100 then cast({{ roi }} as double) * 10
                {%- for decade in range(1, 6) %}
                {% if not loop.last %}when {{ roi }} < 1e{{ decade + 2 }} then{% else %}else{% endif %} cast({{ roi }} as double) / 1e{{ decade - 1 }} + {{ 900 * decade }}
                {%- endfor %}
            end
        )
{%- endmacro %}

{#- The bucket of rows that have no ROI, because they have no cost: below all others. -#}
{% macro no_roi_bucket() -%}
    -1001
{%- endmacro %}
