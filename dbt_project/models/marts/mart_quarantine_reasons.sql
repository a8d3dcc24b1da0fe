with

reasons as (

    select * from {{ ref('quarantine_reasons') }}

),

quarantined as (

    select
        'campaigns' as table_name,
        quarantine_reasons
    from {{ ref('quarantine_campaigns') }}

    union all

    select
        'customers' as table_name,
        quarantine_reasons
    from {{ ref('quarantine_customers') }}

),

-- A row with two reasons counts under both.
final as (

    select
        reasons.table_name,
        reasons.reason,
        reasons.description,
        count(quarantined.quarantine_reasons) as rows_quarantined
    from reasons
    left join quarantined
        on
            reasons.table_name = quarantined.table_name
            and find_in_set(reasons.reason, quarantined.quarantine_reasons) > 0
    group by
        reasons.table_name,
        reasons.reason,
        reasons.description

)

select * from final
