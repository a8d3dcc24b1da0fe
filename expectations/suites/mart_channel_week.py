"""Figures of each channel in each week, the input of a marketing-mix model."""

from expectations.suite import Suite
from expectations.suites.totals import agrees_with_channel_days
from expectations.vocabulary import FAIL, ExpectColumnValuesToNotBeNull, UnexpectedRowsExpectation

SUITE = Suite(
    table="mart_channel_week",
    layer="build",
    key=("week_start", "channel_key"),
    expectations=[
        *(
            ExpectColumnValuesToNotBeNull(
                column=column, severity=FAIL, description=f"Every row has a {column}."
            )
            for column in ("week_start", "channel_key", "channel")
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select week_start, channel_key from {batch} where weekday(week_start) <> 0"
            ),
            severity=FAIL,
            description="Weeks begin on Monday.",
        ),
        agrees_with_channel_days("weeks of all channels"),
    ],
)
