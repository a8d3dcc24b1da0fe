-- A failure means that nothing has been loaded for longer than a week (a warning: two days):
-- reports would show old figures as if they were today's. The result is the age of the newest
-- load in hours.
{{
    config(
        fail_calc='coalesce(max(hours_since_load), 0)',
        warn_if='> ' ~ var('freshness_warn_hours'),
        error_if='> ' ~ var('freshness_error_hours')
    )
}}

with

loads as (

    select max(newest_load) as newest_load from {{ ref('int_campaign_batches') }}

)

select timestampdiff(hour, newest_load, utc_timestamp()) as hours_since_load
from loads
