{#-
    Whether a table stays as it is, and need not be built: it is made of customers alone (config `made_of`), under the
    definition of today, of the batches that are loaded now. A day brings campaigns; customers come seldom, and all
    of them would be read.
-#}
{% macro stays(target) -%}
    {%- if config.get('made_of') != 'customers' or env_var('MCA_DEFINITION', '') == '' or not ledger_is_ours()
            or load_relation(target) is none -%}
        {{ return(false) }}
    {%- endif -%}
    {%- set noted -%}
        select count(*) from {{ ledger('customers') }}
        where table_name = '{{ target.identifier }}' and batches = '{{ batches_of_customers() }}'
    {%- endset -%}
    {{ return(run_query(noted).rows[0][0] > 0) }}
{%- endmacro %}

{#-
    Once the table is in its place: who is killed before builds it again. Who builds it by hand may do so by another
    definition; then the next run builds it again.
-#}
{% macro note_customers(target) -%}
    {%- if config.get('made_of') == 'customers' -%}
        {%- if env_var('MCA_DEFINITION', '') != '' -%}
            {%- do run_query(
                'replace into ' ~ ledger('customers') ~ " values ('" ~ target.identifier ~ "', '" ~ batches_of_customers() ~ "')"
            ) -%}
        {%- elif load_relation(staging_table('ledger_customers')) is not none -%}
            {%- do run_query('delete from ' ~ ledger('customers') ~ " where table_name = '" ~ target.identifier ~ "'") -%}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}

{#- A digest of the numbers of the batches that this build sees. -#}
{% macro batches_of_customers() -%}
    {%- set batches = run_query(
        'select batch_id from ' ~ staging_table('stg_load_batches') ~ " where table_name = 'customers' order by batch_id"
    ).columns[0].values() -%}
    {{ return(local_md5(batches | join(','))) }}
{%- endmacro %}
