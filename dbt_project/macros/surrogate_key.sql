{#-
    A stable integer key from a text: the first 52 bits of its SHA-256. The same on every server and in
    every run, so a mart can be rebuilt in parts, and small enough for a double (Excel, JavaScript).
    Two of 200,000 names collide with a chance of 5 in a million; the primary key would tell.
-#}
{% macro surrogate_key(expression) -%}
    {{ return(adapter.dispatch('surrogate_key', 'campaign_analytics')(expression)) }}
{%- endmacro %}

{% macro default__surrogate_key(expression) -%}
    cast(conv(substring(sha2({{ expression }}, 256), 1, 13), 16, 10) as signed)
{%- endmacro %}
