{#- The same SQL mode on every server, whatever its defaults: MariaDB leaves ONLY_FULL_GROUP_BY off. -#}
{% macro session_settings() -%}
    set session sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION',
        session time_zone = '+00:00',
        session lock_wait_timeout = 30
{%- endmacro %}
