{#- An empty table beside the one that it will replace, as the model's contract has it. -#}
{% macro begin_table(target, sql) -%}
    {%- set building = make_intermediate_relation(target) -%}
    {{ drop_relation_if_exists(building) }}
    {{ get_assert_columns_equivalent(sql) }}
    {%- do run_query('create table ' ~ building ~ get_table_columns_and_constraints()) -%}
    {{ return(building) }}
{%- endmacro %}

{#- Index a filled table and put it in the place of whatever has its name. -#}
{% macro replace_table(finished, target) -%}
    {%- do create_indexes(finished) -%}
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
