"""The calendar of the facts: every day from the first to the last, each once."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    ExpectColumnDistinctValuesToBeInSet,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="dim_date",
    layer="build",
    key=("date_key",),
    expectations=[
        ExpectColumnValuesToNotBeNull(column="date", severity=FAIL, description="Every row has a date."),
        ExpectColumnValuesToBeBetween(
            column="weekday",
            min_value=1,
            max_value=7,
            severity=FAIL,
            description="Weekdays lie between 1 (Monday) and 7.",
        ),
        ExpectColumnDistinctValuesToBeInSet(
            column="is_weekend", value_set=[0, 1], severity=FAIL, description="A flag is 0 or 1."
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select date_key, date from {batch} "
                "where date_key <> cast(date_format(date, '%Y%m%d') as signed) "
                "or weekday <> weekday(date) + 1"
            ),
            severity=FAIL,
            description="Key and weekday are those of the date.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select min(date) as first_date, max(date) as last_date, count(*) as days from {batch} "
                "having count(*) <> datediff(max(date), min(date)) + 1"
            ),
            severity=FAIL,
            description="No day is missing between the first and the last.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select days.date_key from (select distinct date_key from fct_campaign_performance) as days "
                "where days.date_key not in (select date_key from {batch})"
            ),
            severity=FAIL,
            description="Every day of the fact is in the calendar.",
        ),
    ],
)
