{#-
    `persist_docs` is not implemented in dbt-mysql. The descriptions become comments of the table and its
    columns as the contract creates them, which needs no second statement and no second lock.
    Not needed any more when tests/integration/test_contracts.py::test_comments_are_the_descriptions passes without this file.

    A model whose primary key depends on a variable has it in its config (`key`), and not in its contract. It is not
    added afterwards, because a server may refuse a table without one (sql_require_primary_key).
-#}
{% macro mysql__get_table_columns_and_constraints() -%}
    {%- set constraints = adapter.render_raw_model_constraints(raw_constraints=model['constraints']) -%}
    {%- if config.get('materialized') == 'last_loaded' -%}
        {%- do constraints.append('primary key (' ~ config.require('key') | join(', ') ~ ')') -%}
    {%- endif -%}
    (
    {%- for ddl in adapter.render_raw_columns_constraints(raw_columns=model['columns']) %}
        {%- set column = (model['columns'].values() | list)[loop.index0] %}
        {{ ddl }} comment {{ quoted_comment(column.description, 1024) }}
        {{- ',' if not loop.last or constraints }}
    {%- endfor %}
    {%- for ddl in constraints %}
        {{ ddl }}{{ ',' if not loop.last }}
    {%- endfor %}
    )
    comment = {{ quoted_comment(model.description, 2048) }}
{%- endmacro %}

{% macro mariadb__get_table_columns_and_constraints() -%}
    {{ return(mysql__get_table_columns_and_constraints()) }}
{%- endmacro %}

{#- A description as an SQL string, cut where the server would refuse it. -#}
{% macro quoted_comment(description, limit) -%}
    '{{ description.strip().replace('\n', ' ')[:limit].replace('\\', '\\\\').replace("'", "''") }}'
{%- endmacro %}
