-- A warning means that new rows have more conversions than clicks. View-through conversions do that
-- legitimately; a swapped column does too.
{{ config(severity='warn') }}

select facts.*
from {{ ref('int_days_unaudited') }} as days
inner join {{ ref('fct_campaign_performance') }} as facts
    on days.date_key = facts.date_key
where facts.conversions > facts.clicks
