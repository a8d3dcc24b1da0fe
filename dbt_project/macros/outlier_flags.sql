{#- The bounds that a copy's outlier flags are true for, into the ledger. -#}
{% macro note_outlier_bounds(copy) -%}
    update {{ ledger('copies') }} as copies
    cross join {{ staging_table('int_campaigns_outlier_bounds') }} as bounds
    set
        copies.cost_lower = bounds.cost_lower,
        copies.cost_upper = bounds.cost_upper,
        copies.revenue_lower = bounds.revenue_lower,
        copies.revenue_upper = bounds.revenue_upper
    where copies.copy = '{{ copy }}'
{%- endmacro %}

{#-
    Every new row moves the bounds a little, and with them the flags of a few rows of any day: those between
    the bounds of before and of today, which an index on the amount finds.
-#}
{% macro move_outlier_flags(target, copy) -%}
    {%- set columns = ['cost_lower', 'cost_upper', 'revenue_lower', 'revenue_upper'] | join(', ') -%}
    {%- set before = run_query('select ' ~ columns ~ ' from ' ~ ledger('copies') ~ " where copy = '" ~ copy ~ "'").rows[0] -%}
    {%- set now = run_query('select ' ~ columns ~ ' from ' ~ staging_table('int_campaigns_outlier_bounds')).rows[0] -%}
    {%- for measure in ['cost', 'revenue'] -%}
        {%- for side in ['lower', 'upper'] -%}
            {%- set name = measure ~ '_' ~ side -%}
            {%- if before[name] != now[name] -%}
                {% call statement('flags_' ~ name) %}
                update {{ target }} as flagged
                inner join {{ staging_table('int_campaigns_deduplicated') }} as moved
                    on
                        flagged.date_key = {{ date_key('moved.date') }}
                        and flagged.campaign_key = moved.campaign_key
                        and flagged.channel_key = moved.channel_key
                set
                    flagged.is_{{ measure }}_outlier
                    = case when moved.{{ measure }} < {{ now[measure ~ '_lower'] }} or moved.{{ measure }} > {{ now[measure ~ '_upper'] }} then 1 else 0 end
                where
                    moved.{{ measure }} between {{ [before[name], now[name]] | min }} and {{ [before[name], now[name]] | max }}
                {% endcall %}
            {%- endif -%}
        {%- endfor -%}
    {%- endfor -%}
{%- endmacro %}
