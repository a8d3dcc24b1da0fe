{#-
    A table that is brought up to date by the days touched since: they are deleted and built again.
    The model says `where days_to_build()` where it reads. config:
    `days_of`, the column that says which days a row of the table belongs to (default `date`);
    `unit`, what it holds of a day: `date` (default), `key` (yyyymmdd) or `month` (the month's first day);
    `rotates`, whether the table is published: three copies take turns then, and the oldest comes back under
    the suffix `__retired` (python_jobs/warehouse/publishing/publication.py). Which copy it is stands in the comment of
    an index, because a copy changes its database.

    A build that was killed leaves the copy as it was, or complete through a step later than the ledger says.
-#}
{% materialization by_day, default %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set sql = flattened(sql) -%}
    {%- set rotates = config.get('rotates', false) -%}

    {{ run_hooks(pre_hooks) }}
    {%- if rotates -%}
        {%- do bring_back_retired(target) -%}
    {%- endif -%}
    {%- set copy = copy_of(target, rotates) -%}
    {%- set days = days_since(copy) -%}
    {%- if days is none -%}
        {%- do build_whole(target, sql, rotates) -%}
    {%- else -%}
        {%- do bring_up_to_date(target, sql, copy, days) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}

    {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#-
    The oldest copy of a published table, if a publication has left it, becomes the candidate. It has been audited
    as it is; a candidate that was never published has not, and so what is unaudited in it stays so.
-#}
{% macro bring_back_retired(target) -%}
    {%- set retired = retired_copy_of(target) -%}
    {%- set copy = copy_of(retired, true) -%}
    {%- set known = run_query("select step from " ~ ledger('copies') ~ " where copy = '" ~ copy ~ "'").rows -%}
    {%- if known | length > 0 and copy_of(target, true) == '' -%}
        {%- do bring_back(retired, target) -%}
        {%- do run_query('update ' ~ ledger('state') ~ ' set unaudited_since = ' ~ known[0][0]) -%}
    {%- endif -%}
{%- endmacro %}

{#- The oldest of the three copies of a published table, once a publication has left it. -#}
{% macro retired_copy_of(target) -%}
    {{ return(target.incorporate(path={'identifier': target.identifier ~ '__retired'})) }}
{%- endmacro %}

{#- Put that copy in the place of the view of what is published, also for dbt, which has seen the view. -#}
{% macro bring_back(retired, target) -%}
    {%- set view = load_cached_relation(target) -%}
    {%- do run_query('drop view if exists ' ~ target) -%}
    {%- do take_turn() -%}
    {%- do run_query('rename table ' ~ retired ~ ' to ' ~ target) -%}
    {%- do end_turn() -%}
    {%- if view is not none -%}
        {%- do adapter.cache_dropped(view) -%}
    {%- endif -%}
    {%- do adapter.cache_added(target) -%}
{%- endmacro %}

{#- The name of a copy in the ledger: a table that is not published has one copy. -#}
{% macro copy_of(target, rotates) -%}
    {%- if not rotates -%}
        {{ return(target.identifier) }}
    {%- endif -%}
    {%- set query -%}
        select max(index_comment) from information_schema.statistics
        where table_schema = '{{ target.schema }}' and table_name = '{{ target.identifier }}'
            and index_comment like 'copy %'
    {%- endset -%}
    {{ return(run_query(query).rows[0][0] or '') }}
{%- endmacro %}

{#- Days touched since a copy was complete, ascending; none where it is unknown or most days were touched. -#}
{% macro days_since(copy) -%}
    {%- set known = run_query("select step from " ~ ledger('copies') ~ " where copy = '" ~ copy ~ "'").rows -%}
    {%- if not ledger_holds() or known | length == 0 or not (config.get('rotates') or load_relation(this)) -%}
        {{ return(none) }}
    {%- endif -%}
    {%- set touched = run_query(
        'select date from ' ~ ledger('days') ~ ' where step > ' ~ known[0][0] ~ ' order by date'
    ).columns[0].values() -%}
    {%- set all_days = run_query('select count(*) from ' ~ ledger('days')).rows[0][0] -%}
    {{ return(none if touched | length > all_days / 2 else touched | list) }}
{%- endmacro %}

{% macro build_whole(target, sql, rotates) -%}
    {%- do disown_ledger() -%}
    {%- set building = begin_table(target, sql) -%}
    {%- set step = last_step() -%}
    {%- do run_query("delete from " ~ ledger('copies') ~ " where copy = '" ~ copy_of(target, rotates) ~ "'") -%}
    {#- Before the long statement: the lock on the ledger would make the other tables of a build wait for it. -#}
    {%- do run_query('commit') -%}
    {%- set columns = model['columns'].keys() | join(', ') -%}
    {%- for part in parts_of_whole() %}
    {% call statement('main') %}
        insert into {{ building }} ({{ columns }})
        select {{ columns }} from ({{ sql_for(sql, part) }}) as built
    {% endcall %}
    {%- endfor %}
    {%- if rotates -%}
        {%- set copy = 'copy ' ~ run_query('select uuid()').rows[0][0] -%}
        {%- set copy_index = {'columns': config.require('copy_index'), 'comment': copy} -%}
        {%- do run_query('update ' ~ ledger('state') ~ ' set unaudited_since = -1') -%}
    {%- else -%}
        {%- set copy, copy_index = target.identifier, none -%}
    {%- endif -%}
    {%- do replace_table(building, target, copy_index) -%}
    {%- if step > 0 -%}
        {%- do run_query("insert into " ~ ledger('copies') ~ " (copy, step) values ('" ~ copy ~ "', " ~ step ~ ")") -%}
        {%- if config.get('flags_outliers') -%}
            {%- do run_query(note_outlier_bounds(copy)) -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#-
    Which days are built by one statement: all of them, or of many rows those of a month after another, so that what
    is grouped stays in memory. Conditions, one for each column that a model may choose its days by.
-#}
{% macro parts_of_whole() -%}
    {%- set parts = [] -%}
    {%- if config.get('unit') == 'month' and rows_taken_up() > var('rows_summed_at_once') -%}
        {%- set months = run_query('select distinct date - interval dayofmonth(date) - 1 day as month_start from ' ~ ledger('days') ~ ' order by 1') -%}
        {%- for month in months.columns[0].values() -%}
            {%- do parts.append(days_of_months([month])) -%}
        {%- endfor -%}
    {%- endif -%}
    {{ return(parts or [{'date': 'true', 'date_key': 'true'}]) }}
{%- endmacro %}

{#- How many raw rows of campaigns the ledger has taken up. -#}
{% macro rows_taken_up() -%}
    {{ return(run_query('select coalesce(sum(rows_in), 0) from ' ~ staging_table('int_campaign_batches')).rows[0][0] | int) }}
{%- endmacro %}

{% macro days_of_months(months) -%}
    {%- set dates, keys = [], [] -%}
    {%- for month in months -%}
        {%- set first = month | string -%}
        {%- do dates.append("date between '" ~ first ~ "' and last_day('" ~ first ~ "')") -%}
        {#- No day is the 32nd. -#}
        {%- set key = (first | replace('-', '')) | int -%}
        {%- do keys.append('date_key between ' ~ key ~ ' and ' ~ (key + 31)) -%}
    {%- endfor -%}
    {{ return({'date': '(' ~ dates | join(' or ') ~ ')', 'date_key': '(' ~ keys | join(' or ') ~ ')'}) }}
{%- endmacro %}

{#- A condition that a column is one of some days; `as_keys`, where it holds them as yyyymmdd. -#}
{% macro is_one_of(column, days, as_keys) -%}
    {%- set listed = "('" ~ days | join("', '") ~ "')" -%}
    {{ return(column ~ ' in ' ~ (listed | replace('-', '') | replace("'", '') if as_keys else listed)) }}
{%- endmacro %}

{#- A model's SQL for the chosen days. -#}
{% macro sql_for(sql, chosen) -%}
    {{ return(sql | replace(days_to_build(), chosen['date']) | replace(days_to_build('date_key'), chosen['date_key'])) }}
{%- endmacro %}

{% macro bring_up_to_date(target, sql, copy, days) -%}
    {%- set column = config.get('days_of', 'date') -%}
    {%- set units = [] -%}
    {%- for day in days -%}
        {%- set unit = day.replace(day=1) if config.get('unit') == 'month' else day -%}
        {%- if unit | string not in units -%}
            {%- do units.append(unit | string) -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if config.get('unit') == 'month' -%}
        {%- set chosen = days_of_months(units) -%}
    {%- else -%}
        {%- set chosen = {'date': is_one_of('date', units, false), 'date_key': is_one_of('date_key', units, true)} -%}
    {%- endif -%}
    {%- set columns = model['columns'].keys() | join(', ') -%}
    {%- do run_query('start transaction') -%}
    {%- if units -%}
        {%- do run_query('delete from ' ~ target ~ ' where ' ~ is_one_of(column, units, config.get('unit') == 'key')) -%}
    {%- endif -%}
    {% call statement('main') %}
        {%- if units %}
        insert into {{ target }} ({{ columns }})
        select {{ columns }} from ({{ sql_for(sql, chosen) }}) as built
        {%- else %}
        do 0
        {%- endif %}
    {% endcall %}
    {%- if config.get('flags_outliers') -%}
        {%- do move_outlier_flags(target, copy) -%}
        {%- do run_query(note_outlier_bounds(copy)) -%}
    {%- endif -%}
    {%- do run_query('update ' ~ ledger('copies') ~ ' set step = ' ~ last_step() ~ " where copy = '" ~ copy ~ "'") -%}
{%- endmacro %}
