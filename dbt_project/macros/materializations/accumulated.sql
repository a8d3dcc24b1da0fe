{#-
    A table that grows by what the pending batches bring; a row with the same primary key stays as it is.
    The model gives the rows of the pending batches, and has a contract with a primary key.
-#}
{% materialization accumulated, default %}
    {%- set target = this.incorporate(type='table') -%}
    {%- set sql = flattened(sql) -%}
    {%- set columns = model['columns'].keys() | join(', ') -%}

    {{ run_hooks(pre_hooks) }}
    {%- if grows_whole(target) -%}
        {%- do build_table(target, sql) -%}
    {%- else -%}
        {% call statement('main') %}
            insert into {{ target }} ({{ columns }})
            select {{ columns }} from ({{ of_pending_batches(sql) }}) as brought
            on duplicate key update {{ model['columns'].keys() | first }} = {{ target }}.{{ model['columns'].keys() | first }}
        {% endcall %}
    {%- endif -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}

    {{ return({'relations': [target]}) }}
{% endmaterialization %}
