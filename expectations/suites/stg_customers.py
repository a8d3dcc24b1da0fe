"""The customer feed as it came, of the batches that have come since the last publication.

A warehouse without customers is fine.
"""

from expectations.suite import Suite
from expectations.vocabulary import (
    FAIL,
    WARN,
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeNull,
    ExpectColumnValuesToNotBeNull,
)

SUITE = Suite(
    table="stg_customers",
    layer="staging",
    unaudited="int_customers_unaudited",
    key=("raw_row_id",),
    made_of=frozenset({"dim_customer"}),
    expectations=[
        ExpectColumnValuesToNotBeNull(
            column="raw_row_id",
            severity=FAIL,
            description="Every row can be traced to the raw row it came from.",
        ),
        ExpectColumnValuesToNotBeNull(
            column="customer_id",
            mostly=0.9,
            severity=FAIL,
            description="At least 90 % of the rows name their customer; fewer means a wrong mapping.",
        ),
        ExpectColumnValuesToBeBetween(
            column="age",
            min_value=0,
            max_value=120,
            mostly=0.95,
            severity=WARN,
            description="At least 95 % of the ages are possible ages.",
        ),
        ExpectColumnValuesToBeNull(
            column="unparsed",
            mostly=0.95,
            severity=WARN,
            description="At most 5 % of the rows have a value that could not be read.",
        ),
    ],
)
