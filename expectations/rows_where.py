"""Rows of a table for which a condition holds, counted in the one scan that counts all of its rows.

The library's ``UnexpectedRowsExpectation`` is a query, and a scan, of its own; its expectation of a pair of
columns is two more.
"""

# mypy: disable-error-code="misc,untyped-decorator"
# (the classes and the decorator of the library are of no known type)

from typing import Any, ClassVar

import sqlalchemy as sa
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.core.metric_function_types import MetricPartialFunctionTypes
from great_expectations.execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.metrics.metric_provider import metric_partial
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from expectations.counting import Configured

_ALL, _FOUND = "table.row_count", "table.rows_where"


class RowsWhere(TableMetricProvider):
    """Number of rows for which ``condition`` is true; the library computes it beside other counts."""

    metric_name = _FOUND
    value_keys = ("condition",)

    @metric_partial(
        engine=SqlAlchemyExecutionEngine,
        partial_fn_type=MetricPartialFunctionTypes.AGGREGATE_FN,
        domain_type=MetricDomainTypes.TABLE,
    )
    def _sqlalchemy(
        cls, metric_domain_kwargs: dict[str, Any], metric_value_kwargs: dict[str, Any], **_: Any
    ) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        condition: sa.ColumnElement[bool] = sa.literal_column(f"({metric_value_kwargs['condition']})")
        counted = sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
        return counted, metric_domain_kwargs, {}


class ExpectNoRowsWhere(Configured, BatchExpectation):
    """That a condition holds for no row, or with ``mostly`` for no more than the rest of the rows.

    ``condition`` is SQL on the columns of the table; ``shown`` names the columns, beside the key, by which a
    failing row is understood.
    """

    condition: str
    shown: tuple[str, ...] = ()
    mostly: float = 1.0

    metric_dependencies: ClassVar[tuple[str, ...]] = (_ALL, _FOUND)
    success_keys: ClassVar[tuple[str, ...]] = ("condition", "mostly")

    def _validate(self, metrics: dict[str, Any], **_: Any) -> dict[str, Any]:
        rows, found = int(metrics[_ALL]), int(metrics[_FOUND])
        return {
            "success": rows - found >= self.mostly * rows,
            "result": {"element_count": rows, "unexpected_count": found},
        }

    def failing_rows(self, key: tuple[str, ...]) -> str:
        """A query for the failing rows of ``{batch}``."""
        columns = ", ".join((*key, *self.shown))
        return f"select {columns} from {{batch}} where {self.condition}"
