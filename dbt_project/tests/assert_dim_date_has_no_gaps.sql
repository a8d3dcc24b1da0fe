-- A failure means that days are missing from dim_date: moving averages and comparisons with the
-- week before would silently skip them.
select
    min(date) as first_date,
    max(date) as last_date,
    count(*) as days
from {{ ref('dim_date') }}
having count(*) <> datediff(max(date), min(date)) + 1
