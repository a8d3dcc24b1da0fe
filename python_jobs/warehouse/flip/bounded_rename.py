"""A ``RENAME TABLE`` that waits for its tables so long and no longer, and the session calls it takes."""

import contextlib
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait

import sqlalchemy as sa

# Lock wait timeout, deadlock, ended by KILL QUERY.
_GAVE_WAY = {1205, 1213, 1317}
_LOOK_SECONDS = 0.001


def rename(
    connection: sa.Connection,
    control: sa.Connection,
    statement: str,
    seconds: float,
    *,
    meanwhile: Callable[[], None] = lambda: None,
) -> bool:
    """Run a rename; give it up when it has not got all its tables after so many seconds.

    The server's ``lock_wait_timeout`` counts for each table anew, so a rename of 20 could wait 20 times as
    long, and readers behind it as well. A rename that has its tables is never interrupted.

    Args:
        control: another connection of the same account, to look after the first and to end its statement.
        meanwhile: called again and again while the rename has not ended.

    Returns:
        Whether the tables were renamed; if not, nothing was changed.
    """
    session = session_id(connection)
    deadline = time.monotonic() + seconds
    with ThreadPoolExecutor(max_workers=1) as pool:
        request: Future[object] = pool.submit(connection.exec_driver_sql, statement)
        try:
            while not request.done() and (time.monotonic() < deadline or not is_queued(control, session)):
                meanwhile()
                wait([request], timeout=_LOOK_SECONDS)
        finally:
            if not request.done():
                kill_query(control, session)
    error = request.exception()
    if error is None:
        return True
    if isinstance(error, sa.exc.DBAPIError) and error.orig is not None and error.orig.args[0] in _GAVE_WAY:
        return False
    raise error


def is_queued(control: sa.Connection, session: int) -> bool:
    """Whether a session waits for a table. Every account may see its own sessions, without a privilege."""
    query = sa.text("select state from information_schema.processlist where id = :id")
    state: str | None = control.execute(query, {"id": session}).scalar_one_or_none()
    return state is not None and "metadata lock" in state


def kill_query(control: sa.Connection, session: int) -> None:
    """End the statement that another session of the same account is running; no privilege is needed."""
    with contextlib.suppress(sa.exc.DBAPIError):  # the session has just ended
        control.exec_driver_sql(f"kill query {session}")


def session_id(connection: sa.Connection) -> int:
    """The server's number of a connection."""
    number: int = connection.exec_driver_sql("select connection_id()").scalar_one()
    return number
