with

campaigns as (

    select * from {{ ref('int_campaigns_deduplicated') }}

),

spellings as (

    select
        campaign_name,
        campaign_spelling,
        row_number() over (
            partition by campaign_name
            order by count(*) desc, campaign_spelling
        ) as spelling_rank
    from campaigns
    group by
        campaign_name,
        campaign_spelling

),

periods as (

    select
        campaign_name,
        max(campaign_id) as campaign_id,
        min(date) as first_date,
        max(date) as last_date
    from campaigns
    group by campaign_name

),

final as (

    select
        {{ surrogate_key('periods.campaign_name') }} as campaign_key,
        periods.campaign_id,
        periods.campaign_name,
        spellings.campaign_spelling as campaign_label,
        periods.first_date,
        periods.last_date
    from periods
    inner join spellings
        on
            periods.campaign_name = spellings.campaign_name
            and spellings.spelling_rank = 1

)

select * from final
