{#-
    A join that is carried out in the order in which it is written: where the right side is small and the left
    one is wanted whole, the servers would rather look for each row of the left through an index, at four times
    the cost. sqlfluff does not know the word.
-#}
{% macro straight_join() -%}
    {{ 'inner join' if var('for_sqlfluff', false) else 'straight_join' }}
{%- endmacro %}
