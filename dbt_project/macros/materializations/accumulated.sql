{#-
    A table that grows by what new batches bring; a row with the same primary key stays as it is.
    The model gives the rows of the batches to take up, and has a contract with a primary key.
    config: `made_of`, as of a table (table.sql).
-#}
{% materialization accumulated, default %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set sql = flattened(sql) -%}
    {%- set columns = model['columns'].keys() | join(', ') -%}

    {{ run_hooks(pre_hooks) }}
    {%- set brought = batches_to_add(target) -%}
    {%- if brought is none -%}
        {%- do build_table(target, sql) -%}
        {%- do note_customers(target) -%}
    {%- elif not brought -%}
        {% call statement('main') %} do 0 {% endcall %}
    {%- else -%}
        {%- do run_query('start transaction') -%}
        {% call statement('main') %}
            insert into {{ target }} ({{ columns }})
            select {{ columns }} from ({{ of_batches_taken_up(sql, brought) }}) as brought
            on duplicate key update {{ model['columns'].keys() | first }} = {{ target }}.{{ model['columns'].keys() | first }}
        {% endcall %}
        {%- do note_customers(target) -%}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}

    {{ return({'relations': [target]}) }}
{% endmaterialization %}
