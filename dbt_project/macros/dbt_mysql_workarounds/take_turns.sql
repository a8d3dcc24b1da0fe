{#-
    MySQL brings the views of a table up to date when the table is renamed. Two models that are finished at the
    same time and share a view (int_channels and int_campaign_names) then lock it in different orders, and one
    of them fails with error 1213: so one rename or new view at a time. The lock ends with the connection at
    the latest. Not needed any more when tests/integration/test_renames.py passes without this file.
-#}
{% macro take_turn() -%}
    {{ adapter.dispatch('take_turn')() }}
{%- endmacro %}

{% macro end_turn() -%}
    {{ adapter.dispatch('end_turn')() }}
{%- endmacro %}

{% macro default__take_turn() -%}
{%- endmacro %}

{% macro default__end_turn() -%}
{%- endmacro %}

{% macro mysql__take_turn() -%}
    {%- do run_query('select get_lock(' ~ name_of_turns() ~ ', 60)') -%}
{%- endmacro %}

{% macro mysql__end_turn() -%}
    {%- do run_query('select release_lock(' ~ name_of_turns() ~ ')') -%}
{%- endmacro %}

{% macro name_of_turns() -%}
    '{{ ('mca_rename_' ~ target.schema)[:64] }}'
{%- endmacro %}
