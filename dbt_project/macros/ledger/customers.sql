{#-
    Whether a table stays as it is, and need not be built: it is made of customers alone (config `made_of`), under the
    definition of today, of the batches that are loaded now. A day brings campaigns; customers come seldom, and all
    of them would be read. A published one (config `rotates`) may be the oldest copy, which a publication has left.
-#}
{% macro stays(target) -%}
    {%- if config.get('made_of') != 'customers' -%}
        {{ return(false) }}
    {%- endif -%}
    {%- if not config.get('rotates') -%}
        {{ return(customers_since(target) == []) }}
    {%- endif -%}
    {%- if not run_goes_on() -%}
        {{ return(false) }}
    {%- endif -%}
    {{ return(is_copy_of_today(target) or bring_back_copy_of_today(target)) }}
{%- endmacro %}

{#-
    The batches of customers that have been loaded since a table was made of them; None where it is to be built
    whole: it is not there, made under another definition or by hand, or of a batch that was withdrawn.
-#}
{% macro customers_since(target) -%}
    {%- if not run_goes_on() or load_relation(target) is none -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(batches_since(target.identifier)) }}
{%- endmacro %}

{#- The batches loaded since the ledger noted what a table is made of; None where it has not, or one of those has gone. -#}
{% macro batches_since(name) -%}
    {%- set noted = run_query(
        'select batches from ' ~ ledger('customers') ~ " where table_name = '" ~ name ~ "'"
    ).columns[0].values() -%}
    {%- set loaded = batches_of_customers() -%}
    {%- set taken_up = fromjson(noted[0]) if noted else [] -%}
    {%- if not noted or taken_up | reject('in', loaded) | list -%}
        {{ return(none) }}
    {%- endif -%}
    {{ return(loaded | reject('in', taken_up) | list) }}
{%- endmacro %}

{#-
    What a published table is made of, as the comment of its primary key: it changes its database and its name, and
    the comment goes with it. Empty where somebody builds by hand. Who has all rows built anew does not trust the
    copies of before: the run that began the ledger is part of the mark.
-#}
{% macro mark_of_customers() -%}
    {%- set definition = env_var('MCA_DEFINITION', '') -%}
    {%- if definition == '' -%}
        {{ return('') }}
    {%- endif -%}
    {%- set begun_by = run_query('select begun_by from ' ~ ledger('state')).rows[0][0] -%}
    {{ return('made of ' ~ local_md5([definition, begun_by, batches_of_customers() | join(',')] | join(' '))) }}
{%- endmacro %}

{#- Mark a table that has no rows yet, so that nothing is copied. -#}
{% macro mark_made_of_customers(building) -%}
    {%- if config.get('made_of') == 'customers' and config.get('rotates') -%}
        {%- set key = config.require('key') | join(', ') -%}
        {%- do run_query(
            'alter table ' ~ building ~ ' drop primary key, add primary key (' ~ key ~ ") comment '" ~ mark_of_customers() ~ "'"
        ) -%}
    {%- endif -%}
{%- endmacro %}

{% macro is_copy_of_today(relation) -%}
    {%- set marked -%}
        select count(*) from information_schema.statistics
        where table_schema = '{{ relation.schema }}' and table_name = '{{ relation.identifier }}'
            and index_name = 'PRIMARY' and index_comment = '{{ mark_of_customers() }}'
    {%- endset -%}
    {{ return(run_query(marked).rows[0][0] > 0) }}
{%- endmacro %}

{#- Make the copy that publications have left the candidate, if it is of today; whether it was. -#}
{% macro bring_back_copy_of_today(target) -%}
    {%- set retired = retired_copy_of(target) -%}
    {%- if not is_copy_of_today(retired) -%}
        {{ return(false) }}
    {%- endif -%}
    {#- What a failed run has left. -#}
    {%- do run_query('drop table if exists ' ~ target) -%}
    {%- do bring_back(retired, target) -%}
    {{ return(true) }}
{%- endmacro %}

{#-
    The batches of customers that what is published was not made of; None where that is not known. Only the publisher
    may look at what is published, so a run says which it is.
-#}
{% macro unaudited_customers() -%}
    {%- set published = env_var('MCA_PUBLISHED_CUSTOMERS', '') -%}
    {{ return(batches_since(published) if published and run_goes_on() else none) }}
{%- endmacro %}

{#-
    Once the table is in its place, or in the transaction in which it grows: who is killed before takes the same
    batches up again. Who builds it by hand may do so by another definition; then the next run builds it whole.
    A published table is noted by its mark: each of its copies may be made of other batches.
-#}
{% macro note_customers(target) -%}
    {%- if config.get('made_of') == 'customers' -%}
        {%- if env_var('MCA_DEFINITION', '') != '' -%}
            {%- set name = mark_of_customers() if config.get('rotates') else target.identifier -%}
            {%- do run_query(
                'replace into ' ~ ledger('customers') ~ " values ('" ~ name ~ "', '" ~ tojson(batches_of_customers()) ~ "')"
            ) -%}
        {%- elif load_relation(staging_table('ledger_customers')) is not none -%}
            {%- do run_query('delete from ' ~ ledger('customers') ~ " where table_name = '" ~ target.identifier ~ "'") -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- The numbers of the batches that this build sees. -#}
{% macro batches_of_customers() -%}
    {%- set batches = run_query(
        'select batch_id from ' ~ staging_table('stg_load_batches') ~ " where table_name = 'customers' order by batch_id"
    ).columns[0].values() -%}
    {{ return(batches | map('int') | list) }}
{%- endmacro %}
