{#- The database of a layer: `<prefix>_staging`, `<prefix>_build` (DESIGN: databases on the server). -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ env_var('MCA_DATABASE_PREFIX', 'marketing') }}_{{ custom_schema_name or 'build' }}
{%- endmacro %}
