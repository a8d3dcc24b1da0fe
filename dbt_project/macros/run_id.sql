{#-
    The run that a build belongs to. Asked for only when a statement is made: a model that names it while dbt parses is
    parsed anew for each run, and the whole manifest is written again.
-#}
{% macro run_id() -%}
    {%- if execute -%}
        {{ env_var('MCA_RUN_ID', 'by hand') }}
    {%- endif -%}
{%- endmacro %}
