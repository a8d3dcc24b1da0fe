{#- Rows for which an SQL expression does not hold. NULL does not hold either: an identity is NULL-safe. -#}
{% test expression_is_true(model, expression) %}

select *
from {{ model }}
where not coalesce({{ expression }}, false)

{% endtest %}
