"""Channels, each once, known or at least named."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    WARN,
    ExpectColumnDistinctValuesToBeInSet,
    ExpectColumnValuesToMatchRegex,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)

SUITE = Suite(
    table="dim_channel",
    layer="build",
    key=("channel_key",),
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="channel", severity=FAIL, description="Every channel has a name."
        ),
        ExpectColumnValuesToMatchRegex(
            column="channel",
            regex="^[^[:space:]](.*[^[:space:]])?$",
            severity=FAIL,
            description="No channel name begins or ends with a blank.",
        ),
        ExpectColumnDistinctValuesToBeInSet(
            column="is_in_seed", value_set=[0, 1], severity=FAIL, description="A flag is 0 or 1."
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query="select channel_key, channel from {batch} where is_in_seed = 0",
            severity=WARN,
            description="Every channel is one that the seed channel_mapping knows.",
        ),
    ],
)
