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
                "select table_name, rows_clean from {batch} where rows_clean <> case table_name "
                "when 'campaigns' then (select count(*) from fct_campaign_performance) "
                "else (select count(*) from dim_customer) end"
            ),
            severity=FAIL,
            description="The clean rows are as many as those of the fact and of dim_customer.",
        ),
    ],
)
