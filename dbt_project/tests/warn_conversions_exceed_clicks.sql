-- A warning means that rows have more conversions than clicks. View-through conversions do that
-- legitimately; a swapped column does too.
{{ config(severity='warn') }}

select *
from {{ ref('fct_campaign_performance') }}
where conversions > clicks
