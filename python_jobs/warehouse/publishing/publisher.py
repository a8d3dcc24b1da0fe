"""The connection through which is published and the trail is written."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@contextmanager
def publisher(settings: Settings) -> Iterator[sa.Connection]:
    """A session of the publisher's account, each statement counts at once; it ends with the block."""
    engine = engine_for(settings, "publisher")
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            yield connection
    finally:
        engine.dispose()
