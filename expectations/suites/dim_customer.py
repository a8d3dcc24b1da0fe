"""Customers, each once, with possible ages and no negative behaviour."""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToNotBeNull,
)

SUITE = Suite(
    table="dim_customer",
    layer="build",
    key=("customer_key",),
    made_of=frozenset({"dim_customer"}),
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="customer_id", severity=FAIL, description="Every customer has an id."
        ),
        ExpectColumnValuesToBeBetween(
            column="age", min_value=0, max_value=120, severity=FAIL, description="Ages lie between 0 and 120."
        ),
        *(
            ExpectColumnValuesToBeBetween(
                column=column, min_value=0, severity=FAIL, description=f"No customer has a negative {column}."
            )
            for column in (
                "sessions",
                "avg_session_duration",
                "pages_per_session",
                "transactions",
                "revenue",
            )
        ),
    ],
)
