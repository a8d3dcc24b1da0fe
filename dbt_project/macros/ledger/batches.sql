{#- Note which batches are being taken up. Until a step is noted too, they will be once more. -#}
{% macro begin_batches() -%}
    insert ignore into {{ ledger('batches') }} (batch_id)
    select batch_id from {{ this }} where table_name = 'campaigns'
{%- endmacro %}

{#-
    Note what the spellings of channels stand for. A spelling that the seed does not know can get another name
    by a new row (of several cases the first by the alphabet stands for all): then all rows are taken up anew.
-#}
{% macro note_channels() -%}
    {%- if execute -%}
        {%- set renamed -%}
            select count(*)
            from {{ ledger('channels') }} as noted
            inner join {{ this }} as channels
                on noted.spelling = channels.spelling
            where noted.channel <> channels.channel
        {%- endset -%}
        {%- if run_query(renamed).rows[0][0] > 0 -%}
            {%- do restart_ledger() -%}
        {%- endif -%}
        insert ignore into {{ ledger('channels') }} (spelling, channel)
        select spelling, channel from {{ this }}
    {%- endif -%}
{%- endmacro %}

{#- The batches by which a table grows, which may be none; None where it is to be built whole. -#}
{% macro batches_to_add(target) -%}
    {%- if config.get('made_of') == 'customers' -%}
        {{ return(customers_since(target)) }}
    {%- endif -%}
    {{ return(none if grows_whole(target) else pending_batches()) }}
{%- endmacro %}

{#-
    Whether a table that grows with the batches of campaigns is to be built whole. A model built by itself may have the
    batches of another build before it; then all of them are pending again.
-#}
{% macro grows_whole(target) -%}
    {%- if ledger_holds() and load_relation(target) is not none -%}
        {{ return(false) }}
    {%- endif -%}
    {%- do disown_ledger() -%}
    {%- set begun -%}
        select
            (select count(*) from {{ ledger('batches') }} where step is not null)
            + (select count(*) from {{ staging_table('stg_load_batches') }} where is_pending = 0)
    {%- endset -%}
    {%- if run_query(begun).rows[0][0] > 0 -%}
        {%- do restart_ledger() -%}
    {%- endif -%}
    {{ return(true) }}
{%- endmacro %}

{#- The last step that was made; 0 before the first. -#}
{% macro last_step() -%}
    {{ return(run_query('select coalesce(max(step), 0) from ' ~ ledger('batches')).rows[0][0] | int) }}
{%- endmacro %}

{#-
    Stands in a model where the days that are built are chosen: all of them, unless `by_day` puts some here. `by` is
    the column they are chosen by, `date` or `date_key`: the one that leads the key of what is read.
-#}
{% macro days_to_build(by='date') -%}
    true /* days to build by {{ by }} */
{%- endmacro %}

{#-
    Stands in the views of raw: whether a row is of a batch that was loaded when this build began. The numbers of
    those batches are put here: with a join, the server looks for all rows of a big batch through an index, which
    takes two to five times as long as reading the table.
-#}
{% macro of_finished_batches(table_name) -%}
    _batch_id in (
        select batch_id from {{ staging_table('stg_load_batches') }} where table_name = '{{ table_name }}'
    )
{%- endmacro %}

{#-
    A condition: rows of these batches. With 0, which no batch has: there may be none, and for one number alone
    MySQL takes the index unasked, by which it would find each row of a big batch.
-#}
{% macro of_batches(column, numbers) -%}
    {{ return(column ~ ' in (' ~ ([0] + numbers | list) | join(', ') ~ ')') }}
{%- endmacro %}

{#- A view's SQL with the numbers of finished batches. -#}
{% macro with_batch_numbers(sql) -%}
    {%- set numbered = namespace(sql=sql) -%}
    {%- for table_name in ['campaigns', 'customers'] if of_finished_batches(table_name) in sql -%}
        {%- set finished = run_query(
            'select batch_id from ' ~ staging_table('stg_load_batches') ~ " where table_name = '" ~ table_name ~ "' order by batch_id"
        ).columns[0].values() -%}
        {%- set numbered.sql = numbered.sql | replace(of_finished_batches(table_name), of_batches('_batch_id', finished)) -%}
    {%- endfor -%}
    {{ return(numbered.sql) }}
{%- endmacro %}

{#-
    Stands in a model that takes up batches. Where only some are, their numbers are put here: behind a
    join the server would rather go through all raw rows than look for those of a few batches in an index.
-#}
{% macro batches_to_take_up() -%}
    true /* batches to take up */
{%- endmacro %}

{#- A model's SQL for some batches only. -#}
{% macro of_batches_taken_up(sql, numbers) -%}
    {{ return(sql | replace(batches_to_take_up(), of_batches('batch_id', numbers))) }}
{%- endmacro %}

{#- The batches of campaigns that this build takes up. -#}
{% macro pending_batches() -%}
    {{ return(run_query(
        'select batch_id from ' ~ staging_table('stg_load_batches') ~ " where table_name = 'campaigns' and is_pending = 1"
    ).columns[0].values() | list) }}
{%- endmacro %}

{#- Stands in a view of the rows of a table that no publication was audited with; their batches' numbers are put here. -#}
{% macro batches_not_audited(table_name) -%}
    true /* batches of {{ table_name }} not audited */
{%- endmacro %}

{#- A view's SQL for the batches that are not audited: of numbers the server knows how few rows they have. -#}
{% macro of_unaudited_batches(sql) -%}
    {%- set narrowed = namespace(sql=sql) -%}
    {%- for table_name in ['campaigns', 'customers'] if batches_not_audited(table_name) in sql -%}
        {%- set unaudited = unaudited_campaigns() if table_name == 'campaigns' else unaudited_customers() -%}
        {%- if unaudited is not none -%}
            {%- set narrowed.sql = narrowed.sql | replace(batches_not_audited(table_name), of_batches('batch_id', unaudited)) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(narrowed.sql) }}
{%- endmacro %}

{#- The batches of campaigns taken up since the candidate's copy was audited; None if it never was. -#}
{% macro unaudited_campaigns() -%}
    {%- set since = run_query('select unaudited_since from ' ~ ledger('state')).rows[0][0] -%}
    {%- if since == -1 -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(run_query('select batch_id from ' ~ ledger('batches') ~ ' where step > ' ~ since).columns[0].values() | list) }}
{%- endmacro %}
