{#- A view, replaced in one statement; dbt's own makes another one and renames both. -#}
{% materialization view, default %}
    {%- set target = this.incorporate(type='view') -%}
    {%- set sql = of_unaudited_batches(flattened(with_batch_numbers(sql))) -%}
    {%- set existing = load_cached_relation(target) -%}

    {{ run_hooks(pre_hooks) }}
    {%- if existing is not none and not existing.is_view -%}
        {%- do adapter.drop_relation(existing) -%}
    {%- endif -%}
    {%- do take_turn() -%}
    {% call statement('main') %}
        create or replace view {{ target }} as
        {{ sql }}
    {% endcall %}
    {%- do end_turn() -%}
    {{ run_hooks(post_hooks) }}
    {{ adapter.commit() }}

    {{ return({'relations': [target]}) }}
{% endmaterialization %}
