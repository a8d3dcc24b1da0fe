"""What each segment is like, written by the segmentation and not by dbt."""

from expectations.suite import Suite
from expectations.suites.totals import shares_add_up
from expectations.vocabulary import (
    FAIL,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="segment_profiles",
    layer="build",
    key=("segment",),
    made_of=frozenset({"customer_segments"}),  # written together, and taken over together
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="segment_name", severity=FAIL, description="Every segment has a name."
        ),
        *(
            ExpectColumnValuesToBeBetween(
                column=column,
                min_value=0,
                max_value=100,
                severity=FAIL,
                description=f"{column} lies between 0 and 100 %.",
            )
            for column in ("customer_share_pct", "revenue_share_pct")
        ),
        shares_add_up("customer_share_pct"),
        shares_add_up("revenue_share_pct"),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select profiles.segment, profiles.customers, coalesce(counted.customers, 0) as in_segments "
                "from {batch} as profiles left join "
                "(select segment, count(*) as customers from customer_segments group by segment) as counted "
                "on profiles.segment = counted.segment "
                "where profiles.customers <> coalesce(counted.customers, 0)"
            ),
            severity=FAIL,
            description="A segment has the customers that customer_segments puts into it.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select counted.segment from (select distinct segment from customer_segments) as counted "
                "where counted.segment not in (select segment from {batch})"
            ),
            severity=FAIL,
            description="Every segment that customers are in has a profile.",
        ),
    ],
)
