{{ config(materialized='table', post_hook="{{ note_channels() }}") }}

with

campaigns as (

    select channel
    from {{ ref('stg_campaigns') }}
    where {{ batches_to_take_up() }}

    union distinct

    select spelling as channel from {{ source('ledger', 'channels') }}

),

channel_mapping as (

    select * from {{ ref('channel_mapping') }}

),

spellings as (

    select {{ once_per_spelling() }}
        channel as spelling,
        {{ collapse_white_space('channel') }} as collapsed,
        lower({{ collapse_white_space('channel') }}) as channel_lower
    from campaigns

),

joined as (

    -- A spelling that the seed does not know keeps its own name. Where it comes in several cases,
    -- one of them, always the same, stands for all.
    select
        spellings.spelling,
        cast(
            coalesce(
                channel_mapping.channel,
                min(spellings.collapsed) over (partition by spellings.channel_lower)
            ) as char(255)
        ) as channel,
        case when channel_mapping.channel is null then 0 else 1 end as is_in_seed
    from spellings
    left join channel_mapping
        on spellings.channel_lower = channel_mapping.spelling
    where spellings.channel_lower is not null

),

keyed as (

    select
        spelling,
        channel,
        {{ surrogate_key('channel') }} as channel_key,
        is_in_seed
    from joined

)

select * from keyed
