-- A failure means that more of a batch was quarantined than `max_quarantined_share` allows: the
-- file or its mapping is wrong, and publishing would leave out money. Look at the quarantine tables
-- by batch_id; `mca batch withdraw` takes a batch back, so that its file can be loaded anew.
with

counted_in as (

    select
        'campaigns' as table_name,
        batch_id,
        rows_in
    from {{ ref('int_campaign_batches') }}

    union all

    select
        'customers' as table_name,
        batch_id,
        rows_in
    from {{ ref('int_customer_batches') }}

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

counted_out as (

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
    counted_in.table_name,
    counted_in.batch_id,
    load_batches.source,
    counted_in.rows_in,
    counted_out.rows_quarantined
from counted_in
inner join counted_out
    on
        counted_in.table_name = counted_out.table_name
        and counted_in.batch_id = counted_out.batch_id
inner join {{ ref('stg_load_batches') }} as load_batches
    on counted_in.batch_id = load_batches.batch_id
where counted_out.rows_quarantined > {{ var('max_quarantined_share') }} * counted_in.rows_in
