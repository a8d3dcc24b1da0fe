with

campaigns as (

    select * from {{ ref('stg_campaigns') }}

),

batches as (

    select * from {{ source('ledger', 'batches') }}

),

state as (

    select * from {{ source('ledger', 'state') }}

),

-- A day's batches are few: their rows are looked for, and not all raw rows gone through.
unaudited as (

    select campaigns.*
    from state
    {{ straight_join() }} batches
        on state.unaudited_since < batches.step
    {{ straight_join() }} campaigns
        on batches.batch_id = campaigns.batch_id

)

select * from unaudited
