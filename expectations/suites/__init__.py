"""One module per table, every published one among them; the gate runs them in this order."""

from expectations.suite import Suite
from expectations.suites import (
    customer_segments,
    dim_campaign,
    dim_channel,
    dim_customer,
    dim_date,
    fct_campaign_performance,
    mart_campaign_summary,
    mart_channel_day,
    mart_channel_summary,
    mart_channel_week,
    mart_daily_summary,
    mart_data_quality,
    mart_quarantine_reasons,
    segment_profiles,
    stg_campaigns,
    stg_customers,
)

SUITES: tuple[Suite, ...] = (
    stg_campaigns.SUITE,
    stg_customers.SUITE,
    dim_campaign.SUITE,
    dim_channel.SUITE,
    dim_date.SUITE,
    dim_customer.SUITE,
    fct_campaign_performance.SUITE,
    mart_campaign_summary.SUITE,
    mart_channel_summary.SUITE,
    mart_daily_summary.SUITE,
    mart_channel_day.SUITE,
    mart_channel_week.SUITE,
    mart_data_quality.SUITE,
    mart_quarantine_reasons.SUITE,
    customer_segments.SUITE,
    segment_profiles.SUITE,
)

OF_CUSTOMERS: tuple[Suite, ...] = (stg_customers.SUITE, dim_customer.SUITE)
"""Those of tables that are made of customers alone, and need no other."""
