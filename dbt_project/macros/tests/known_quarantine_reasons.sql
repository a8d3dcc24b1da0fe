{#- Reasons of quarantined rows, of which one is not described by the seed `quarantine_reasons`. -#}
{% test known_quarantine_reasons(model, column_name, table_name) %}

with

given as (

    select
        {{ column_name }} as quarantine_reasons,
        count(*) as row_count,
        1 + length({{ column_name }}) - length(replace({{ column_name }}, ',', '')) as reasons_given
    from {{ model }}
    where {{ column_name }} is not null
    group by {{ column_name }}

),

described as (

    select
        given.quarantine_reasons,
        count(*) as reasons_described
    from given
    inner join {{ ref('quarantine_reasons') }} as reasons
        on
            reasons.table_name = '{{ table_name }}'
            and find_in_set(reasons.reason, given.quarantine_reasons) > 0
    group by given.quarantine_reasons

)

select given.*
from given
left join described
    on given.quarantine_reasons = described.quarantine_reasons
where given.reasons_given <> coalesce(described.reasons_described, 0)

{% endtest %}
