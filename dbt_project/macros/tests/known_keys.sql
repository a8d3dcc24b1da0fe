{#-
    Keys that the table they point to does not have. Each key is looked for once and not once per row: an
    index that begins with the column gives the different ones.
-#}
{% test known_keys(model, column_name, to) %}

select keys_used.{{ column_name }}
from (select distinct {{ column_name }} from {{ model }}) as keys_used
left join {{ to }} as known
    on keys_used.{{ column_name }} = known.{{ column_name }}
where known.{{ column_name }} is null

{% endtest %}
