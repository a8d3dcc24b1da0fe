-- A warning means that more than a tenth of the spend came without a channel, so that the
-- channel figures leave out that much.
{{ config(severity='warn') }}

select *
from {{ ref('mart_data_quality') }}
where unknown_channel_cost_share_pct > 10
