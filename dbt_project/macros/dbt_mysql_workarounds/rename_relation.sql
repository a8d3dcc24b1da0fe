{#-
    MySQL brings the views of a table up to date when the table is renamed. Two models that are finished at the
    same time and share a view (int_channels and int_campaign_names) then lock it in different orders, and one
    of them fails with error 1213: so one rename at a time. The lock ends with the connection at the latest.
    Not needed any more when tests/integration/test_renames.py passes without this file.
-#}
{% macro mysql__rename_relation(from_relation, to_relation) -%}
    {%- set lock = ('mca_rename_' ~ target.schema)[:64] -%}
    {%- do run_query("select get_lock('" ~ lock ~ "', 60)") %}
    {% call statement('drop_relation') %}
        drop {{ to_relation.type }} if exists {{ to_relation }}
    {% endcall %}
    {% call statement('rename_relation') %}
        rename table {{ from_relation }} to {{ to_relation }}
    {% endcall %}
    {%- do run_query("select release_lock('" ~ lock ~ "')") %}
{%- endmacro %}
