{#- Rows with a quarantine reason that the seed `quarantine_reasons` does not describe. -#}
{% test known_quarantine_reasons(model, column_name, table_name) %}

with

given as (

    select
        raw_row_id,
        {{ column_name }} as quarantine_reasons,
        1 + length({{ column_name }}) - length(replace({{ column_name }}, ',', '')) as reasons_given
    from {{ model }}
    where {{ column_name }} is not null

),

described as (

    select
        given.raw_row_id,
        count(*) as reasons_described
    from given
    inner join {{ ref('quarantine_reasons') }} as reasons
        on
            reasons.table_name = '{{ table_name }}'
            and find_in_set(reasons.reason, given.quarantine_reasons) > 0
    group by given.raw_row_id

)

select given.*
from given
left join described
    on given.raw_row_id = described.raw_row_id
where given.reasons_given <> coalesce(described.reasons_described, 0)

{% endtest %}
