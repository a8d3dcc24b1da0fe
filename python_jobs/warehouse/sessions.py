"""The server sessions of a run. Each of its statements carries the run's id in a comment.

A server goes on with a statement after its client has died: a CREATE TABLE AS of an hour would still write
into the candidate while the next run builds it. So what a run leaves executing is found by its comment and
ended, by the account that it belongs to: every account may see and end its own sessions.
"""

import logging
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from python_jobs.errors import McaError, ServerError
from python_jobs.settings import Settings
from python_jobs.time_limit import TimeLimitReached, time_limit
from python_jobs.warehouse.connections import Account, account_url, engine_for

_ACCOUNTS: tuple[Account, ...] = ("loader", "transformer", "publisher", "analyst")
_NO_SUCH_SESSION = 1094
_LOOK_SECONDS = 0.05

log = logging.getLogger(__name__)


def run_comment(settings: Settings, run_id: str) -> str:
    """The comment of a run's statements; dbt_project.yml gives dbt's the same one, with the model's name."""
    return f"{_prefix(settings)}{run_id} */"


# Of the run under way: a process has one at a time, whose threads all work for it.
_comment = ""


@contextmanager
def commented(settings: Settings, run_id: str) -> Iterator[None]:
    """Put the run's comment into every statement of this process, also into Great Expectations'."""
    global _comment

    def add(
        _connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool
    ) -> tuple[str, Any]:
        return with_comment(statement), parameters

    _comment = " " + run_comment(settings, run_id)
    sa.event.listen(sa.Engine, "before_cursor_execute", add, retval=True)
    try:
        yield
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", add)
        _comment = ""


def with_comment(statement: str) -> str:
    """A statement with the comment of the run under way, for who sends it past SQLAlchemy."""
    # Behind the first word: PyMySQL sends many rows at once only if a statement begins with INSERT.
    return re.sub(r"^\s*\w*", lambda word: word[0] + _comment, statement, count=1)


def end_statements(settings: Settings, run_id: str, seconds: float = 10) -> None:
    """End what a run has executing. A server that cannot be reached is left alone."""
    try:
        with time_limit(seconds):
            _end(settings, lambda run: run == run_id)
    except (sa.exc.SQLAlchemyError, McaError, TimeLimitReached) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        reason = str(cause) or f"no end within {seconds:.0f} s"
        log.warning("Statements of run %s may still be executing: %s", run_id, reason)


def end_leftovers(settings: Settings, run_id: str, seconds: float = 120) -> list[str]:
    """End what earlier runs of this warehouse left executing, and wait until the server has undone it.

    Only for the holder of the run lock: while it is held no other run is alive.

    Returns:
        The ids of those runs.

    Raises:
        ServerError: some have not ended in time.
    """
    try:
        with time_limit(seconds):
            return sorted(_end(settings, lambda run: run != run_id))
    except TimeLimitReached:
        raise ServerError(
            f"The server is still undoing statements of an earlier run after {seconds:.0f} s. "
            "Try again later; SHOW FULL PROCESSLIST shows them."
        ) from None


def _end(settings: Settings, belongs: Callable[[str], bool]) -> set[str]:
    """End the statements of the runs that belong, and look again until there are none; the runs' ids."""
    runs: set[str] = set()
    # On a server of one's own all accounts are the same user.
    for account in {account_url(settings, account): account for account in _ACCOUNTS}.values():
        engine = engine_for(settings, account)
        try:
            with engine.connect() as connection:
                while found := _executing(connection, settings, belongs):
                    for session in found:
                        _kill(connection, session)
                    runs |= set(found.values())
                    time.sleep(_LOOK_SECONDS)
        finally:
            engine.dispose()
    return runs


def _executing(
    connection: sa.Connection, settings: Settings, belongs: Callable[[str], bool]
) -> dict[int, str]:
    """Sessions that execute a statement of a run, and the run's id. A dbt by hand has none."""
    own_id = connection.scalar(sa.text("select connection_id()"))
    found = {}
    for session in connection.execute(sa.text("show full processlist")).mappings():
        _, comment, rest = str(session["Info"]).partition(_prefix(settings))
        run = rest.split(" ", 1)[0]
        if comment and run and session["Id"] != own_id and belongs(run):
            found[int(session["Id"])] = run
    return found


def _prefix(settings: Settings) -> str:
    return f"/* mca:{settings.database_prefix}:"


def _kill(connection: sa.Connection, session: int) -> None:
    try:
        connection.exec_driver_sql(f"kill {session}")
    except sa.exc.DBAPIError as error:
        if error.orig is None or error.orig.args[0] != _NO_SUCH_SESSION:
            raise
