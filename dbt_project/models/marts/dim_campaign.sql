with

months as (

    select * from {{ ref('int_campaign_months') }}

),

spellings as (

    select
        campaign_key,
        campaign_spelling,
        sum(clean_rows) as spelling_rows,
        max(campaign_id) as campaign_id,
        min(first_date) as first_date,
        max(last_date) as last_date
    from months
    group by
        campaign_key,
        campaign_spelling

),

-- The spelling of most rows, of several such the first by the alphabet: the lowest text of 13
-- digits, the lower the more rows it has, and itself. A window took a third longer.
labelled as (

    select
        campaign_key,
        substring(
            min(concat(9999999999999 - spelling_rows, campaign_spelling)), 14
        ) as campaign_label,
        max(campaign_id) as campaign_id,
        min(first_date) as first_date,
        max(last_date) as last_date
    from spellings
    group by campaign_key

),

final as (

    select
        campaign_key,
        campaign_id,
        lower(campaign_label) as campaign_name,
        campaign_label,
        first_date,
        last_date
    from labelled

)

select * from final
