-- A failure means that more of a batch was quarantined than `max_quarantined_share` allows: the
-- file or its mapping is wrong, and publishing would leave out money. Look at the quarantine tables
-- by batch_id; `mca batch withdraw` takes a batch back, so that its file can be loaded anew.
with

checked as (

    select
        'campaigns' as table_name,
        batch_id,
        source,
        quarantine_reasons
    from {{ ref('int_campaigns_checked') }}

    union all

    select
        'customers' as table_name,
        batch_id,
        source,
        quarantine_reasons
    from {{ ref('int_customers_checked') }}

)

select
    table_name,
    batch_id,
    source,
    count(*) as rows_in,
    count(quarantine_reasons) as rows_quarantined
from checked
group by
    table_name,
    batch_id,
    source
having count(quarantine_reasons) > {{ var('max_quarantined_share') }} * count(*)
