{#-
    A model's SQL without the steps that only pass rows on: each import CTE (`x as (select * from table)`) is
    replaced by its table, and the last CTE stands where `select * from` names it. The same rows by the same
    plan; but MariaDB looks up each column of each row through every step, 13 ns a column and step, and a chain of
    views has twenty: 5 s of 14 for a million rows.
-#}
{% macro flattened(sql) -%}
    {%- set re = modules.re -%}
    {%- set import_body = ' as \\(\\s*select \\*\\s+from (`[^`]+`\\.`[^`]+`)\\s*\\),?' -%}
    {%- set flat = namespace(sql=sql) -%}
    {%- for name, table in re.findall('\\b(\\w+)' ~ import_body, sql) -%}
        {%- set named = '\\b(from|join|straight_join)\\s+' ~ name ~ '\\b' -%}
        {%- set flat.sql = re.sub('\\b' ~ name ~ import_body, '', flat.sql) -%}
        {%- set flat.sql = re.sub(named ~ ' as (\\w+)', '\\1 ' ~ table ~ ' as \\2', flat.sql) -%}
        {%- set flat.sql = re.sub(named, '\\1 ' ~ table ~ ' as ' ~ name, flat.sql) -%}
    {%- endfor -%}
    {%- set last = re.search('(?ms)^(.*)^(\\w+) as \\(\\n(.*)^\\)\\s*select \\* from \\2\\s*$', flat.sql) -%}
    {%- if last is none -%}
        {{ return(flat.sql) }}
    {%- endif -%}
    {%- set before = re.sub(',(\\s*(?:--[^\\n]*\\s*)*)$', '\\1', last.group(1)) -%}
    {%- if ' as (' not in before -%}
        {%- set before = re.sub('\\bwith\\b', '', before) -%}
    {%- endif -%}
    {{ return(before ~ last.group(3)) }}
{%- endmacro %}
