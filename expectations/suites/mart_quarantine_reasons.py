"""Why rows were quarantined, by kind of row and reason."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="mart_quarantine_reasons",
    layer="build",
    key=("table_name", "reason"),
    expectations=[
        ExpectColumnValuesToNotBeNull(column="reason", severity=FAIL, description="Every reason is named."),
        ExpectColumnValuesToBeBetween(
            column="rows_quarantined", min_value=0, severity=FAIL, description="No count is negative."
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select quality.table_name, quality.rows_quarantined, "
                "sum(reasons.rows_quarantined) as by_reason "
                "from mart_data_quality as quality left join {batch} as reasons "
                "on quality.table_name = reasons.table_name "
                "group by quality.table_name, quality.rows_quarantined "
                "having coalesce(sum(reasons.rows_quarantined), 0) < quality.rows_quarantined "
                "or coalesce(max(reasons.rows_quarantined), 0) > quality.rows_quarantined"
            ),
            severity=FAIL,
            # A row with two reasons counts under both.
            description="Every quarantined row has a reason, and no reason has more rows than there are.",
        ),
    ],
)
