"""The segment of each customer, written by the segmentation and not by dbt."""

from expectations.suite import Suite
from expectations.vocabulary import FAIL, ExpectColumnValuesToNotBeNull, UnexpectedRowsExpectation

SUITE = Suite(
    table="customer_segments",
    layer="build",
    key=("customer_key",),
    made_of=frozenset({"customer_segments", "dim_customer"}),
    expectations=[
        *(
            ExpectColumnValuesToNotBeNull(
                column=column, severity=FAIL, description=f"Every row has a {column}."
            )
            for column in ("customer_id", "segment", "segment_name")
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select customers.customer_key, customers.customer_id from dim_customer as customers "
                "left join {batch} as segments on customers.customer_key = segments.customer_key "
                "where not customers.customer_id <=> segments.customer_id"
            ),
            severity=FAIL,
            description="Every customer has a segment, under the same id.",
        ),
        UnexpectedRowsExpectation(
            unexpected_rows_query=(
                "select counted.* from (select (select count(*) from {batch}) as in_segments, "
                "(select count(*) from dim_customer) as customers) as counted where in_segments <> customers"
            ),
            severity=FAIL,
            description="There are as many rows as customers: nobody is in a segment who is no customer.",
        ),
    ],
)
