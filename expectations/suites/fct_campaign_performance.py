"""The fact: one row per campaign, channel and day, from which every other figure is summed.

Its rows are looked at where they have not been audited as they are; its sums by day are compared with those
of mart_channel_day, and their number with what was counted (mart_data_quality).
"""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    WARN,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
    ExpectNoRowsWhere,
)

KEY = ("campaign_key", "channel_key", "date_key")
MEASURES = ("cost", "impressions", "clicks", "conversions", "revenue")

SUITE = Suite(
    table="fct_campaign_performance",
    layer="build",
    unaudited="int_performance_unaudited",
    key=KEY,
    expectations=[
        *(
            ExpectColumnValuesToNotBeNull(
                column=column, severity=FAIL, description=f"Every row has a {column}."
            )
            for column in (*KEY, *MEASURES)
        ),
        *(
            ExpectColumnValuesToBeBetween(
                column=column, min_value=0, severity=FAIL, description=f"No row has a negative {column}."
            )
            for column in MEASURES
        ),
        ExpectColumnValuesToBeBetween(
            column="ctr_pct",
            min_value=0,
            max_value=100,
            severity=FAIL,
            description="The click-through rate lies between 0 and 100 %.",
        ),
        ExpectColumnValuesToBeBetween(
            column="roas", min_value=0, severity=FAIL, description="The return on ad spend is not negative."
        ),
        ExpectColumnValuesToBeBetween(
            column="roi_pct",
            min_value=-100,
            severity=FAIL,
            description="No campaign loses more than it spent: ROI is at least -100 %.",
        ),
        ExpectNoRowsWhere(
            condition="clicks > impressions and is_impressions_filled = 0",
            shown=("impressions", "clicks"),
            severity=FAIL,
            description="Nobody clicks what was not shown: clicks are at most the impressions that came.",
        ),
        ExpectNoRowsWhere(
            condition="conversions > clicks",
            shown=("clicks", "conversions"),
            mostly=0.75,
            severity=WARN,
            description="In most rows conversions are at most clicks (view-through may exceed them).",
        ),
        ExpectNoRowsWhere(
            condition="cost > 0 and not coalesce(abs(roi_pct - 100 * (roas - 1)) <= 0.000001, false)",
            shown=("roas", "roi_pct"),
            severity=FAIL,
            description="ROI and ROAS say the same: roi_pct = 100 * (roas - 1) wherever something was spent.",
        ),
        ExpectNoRowsWhere(
            condition="profit <> revenue - cost",
            shown=("profit",),
            severity=FAIL,
            description="Profit is revenue minus cost, to the last digit.",
        ),
    ],
)
