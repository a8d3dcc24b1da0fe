"""Figures of each day."""

from expectations.suite import Suite
from expectations.suites.totals import summary_expectations

SUITE = Suite(
    table="mart_daily_summary",
    layer="build",
    key=("date_key",),
    expectations=summary_expectations("date_key", "days"),
)
