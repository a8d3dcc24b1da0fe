"""The campaign feed as it came: single bad rows are quarantined later, this asks if the feed is sound.

Of the batches that have come since the last publication: a wrong mapping of today's file is not outweighed by
the right ones of years.
"""

from expectations.suite import TOMORROW, Suite
from expectations.vocabulary import (
    FAIL,
    WARN,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeNull,
    ExpectColumnValuesToMatchRegex,
    ExpectColumnValuesToNotBeNull,
)

SUITE = Suite(
    table="stg_campaigns",
    layer="staging",
    unaudited="int_campaigns_unaudited",
    key=("raw_row_id",),
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="raw_row_id",
            severity=FAIL,
            description="Every row can be traced to the raw row it came from.",
        ),
        ExpectColumnValuesToNotBeNull(
            column="campaign_name",
            mostly=0.9,
            severity=FAIL,
            description="At least 90 % of the rows name their campaign; fewer means a wrong mapping.",
        ),
        ExpectColumnValuesToNotBeNull(
            column="date",
            mostly=0.9,
            severity=FAIL,
            description="At least 90 % of the rows have a readable date; fewer means a wrong date format.",
        ),
        ExpectColumnValuesToNotBeNull(
            column="cost",
            mostly=0.9,
            severity=FAIL,
            description="At least 90 % of the rows say what was spent.",
        ),
        ExpectColumnValuesToNotBeNull(
            column="channel",
            mostly=0.8,
            severity=WARN,
            description="At least 80 % of the rows name a channel.",
        ),
        ExpectColumnValuesToBeNull(
            column="unparsed",
            mostly=0.95,
            severity=WARN,
            description="At most 5 % of the rows have a value that could not be read.",
        ),
        ExpectColumnValuesToMatchRegex(
            column="campaign_name",
            regex="[[:alnum:]]",
            mostly=0.99,
            severity=WARN,
            description="Campaign names hold a letter or a digit, not only punctuation.",
        ),
        ExpectColumnValuesToBeBetween(
            column="date",
            max_value=TOMORROW,
            severity=WARN,
            description="No day lies in the future (a day ahead is allowed for time zones).",
        ),
    ],
)
