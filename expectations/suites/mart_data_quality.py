"""What became of the rows that came in, by kind of row: the figures that a report shows about itself."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    ExpectColumnValuesToBeBetween,
    ExpectTableRowCountToBeBetween,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="mart_data_quality",
    layer="build",
    key=("table_name",),
    expectations=[
        ExpectTableRowCountToBeBetween(
            min_value=2,
            max_value=2,
            severity=FAIL,
            description="There is one row for campaigns and one for customers.",
        ),
        *(
            ExpectColumnValuesToBeBetween(
                column=column,
                min_value=0,
                max_value=100,
                severity=FAIL,
                description=f"{column} lies between 0 and 100 %.",
            )
            for column in ("completeness_pct", "unknown_channel_cost_share_pct")
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select table_name, rows_clean from {batch} where table_name = 'campaigns' and rows_clean = 0"
            ),
            severity=FAIL,
            description="There is at least one row of campaigns to publish.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select table_name, rows_in, rows_clean, rows_quarantined, rows_superseded from {batch} "
                "where rows_in <> rows_clean + rows_quarantined + rows_superseded"
            ),
            severity=FAIL,
            description="Rows that came in are clean, quarantined or superseded.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select counted.* from (select table_name, "
                "(select count(*) from fct_campaign_performance where {days}) as rows_there, "
                "(select coalesce(sum(fact_rows), 0) from {staging}.int_channel_days where {days}) "
                "as rows_counted from {batch} where table_name = 'campaigns') as counted "
                "where rows_there <> rows_counted"
            ),
            severity=FAIL,
            description="The days of the fact that are looked at have as many rows as were counted of them.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select table_name, rows_clean from {batch} where rows_clean <> case table_name "
                "when 'campaigns' then (select coalesce(sum(fact_rows), 0) from {staging}.int_channel_days) "
                "else (select coalesce(sum(customers), 0) from segment_profiles) end"
            ),
            severity=FAIL,
            # Both are held to the rows themselves, where those may have changed: counting all takes a scan.
            description="The clean rows are as many as were counted of all days and in all segments.",
        ),
    ],
)
