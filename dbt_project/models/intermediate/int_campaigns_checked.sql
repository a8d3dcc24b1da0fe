with

campaigns as (

    select * from {{ ref('stg_campaigns') }}

),

checked as (

    select
        campaigns.*,
        nullif(
            concat_ws(
                ',',
                case
                    when
                        {{ collapse_white_space('campaign_name') }} is null
                        and not {{ is_unparsed('campaign_name') }}
                        then 'missing_campaign_name'
                end,
                case
                    when cost is null and not {{ is_unparsed('cost') }}
                        then 'missing_cost'
                end,
                case
                    when revenue is null and not {{ is_unparsed('revenue') }}
                        then 'missing_revenue'
                end,
                case
                    when date is null and not {{ is_unparsed('date') }}
                        then 'missing_date'
                end,
                case when {{ is_unparsed('campaign_id') }} then 'unparsed_campaign_id' end,
                case when {{ is_unparsed('campaign_name') }} then 'unparsed_campaign_name' end,
                case when {{ is_unparsed('channel') }} then 'unparsed_channel' end,
                case when {{ is_unparsed('cost') }} then 'unparsed_cost' end,
                case when {{ is_unparsed('impressions') }} then 'unparsed_impressions' end,
                case when {{ is_unparsed('clicks') }} then 'unparsed_clicks' end,
                case when {{ is_unparsed('conversions') }} then 'unparsed_conversions' end,
                case when {{ is_unparsed('revenue') }} then 'unparsed_revenue' end,
                case when {{ is_unparsed('date') }} then 'unparsed_date' end,
                case when cost < 0 then 'negative_cost' end,
                case when impressions < 0 then 'negative_impressions' end,
                case when clicks < 0 then 'negative_clicks' end,
                case when conversions < 0 then 'negative_conversions' end,
                case when revenue < 0 then 'negative_revenue' end,
                case when clicks > impressions then 'clicks_exceed_impressions' end
            ),
            ''
        ) as quarantine_reasons
    from campaigns

)

select * from checked
