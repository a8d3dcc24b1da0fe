{#-
    dbt checks a contract's types with `cast(null as <type>)`, which is a syntax error on MySQL for
    varchar, bigint and tinyint, and compares the driver's type names, which differ between servers for the
    same expression (an integer literal is LONG on MariaDB and LONGLONG on MySQL). So: a value of the
    right family, and families compared. The exact type is enforced by the table itself, in strict mode.
    Not needed any more when `dbt build` passes without this file.
-#}
{% macro mysql__get_phony_data_for_type(data_type) -%}
    {%- set family = data_type.lower().split('(')[0].strip() -%}
    {%- if family in ('bigint', 'int', 'smallint', 'tinyint') -%}
        cast(0 as signed)
    {%- elif family in ('varchar', 'text', 'json') -%}
        cast('' as char(255))
    {%- else -%}
        cast(null as {{ data_type }})
    {%- endif -%}
{%- endmacro %}

{% macro mariadb__get_phony_data_for_type(data_type) -%}
    {{ return(mysql__get_phony_data_for_type(data_type)) }}
{%- endmacro %}

{% macro mysql__format_column(column) -%}
    {%- set families = {
        'TINY': 'integer', 'INTEGER': 'integer', 'SHORT': 'integer', 'INT24': 'integer', 'LONG': 'integer', 'LONGLONG': 'integer',
        'VAR_STRING': 'text', 'STRING': 'text', 'VARCHAR': 'text', 'BLOB': 'text',
        'LONG_BLOB': 'text', 'MEDIUM_BLOB': 'text', 'TEXT': 'text', 'JSON': 'text',
    } -%}
    {%- set family = families.get(column.dtype, column.dtype) -%}
    {{ return({
        'name': column.name,
        'data_type': family,
        'formatted': column.column.lower() ~ ' ' ~ family,
    }) }}
{%- endmacro %}

{% macro mariadb__format_column(column) -%}
    {{ return(mysql__format_column(column)) }}
{%- endmacro %}

{#-
    dbt asks what columns a query has by `select * from (query) where false`, and MySQL computes a query of one row
    before it looks at the condition: sums of a whole table, for nobody. It does not when the query itself says that
    no row is wanted. A query that has a limit of its own is asked as dbt does.
    Not needed any more when the slow log of a build has no `__dbt_sbq` that examined rows.
-#}
{% macro mysql__get_empty_subquery_sql(select_sql, select_sql_header=none) -%}
    {%- if select_sql_header or ' limit ' in select_sql | lower | replace('\n', ' ') -%}
        {{ return(default__get_empty_subquery_sql(select_sql, select_sql_header)) }}
    {%- endif -%}
    select * from (
        {{ select_sql }}
        limit 0
    ) as __dbt_sbq
    where false
    limit 0
{%- endmacro %}
