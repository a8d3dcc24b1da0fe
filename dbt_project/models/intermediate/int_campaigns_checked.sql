with

campaigns as (

    select * from {{ ref('stg_campaigns') }}

),

checked as (

    select
        campaigns.raw_row_id,
        campaigns.batch_id,
        campaigns.campaign_id,
        campaigns.campaign_name,
        campaigns.channel,
        campaigns.date,
        campaigns.source,
        campaigns.cost,
        campaigns.impressions,
        campaigns.clicks,
        campaigns.conversions,
        campaigns.revenue,
        campaigns.unparsed,
        case
            -- Most rows have nothing wrong; for them the reasons need not be gone through.
            when
                campaigns.unparsed is null
                and {{ is_not_blank('campaigns.campaign_name') }}
                and campaigns.date is not null
                and campaigns.cost >= 0
                and campaigns.revenue >= 0
                and coalesce(campaigns.impressions, 0) >= 0
                and coalesce(campaigns.clicks, 0) >= 0
                and coalesce(campaigns.conversions, 0) >= 0
                and not coalesce(campaigns.clicks > campaigns.impressions, false)
                then null
            else
                nullif(
                    concat_ws(
                        ',',
                        case
                            when
                                {{ collapse_white_space('campaigns.campaign_name') }} is null
                                and not {{ is_unparsed('campaign_name') }}
                                then 'missing_campaign_name'
                        end,
                        case
                            when campaigns.cost is null and not {{ is_unparsed('cost') }}
                                then 'missing_cost'
                        end,
                        case
                            when campaigns.revenue is null and not {{ is_unparsed('revenue') }}
                                then 'missing_revenue'
                        end,
                        case
                            when campaigns.date is null and not {{ is_unparsed('date') }}
                                then 'missing_date'
                        end,
                        case when {{ is_unparsed('campaign_id') }} then 'unparsed_campaign_id' end,
                        case
                            when {{ is_unparsed('campaign_name') }} then 'unparsed_campaign_name'
                        end,
                        case when {{ is_unparsed('channel') }} then 'unparsed_channel' end,
                        case when {{ is_unparsed('cost') }} then 'unparsed_cost' end,
                        case when {{ is_unparsed('impressions') }} then 'unparsed_impressions' end,
                        case when {{ is_unparsed('clicks') }} then 'unparsed_clicks' end,
                        case when {{ is_unparsed('conversions') }} then 'unparsed_conversions' end,
                        case when {{ is_unparsed('revenue') }} then 'unparsed_revenue' end,
                        case when {{ is_unparsed('date') }} then 'unparsed_date' end,
                        case when campaigns.cost < 0 then 'negative_cost' end,
                        case when campaigns.impressions < 0 then 'negative_impressions' end,
                        case when campaigns.clicks < 0 then 'negative_clicks' end,
                        case when campaigns.conversions < 0 then 'negative_conversions' end,
                        case when campaigns.revenue < 0 then 'negative_revenue' end,
                        case
                            when campaigns.clicks > campaigns.impressions
                                then 'clicks_exceed_impressions'
                        end
                    ),
                    ''
                )
        end as quarantine_reasons,
        campaigns.loaded_at
    from campaigns

)

select * from checked
