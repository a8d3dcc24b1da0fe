{{ config(materialized='table') }}

with

load_batches as (

    select * from {{ source('raw', 'load_batches') }}

),

-- In a table, so that a whole build sees the same batches, whatever is loaded meanwhile.
finished as (

    select
        batch_id,
        table_name,
        source
    from load_batches
    where status = 'loaded'

)

select * from finished
