{#-
    dbt-mysql ignores the config `indexes`. Not needed any more when
    tests/integration/test_contracts.py::test_schema_is_the_golden_one passes without this file.
-#}
{% macro mysql__get_create_index_sql(relation, index) -%}
    create {{ 'unique ' if index.unique }}index ix_{{ index.columns | join('_') }}
    on {{ relation }} ({{ index.columns | join(', ') }})
{%- endmacro %}

{% macro mariadb__get_create_index_sql(relation, index) -%}
    {{ return(mysql__get_create_index_sql(relation, index)) }}
{%- endmacro %}
