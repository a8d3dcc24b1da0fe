"""The expectations that suites are written in: those that work, and work fast, on MySQL and on MariaDB.

Left out on purpose: ``ExpectColumnQuantileValuesToBeBetween`` (error 3065 on MySQL, wrong on MariaDB) and
``ExpectCompoundColumnsToBeUnique`` (ten times slower than the primary key that says the same).
"""

# mypy: disable-error-code="attr-defined"
# (the library does not mark its own re-exports)

from great_expectations.expectations import (
    Expectation,
    ExpectColumnDistinctValuesToBeInSet,
    ExpectColumnMinToBeBetween,
    ExpectTableRowCountToBeBetween,
)
from great_expectations.expectations.metadata_types import FailureSeverity

from expectations.counting import (
    ExpectColumnValuesToBeBetween,
    ExpectColumnValuesToBeNull,
    ExpectColumnValuesToMatchRegex,
    ExpectColumnValuesToNotBeNull,
    UnexpectedRowsExpectation,
)
from expectations.rows_where import ExpectNoRowsWhere

FAIL = FailureSeverity.CRITICAL
"""Stops the publication."""
WARN = FailureSeverity.WARNING
"""Publishes with a note."""

__all__ = [
    "FAIL",
    "WARN",
    "ExpectColumnDistinctValuesToBeInSet",
    "ExpectColumnMinToBeBetween",
    "ExpectColumnValuesToBeBetween",
    "ExpectColumnValuesToBeNull",
    "ExpectColumnValuesToMatchRegex",
    "ExpectColumnValuesToNotBeNull",
    "ExpectNoRowsWhere",
    "ExpectTableRowCountToBeBetween",
    "Expectation",
    "UnexpectedRowsExpectation",
]
