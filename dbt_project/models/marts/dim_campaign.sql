with

months as (

    select * from {{ ref('int_campaign_months') }}

),

spellings as (

    select
        campaign_name,
        campaign_spelling,
        sum(clean_rows) as spelling_rows,
        max(campaign_id) as campaign_id,
        min(first_date) as first_date,
        max(last_date) as last_date
    from months
    group by
        campaign_name,
        campaign_spelling

),

ranked as (

    select
        campaign_name,
        campaign_spelling,
        max(campaign_id) over (partition by campaign_name) as campaign_id,
        min(first_date) over (partition by campaign_name) as first_date,
        max(last_date) over (partition by campaign_name) as last_date,
        row_number() over (
            partition by campaign_name
            order by spelling_rows desc, campaign_spelling asc
        ) as spelling_rank
    from spellings

),

final as (

    select
        {{ surrogate_key('campaign_name') }} as campaign_key,
        campaign_id,
        campaign_name,
        campaign_spelling as campaign_label,
        first_date,
        last_date
    from ranked
    where spelling_rank = 1

)

select * from final
