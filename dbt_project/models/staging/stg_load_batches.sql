{{
    config(
        materialized='table',
        pre_hook="{{ open_ledger() }}",
        post_hook="{{ begin_batches() }}"
    )
}}

with

load_batches as (

    select * from {{ source('raw', 'load_batches') }}

),

taken_up as (

    select * from {{ source('ledger', 'batches') }}

),

-- In a table, so that a whole build sees the same batches, whatever is loaded meanwhile.
finished as (

    select
        load_batches.batch_id,
        load_batches.table_name,
        load_batches.source,
        case when taken_up.step is null then 1 else 0 end as is_pending
    from load_batches
    left join taken_up
        on load_batches.batch_id = taken_up.batch_id
    where load_batches.status = 'loaded'

)

select * from finished
