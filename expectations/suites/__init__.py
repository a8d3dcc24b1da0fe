"""One module per table; the gate runs them in this order."""

from expectations.suite import Suite
from expectations.suites import (
    dim_campaign,
    dim_channel,
    dim_customer,
    fct_campaign_performance,
    mart_campaign_summary,
    mart_channel_summary,
    mart_daily_summary,
    stg_campaigns,
    stg_customers,
)

SUITES: tuple[Suite, ...] = (
    stg_campaigns.SUITE,
    stg_customers.SUITE,
    dim_campaign.SUITE,
    dim_channel.SUITE,
    dim_customer.SUITE,
    fct_campaign_performance.SUITE,
    mart_campaign_summary.SUITE,
    mart_channel_summary.SUITE,
    mart_daily_summary.SUITE,
)
