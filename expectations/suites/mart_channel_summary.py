"""Figures of each channel, best return first."""

from expectations.suite import Suite
from expectations.suites.totals import shares_add_up, summary_expectations
from expectations.vocabulary import (
    FAIL,
    ExpectColumnMinToBeBetween,
)

SUITE = Suite(
    table="mart_channel_summary",
    layer="build",
    key=("channel_key",),
    expectations=[
        *summary_expectations("channel_key", "channels"),
        shares_add_up("cost_share_pct", "cost"),
        shares_add_up("revenue_share_pct", "revenue"),
        ExpectColumnMinToBeBetween(
            column="roi_rank",
            min_value=1,
            max_value=1,
            severity=FAIL,
            description="Some channel ranks first.",
        ),
    ],
)
