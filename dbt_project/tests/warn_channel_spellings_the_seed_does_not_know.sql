-- A warning means that a channel came in under a name that seeds/channel_mapping.csv does not
-- know. It keeps its own name in the marts; add it to the seed if it is a spelling of another
-- channel.
{{ config(severity='warn') }}

select *
from {{ ref('int_channels') }}
where is_in_seed = 0
