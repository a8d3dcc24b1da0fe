"""The server's named locks (``GET_LOCK``), the only mutex here: a lock ends with its session."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

from python_jobs.errors import McaError


@contextmanager
def named_lock(
    connection: sa.Connection,
    name: str,
    *,
    wait_seconds: int,
    refusal: Callable[[int | None], McaError],
) -> Iterator[None]:
    """Hold a named lock; it belongs to the connection's session, so it cannot outlive a killed process.

    Args:
        name: at most 64 characters; the server tells locks apart without regard to case.
        wait_seconds: how long to wait for another holder; 0 asks once.
        refusal: the error to raise when the wait was in vain, from the holder's session id (None: it has
            just let go).
    """
    wait = sa.text("select get_lock(:name, :seconds)")
    if connection.scalar(wait, {"name": name, "seconds": wait_seconds}) != 1:
        raise refusal(session_holding(connection, name))
    try:
        yield
    finally:
        if not connection.invalidated:
            # A session that is gone has no lock to give back.
            with suppress(sa.exc.SQLAlchemyError):
                connection.execute(sa.text("do release_lock(:name)"), {"name": name})


def session_holding(connection: sa.Connection, name: str) -> int | None:
    """Id of the server session that holds the lock; None if nobody does."""
    holder: int | None = connection.scalar(sa.text("select is_used_lock(:name)"), {"name": name})
    return holder
