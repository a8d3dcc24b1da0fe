"""Figures of each channel on each day."""

from expectations.suite import Suite
from expectations.suites.totals import agrees_with_fact
from expectations.vocabulary import FAIL, ExpectColumnValuesToNotBeNull

SUITE = Suite(
    table="mart_channel_day",
    layer="build",
    key=("date_key", "channel_key"),
    expectations=[
        *(
            ExpectColumnValuesToNotBeNull(
                column=column, severity=FAIL, description=f"Every row has a {column}."
            )
            for column in ("date", "channel_key", "channel")
        ),
        agrees_with_fact(),
    ],
)
