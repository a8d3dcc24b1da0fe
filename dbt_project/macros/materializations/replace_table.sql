{#- Put a finished table in the place of whatever has its name. -#}
{% macro replace_table(finished, target) -%}
    {%- set existing = load_cached_relation(target) -%}
    {%- if existing is not none %}
        {%- set replaced = make_backup_relation(target, existing.type) %}
        {%- do adapter.rename_relation(existing, replaced) %}
    {%- endif %}
    {%- do adapter.rename_relation(finished, target) %}
    {%- if existing is not none %}
        {%- do adapter.drop_relation(replaced) %}
    {%- endif %}
{%- endmacro %}
