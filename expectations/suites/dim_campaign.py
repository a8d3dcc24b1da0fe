"""Campaigns, each once, under a name that case and spacing cannot split."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    ExpectColumnValuesToNotBeNull,
    ExpectNoRowsWhere,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="dim_campaign",
    layer="build",
    key=("campaign_key",),
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="campaign_name", severity=FAIL, description="Every campaign has a name."
        ),
        ExpectColumnValuesToNotBeNull(
            column="campaign_label", severity=FAIL, description="Every campaign has a label for the reports."
        ),
        ExpectNoRowsWhere(
            condition="last_date < first_date",
            shown=("first_date", "last_date"),
            severity=FAIL,
            description="No campaign ends before it begins.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select lower(campaign_name) as campaign_name, count(*) as campaigns from {batch} "
                "group by lower(campaign_name) having count(*) > 1"
            ),
            severity=FAIL,
            description="Names that differ only in case are one campaign.",
        ),
    ],
)
