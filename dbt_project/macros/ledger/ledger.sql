{#-
    The ledger: six tables in staging that say what the other tables hold, so that a build with new rows works
    on those and on the days they touch.

    batches   each batch of campaigns that was taken up, and the step in which its rows came into
              int_campaigns_deduplicated; NULL while that is under way.
    channels  each spelling of a channel, and the channel that it stood for when rows with it were taken up.
    days      each day, and the last step that touched it.
    copies    of each table that is kept up to date day by day: the step through which it is complete.
              More may be in it already; bringing it up to date twice does no harm.
    customers of each table that is made of customers alone, and of each mark of the published one: which batches
              it is made of, as a list in JSON.
    state     one row: the step since which the candidate has not been audited and published, and the run that
              began the ledger, or was told to build all rows anew (`--full-refresh`). Its comment is the
              definition that all of this holds for: a digest of this project and its variables.

    Who starts dbt without MCA_DEFINITION, by hand that is, builds everything whole, and so does the run after.
-#}
{% macro ledger(table) -%}
    `{{ generate_schema_name('staging', none) }}`.`ledger_{{ table }}`
{%- endmacro %}

{#- A model of staging, for macros: `ref` would have to be repeated in each model that they are used by. -#}
{% macro staging_table(name) -%}
    {{ return(api.Relation.create(schema=generate_schema_name('staging', none), identifier=name, type='table')) }}
{%- endmacro %}

{#- Make the tables where there are none for the definition of today, and forget what does not hold any more. -#}
{% macro open_ledger() -%}
    {%- if execute -%}
        {%- if not ledger_is_ours() -%}
            {%- do make_ledger() -%}
        {%- endif -%}
        {%- set gone -%}
            select count(*)
            from {{ ledger('batches') }} as taken
            left join {{ source('raw', 'load_batches') }} as loaded
                on taken.batch_id = loaded.batch_id and loaded.status = 'loaded'
            where loaded.batch_id is null
        {%- endset -%}
        {%- if not ledger_holds() or flags.FULL_REFRESH or run_query(gone).rows[0][0] > 0 -%}
            {%- do restart_ledger() -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- By hand there is none but what the ledger looks like: that of an older version is made anew. -#}
{% macro definition_of_ledger() -%}
    {{ return(env_var('MCA_DEFINITION', '') or 'made by hand ' ~ local_md5(ledger_tables() | string)) }}
{%- endmacro %}

{#- Whether the ledger was made under the definition of today, which is the comment of the last of its tables. -#}
{% macro ledger_is_ours() -%}
    {%- set found -%}
        select count(*) from information_schema.tables
        where table_schema = '{{ generate_schema_name('staging', none) }}' and table_name = 'ledger_state'
            and table_comment = '{{ definition_of_ledger() }}'
    {%- endset -%}
    {{ return(run_query(found).rows[0][0] > 0) }}
{%- endmacro %}

{#-
    Who builds some of the tables by hand may do so by another definition, and `stg_load_batches`, which opens the
    ledger, need not be among them: the ledger is not that of the next run any more.
-#}
{% macro disown_ledger() -%}
    {%- if env_var('MCA_DEFINITION', '') == '' and not ledger_is_ours() -%}
        {%- do run_query("alter table " ~ ledger('state') ~ " comment = '" ~ definition_of_ledger() ~ "'") -%}
    {%- endif -%}
{%- endmacro %}

{#- The tables of the ledger, and the columns of each; the last one has the definition for a comment. -#}
{% macro ledger_tables() -%}
    {{ return({
        'batches': 'batch_id bigint primary key, step bigint',
        'channels': 'spelling varchar(255) primary key, channel varchar(255) not null',
        'days': 'date date primary key, step bigint not null',
        'copies': 'copy varchar(64) primary key, step bigint not null,'
            ~ ' cost_lower decimal(38, 15), cost_upper decimal(38, 15),'
            ~ ' revenue_lower decimal(38, 15), revenue_upper decimal(38, 15)',
        'customers': 'table_name varchar(64) primary key, batches mediumtext not null',
        'state': 'one tinyint primary key, unaudited_since bigint not null, begun_by varchar(64) not null',
    }) }}
{%- endmacro %}

{% macro make_ledger() -%}
    {%- set columns = ledger_tables() -%}
    {%- for table in columns -%}
        {%- do run_query('drop table if exists ' ~ ledger(table)) -%}
    {%- endfor -%}
    {%- for table in columns -%}
        {%- set comment = definition_of_ledger() if table == 'state' else '' -%}
        {%- do run_query('create table ' ~ ledger(table) ~ ' (' ~ columns[table] ~ ") comment = '" ~ comment ~ "'") -%}
    {%- endfor -%}
{%- endmacro %}

{#- Whether a run has started dbt, on a ledger of its definition: else nothing in it is gone on from. -#}
{% macro run_goes_on() -%}
    {{ return(env_var('MCA_DEFINITION', '') != '' and ledger_is_ours()) }}
{%- endmacro %}

{#- Whether there is something to build on: batches taken up under the definition of today. -#}
{% macro ledger_holds() -%}
    {#- The most frequent channel, which missing ones become then, may be another with every row. -#}
    {%- if var('missing_channel') == 'mode' or not run_goes_on() -%}
        {{ return(false) }}
    {%- endif -%}
    {{ return(run_query('select count(*) from ' ~ ledger('batches') ~ ' where step is not null').rows[0][0] > 0) }}
{%- endmacro %}

{#- Forget everything: each batch is to be taken up again, each table to be built whole. -#}
{% macro restart_ledger() -%}
    {%- set begun_by = run_query('select begun_by from ' ~ ledger('state')).columns[0].values() -%}
    {%- set begins = flags.FULL_REFRESH or not begun_by -%}
    {%- do run_query('start transaction') -%}
    {%- for table in ledger_tables() -%}
        {%- do run_query('delete from ' ~ ledger(table)) -%}
    {%- endfor -%}
    {%- do run_query(
        'insert into ' ~ ledger('state') ~ " values (1, -1, '" ~ (run_id() if begins else begun_by[0]) ~ "')"
    ) -%}
    {%- if load_relation(staging_table('stg_load_batches')) -%}
        {%- do run_query('update ' ~ staging_table('stg_load_batches') ~ ' set is_pending = 1') -%}
    {%- endif -%}
    {%- do run_query('commit') -%}
{%- endmacro %}
