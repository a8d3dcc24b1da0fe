{#-
    White space as Unicode has it, listed because MySQL's regular expressions (ICU) and MariaDB's (PCRE)
    mean different characters by \s.
-#}
{% macro white_space() -%}
    [\\x{09}-\\x{0D}\\x{20}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]
{%- endmacro %}

{#- White space collapsed to single spaces and trimmed; NULL when nothing is left. -#}
{% macro collapse_white_space(expression) -%}
    {{ return(adapter.dispatch('collapse_white_space', 'campaign_analytics')(expression)) }}
{%- endmacro %}

{#-
    Ids are mostly printable ASCII without a space, and stay as they are: to find that takes less time than to replace
    nothing in them, which MySQL does twice, for NULLIF reads its first argument again. (`\z`, not `$`, which also
    matches before a last line feed.)
-#}
{% macro default__collapse_white_space(expression) -%}
    case
        when {{ expression }} regexp '^[!-~]+\\z' then {{ expression }}
        else nullif(trim(regexp_replace({{ expression }}, '{{ white_space() }}+', ' ')), '')
    end
{%- endmacro %}

{#-
    For a select of distinct spellings that makes something of each: MySQL would move a filter on what is made
    below the distinct, and make it of each row. MariaDB does not, and reads a comment.
-#}
{% macro once_per_spelling() -%}
    /*+ no_derived_condition_pushdown() */
{%- endmacro %}

{#- True where a text has a character that is not white space; NULL for NULL. -#}
{% macro is_not_blank(expression) -%}
    {{ expression }} regexp '{{ white_space() | replace('[', '[^', 1) }}'
{%- endmacro %}

{#- True where a loaded row holds text for `column` that could not be read as its type. -#}
{% macro is_unparsed(column) -%}
    {{ return(adapter.dispatch('is_unparsed', 'campaign_analytics')(column)) }}
{%- endmacro %}

{% macro default__is_unparsed(column) -%}
    coalesce(json_contains_path(unparsed, 'one', '$.{{ column }}'), 0) = 1
{%- endmacro %}
