with

months as (

    select * from {{ ref('int_campaign_months') }}

),

spellings as (

    select
        campaign_key,
        campaign_spelling,
        sum(clean_rows) as spelling_rows
    from months
    group by
        campaign_key,
        campaign_spelling

),

ranked as (

    select
        campaign_key,
        campaign_spelling,
        row_number() over (
            partition by campaign_key
            order by spelling_rows desc, campaign_spelling asc
        ) as spelling_rank
    from spellings

),

campaigns as (

    select
        campaign_key,
        max(campaign_id) as campaign_id,
        min(first_date) as first_date,
        max(last_date) as last_date
    from months
    group by campaign_key

),

final as (

    select
        campaigns.campaign_key,
        campaigns.campaign_id,
        lower(ranked.campaign_spelling) as campaign_name,
        ranked.campaign_spelling as campaign_label,
        campaigns.first_date,
        campaigns.last_date
    from campaigns
    inner join ranked
        on campaigns.campaign_key = ranked.campaign_key
    where ranked.spelling_rank = 1

)

select * from final
