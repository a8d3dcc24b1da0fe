-- A failure means that two names of campaigns have the same key, so that their rows would be taken
-- for those of one campaign. Renaming one of them at its source is the cure.
select
    campaign_key,
    min(lower(campaign_spelling)) as campaign_name,
    max(lower(campaign_spelling)) as other_name
from {{ ref('int_campaign_names') }}
group by campaign_key
having min(lower(campaign_spelling)) <> max(lower(campaign_spelling))
