{#-
    A quantile with linear interpolation, as pandas and NumPy have it by default, from rows ranked from
    0 in `position` of `row_count` rows: the two values around q * (row_count - 1), weighed.
-#}
{% macro interpolated_quantile(column, q) -%}
    max(case when position = floor({{ q }} * (row_count - 1)) then {{ column }} end)
        + ({{ q }} * (max(row_count) - 1) - floor({{ q }} * (max(row_count) - 1)))
        * (
            max(case when position = ceiling({{ q }} * (row_count - 1)) then {{ column }} end)
            - max(case when position = floor({{ q }} * (row_count - 1)) then {{ column }} end)
        )
{%- endmacro %}
