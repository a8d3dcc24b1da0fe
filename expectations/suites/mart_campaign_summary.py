"""Life-time figures of each campaign."""

from expectations.suite import Suite
from expectations.suites.totals import shares_add_up, summary_expectations

SUITE = Suite(
    table="mart_campaign_summary",
    layer="build",
    key=("campaign_key",),
    expectations=[
        *summary_expectations("campaign_key", "campaigns"),
        shares_add_up("cost_share_pct", "cost"),
        shares_add_up("revenue_share_pct", "revenue"),
    ],
)
