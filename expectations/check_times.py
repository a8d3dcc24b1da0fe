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


@contextmanager
def _statements_timed(statements: list[tuple[str, float]]) -> Iterator[None]:
    """Gather the statements of this thread and their seconds, whichever connection they go through."""
    mine, began = threading.get_ident(), 0.0

    def before(*_: Any) -> None:
        nonlocal began
        if threading.get_ident() == mine:
            began = time.monotonic()

    def after(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if threading.get_ident() == mine:
            statements.append((statement, time.monotonic() - began))

    sa.event.listen(sa.Engine, "before_cursor_execute", before)
    sa.event.listen(sa.Engine, "after_cursor_execute", after)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", before)
        sa.event.remove(sa.Engine, "after_cursor_execute", after)
