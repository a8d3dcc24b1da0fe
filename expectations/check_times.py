"""How long each expectation took: by its query where it has one, else together, as one scan serves all."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from python_jobs.timed_parts import note

if TYPE_CHECKING:
    from expectations.suite import Suite


@contextmanager
def checks_timed(suite: "Suite") -> Iterator[None]:
    """Note the time of each expectation of a suite, which the body evaluates in this thread."""
    statements: list[tuple[str, float]] = []
    began = time.monotonic()
    with _statements_timed(statements):
        yield
    in_all, own = time.monotonic() - began, 0.0
    queries = {
        str(expectation.description): query.partition("{batch}")[0]
        for expectation in suite.expectations
        if (query := getattr(expectation, "unexpected_rows_query", None)) is not None
    }
    for description, query in queries.items():
        seconds = sum(taken for statement, taken in statements if query in statement)
        note("check", f"{suite.table}: {description}", seconds)
        own += seconds
    others = len(suite.expectations) - len(queries)
    note("check", f"{suite.table}: {others} expectations in one scan", max(in_all - own, 0.0))


def time_statements(engine: sa.Engine) -> None:
    """Have each statement of an engine timed, for ``checks_timed``.

    Once, before it is used: a listener that comes or goes makes a statement fail that is just passing through
    the others in another thread. So there is none for all engines, which all threads of a run share.
    """
    sa.event.listen(engine, "before_cursor_execute", _before)
    sa.event.listen(engine, "after_cursor_execute", _after)


# Of each thread: the statements of the suite that it evaluates, and their seconds.
_gathering = threading.local()


@contextmanager
def _statements_timed(statements: list[tuple[str, float]]) -> Iterator[None]:
    """Gather the timed statements of this thread and their seconds."""
    _gathering.statements = statements
    try:
        yield
    finally:
        del _gathering.statements


def _before(connection: sa.Connection, *_: Any) -> None:
    connection.info["began"] = time.monotonic()


def _after(connection: sa.Connection, _cursor: Any, statement: str, *_: Any) -> None:
    taken = time.monotonic() - connection.info["began"]
    getattr(_gathering, "statements", []).append((statement, taken))
