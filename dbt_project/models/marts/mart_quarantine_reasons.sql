with

reasons as (

    select * from {{ ref('quarantine_reasons') }}

),

quarantined as (

    select
        'campaigns' as table_name,
        quarantine_reasons,
        count(*) as row_count
    from {{ ref('quarantine_campaigns') }}
    group by quarantine_reasons

    union all

    select
        'customers' as table_name,
        quarantine_reasons,
        count(*) as row_count
    from {{ ref('quarantine_customers') }}
    group by quarantine_reasons

),

-- A row with two reasons counts under both.
final as (

    select
        reasons.table_name,
        reasons.reason,
        reasons.description,
        cast(coalesce(sum(quarantined.row_count), 0) as signed) as rows_quarantined
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
