-- A failure means that more of a batch was quarantined than `max_quarantined_share` allows: the
-- file or its mapping is wrong, and publishing would leave out money. Look at the quarantine tables
-- by batch_id; `mca batch withdraw` takes a batch back, so that its file can be loaded anew.
with

rows_in as (

    select
        'campaigns' as table_name,
        batch_id,
        source,
        count(*) as rows_in
    from {{ ref('stg_campaigns') }}
    group by
        batch_id,
        source

    union all

    select
        'customers' as table_name,
        batch_id,
        source,
        count(*) as rows_in
    from {{ ref('stg_customers') }}
    group by
        batch_id,
        source

),

quarantined as (

    select
        'campaigns' as table_name,
        batch_id
    from {{ ref('quarantine_campaigns') }}

    union all

    select
        'customers' as table_name,
        batch_id
    from {{ ref('quarantine_customers') }}

),

counted as (

    select
        table_name,
        batch_id,
        count(*) as rows_quarantined
    from quarantined
    group by
        table_name,
        batch_id

)

select
    rows_in.table_name,
    rows_in.batch_id,
    rows_in.source,
    rows_in.rows_in,
    counted.rows_quarantined
from rows_in
inner join counted
    on
        rows_in.table_name = counted.table_name
        and rows_in.batch_id = counted.batch_id
where counted.rows_quarantined > {{ var('max_quarantined_share') }} * rows_in.rows_in
