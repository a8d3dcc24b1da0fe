"""One publication or rollback at a time per set of databases."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.named_lock import named_lock

WAIT_SECONDS = 10
"""A publication that nobody blocks takes 0.1 s; longer than this, it is waiting for readers itself."""


@contextmanager
def publication_lock(
    connection: sa.Connection, settings: Settings, *, wait_seconds: int | None = None
) -> Iterator[None]:
    """Hold the one mutex of a warehouse's publications; the server frees it if this process dies.

    Raises:
        ServerError: another session has held it for longer than ``wait_seconds`` (None: WAIT_SECONDS).
    """

    def refusal(session: int | None) -> ServerError:
        return ServerError(
            f"Another publication is under way (database session {session}). Nothing was changed; wait for "
            "it to end and try again."
        )

    wait = WAIT_SECONDS if wait_seconds is None else wait_seconds
    name = f"{settings.database_prefix}_publish"
    with named_lock(connection, name, wait_seconds=wait, refusal=refusal):
        yield
