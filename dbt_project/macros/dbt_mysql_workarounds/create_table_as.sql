{#-
    MySQL's CREATE TABLE ... AS SELECT forgets the comments of columns (MariaDB's keeps them), so a table
    with a contract is created first and filled after.
    Not needed any more when tests/integration/test_contracts.py::test_comments_are_the_descriptions
    passes on MySQL without this file.
-#}
{% macro mysql__create_table_as(temporary, relation, sql) -%}
    {%- if config.get('contract').enforced and not temporary %}
        {{- get_assert_columns_equivalent(sql) }}
        {%- do run_query('create table ' ~ relation ~ get_table_columns_and_constraints()) %}
        insert into {{ relation }} ({{ adapter.dispatch('get_column_names', 'dbt')() }})
        {{ get_select_subquery(sql) }}
    {%- else %}
        create {{ 'temporary ' if temporary }}table {{ relation }} as
        {{ sql }}
    {%- endif %}
{%- endmacro %}
