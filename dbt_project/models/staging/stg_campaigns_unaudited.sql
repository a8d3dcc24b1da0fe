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

unaudited as (

    select campaigns.*
    from state
    inner join batches
        on state.unaudited_since < batches.step
    inner join campaigns
        on batches.batch_id = campaigns.batch_id

)

select * from unaudited
