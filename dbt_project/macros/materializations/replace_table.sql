{#- Put a finished table in the place of whatever has its name. -#}
{% macro replace_table(finished, target) -%}
    {%- set existing = load_cached_relation(target) -%}
    {%- if existing is not none and existing.type == 'table' %}
        {%- set replaced = make_backup_relation(target, 'table') %}
        {%- do drop_relation_if_exists(replaced) %}
        {%- do run_query('rename table ' ~ target ~ ' to ' ~ replaced ~ ', ' ~ finished ~ ' to ' ~ target) %}
        {%- do drop_relation_if_exists(replaced) %}
    {%- else %}
        {%- do drop_relation_if_exists(existing) if existing is not none %}
        {%- do run_query('rename table ' ~ finished ~ ' to ' ~ target) %}
    {%- endif %}
{%- endmacro %}
