"""One run at a time per set of databases: a named lock on the server, gone with its session."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@contextmanager
def only_run(settings: Settings) -> Iterator[None]:
    """Hold the lock of this set of databases; it is freed at the end, also when the process is killed.

    Raises:
        DataError: another run holds it.
    """
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            lock = {"name": f"{settings.database_prefix}_run"}
            acquired: int | None = connection.scalar(sa.text("select get_lock(:name, 0)"), lock)
            if acquired != 1:
                holder = connection.scalar(sa.text("select is_used_lock(:name)"), lock)
                raise DataError(
                    f"Another run is under way (database session {holder}). Wait for it to end; "
                    "`mca publication status` shows what it publishes."
                )
            yield
    finally:
        engine.dispose()
