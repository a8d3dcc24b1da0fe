{#- Build a table whole, beside the one that it replaces, and make that the statement that dbt reports. -#}
{% macro build_table(target, sql) -%}
    {%- set building = begin_table(target, sql) -%}
    {%- set columns = model['columns'].keys() | join(', ') -%}
    {% call statement('main') %}
        insert into {{ building }} ({{ columns }})
        select {{ columns }} from ({{ sql }}) as built
    {% endcall %}
    {%- do replace_table(building, target) -%}
{%- endmacro %}

{#- An empty table beside the one that it will replace, as the model's contract has it. -#}
{% macro begin_table(target, sql) -%}
    {%- set building = make_intermediate_relation(target) -%}
    {%- do run_query('drop table if exists ' ~ building) -%}
    {{ get_assert_columns_equivalent(sql) }}
    {%- do run_query('create table ' ~ building ~ get_table_columns_and_constraints()) -%}
    {%- do mark_made_of_customers(building) -%}
    {{ return(building) }}
{%- endmacro %}

{#-
    Index a filled table and put it in the place of whatever has its name, which is never missing.
    `copy_index`: one more index, whose comment is kept with it.
-#}
{% macro replace_table(finished, target, copy_index=none) -%}
    {%- do index_filled(finished, config.get('indexes', []) + ([copy_index] if copy_index else [])) -%}
    {%- do count_rows_for_plans(finished) -%}
    {%- set existing = load_cached_relation(target) -%}
    {%- set renamed = finished ~ ' to ' ~ target -%}
    {%- if existing is not none -%}
        {%- set replaced = make_backup_relation(target, existing.type) -%}
        {%- do drop_relation_if_exists(load_cached_relation(replaced)) -%}
        {%- set renamed = target ~ ' to ' ~ replaced ~ ', ' ~ renamed -%}
    {%- endif -%}
    {%- do take_turn() -%}
    {%- do run_query('rename table ' ~ renamed) -%}
    {%- do end_turn() -%}
    {%- if existing is not none -%}
        {%- do run_query('drop ' ~ existing.type ~ ' ' ~ replaced) -%}
        {%- do adapter.cache_dropped(existing) -%}
    {%- endif -%}
{%- endmacro %}

{#- All indexes in one look through the table, where dbt has one for each: of two, a third of the time is spared. -#}
{% macro index_filled(relation, indexes) -%}
    {%- set added = [] -%}
    {%- for index in indexes -%}
        {%- set comment = " comment '" ~ index.comment ~ "'" if index.comment else '' -%}
        {%- do added.append(
            'add ' ~ ('unique ' if index.unique else '') ~ 'index ix_' ~ index.columns | join('_')
            ~ ' (' ~ index.columns | join(', ') ~ ')' ~ comment
        ) -%}
    {%- endfor -%}
    {%- if added -%}
        {%- do run_query('alter table ' ~ relation ~ ' ' ~ added | join(', ')) -%}
    {%- endif -%}
{%- endmacro %}

{#-
    Tell the server how many rows a table has that was filled just now; by itself it looks some seconds later.
    Until then MySQL takes it for empty, and joined 230,000 campaign names as if they were one: 450 s and more, where
    it is 20 s.
-#}
{% macro count_rows_for_plans(relation) -%}
    {{ return(adapter.dispatch('count_rows_for_plans', 'campaign_analytics')(relation)) }}
{%- endmacro %}

{% macro default__count_rows_for_plans(relation) -%}
    {%- do run_query('analyze table ' ~ relation) -%}
{%- endmacro %}

{#- It looks rows up by their key, whatever it knows of their number. -#}
{% macro mariadb__count_rows_for_plans(relation) -%}
{%- endmacro %}
