"""The first rows that failed an expectation, as text, with the raw rows that they were made from."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from expectations.row_origin import with_origin
from python_jobs.settings import Settings

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult

    from expectations.suite import Suite
    from expectations.vocabulary import Expectation

SAMPLE_ROWS = 20

Row = dict[str, str]


def sample_rows(
    settings: Settings,
    engine: sa.Engine,
    suite: "Suite",
    expectation: "Expectation",
    validate: "Callable[[Expectation], ExpectationValidationResult]",
) -> tuple[Row, ...]:
    """Up to ``SAMPLE_ROWS`` rows that failed; empty for an expectation that is not about single rows.

    Args:
        engine: of an account that reads staging, build and raw.
        validate: evaluates the expectation once more, this time with rows.
    """
    query = _query_for_rows(suite, expectation)
    if query is None:
        found: dict[str, Any] = dict(validate(expectation).result or {})
        rows = [_as_text(row) for row in found.get("partial_unexpected_index_list") or []][:SAMPLE_ROWS]
    else:
        batch = "`{}`.`{}`".format(*suite.relation(settings))
        rows = _query_rows(engine, settings.database(suite.layer), query.replace("{batch}", batch))
    return with_origin(settings, engine, suite.table, rows)


def _query_for_rows(suite: "Suite", expectation: "Expectation") -> str | None:
    from expectations.rows_where import ExpectNoRowsWhere

    if isinstance(expectation, ExpectNoRowsWhere):
        return expectation.failing_rows(suite.key)
    return getattr(expectation, "unexpected_rows_query", None)


def _query_rows(engine: sa.Engine, database: str, query: str) -> list[Row]:
    with engine.connect() as connection:
        connection.exec_driver_sql(f"use `{database}`")
        some = f"select * from ({query}) as failing limit {SAMPLE_ROWS}"
        rows = connection.exec_driver_sql(some.replace("%", "%%")).mappings().all()
        connection.invalidate()  # the next user of this connection expects no default database
    return [_as_text(dict(row)) for row in rows]


def _as_text(row: dict[Any, Any]) -> Row:
    return {str(name): str(value) for name, value in row.items()}
