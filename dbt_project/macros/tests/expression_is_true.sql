{#-
    Rows for which an SQL expression does not hold. NULL does not hold either: an identity is NULL-safe.
    days: a relation with a `date_key`; only rows of these days are looked at.
-#}
{% test expression_is_true(model, expression, days=none) %}

select *
from {{ model }}
where
    not coalesce({{ expression }}, false)
    {%- if days %}
    and date_key in (select date_key from {{ days }})
    {%- endif %}

{% endtest %}
