"""The session through which the ledger of what staging's tables hold is read (dbt_project/macros/ledger)."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@contextmanager
def ledger_session(settings: Settings) -> Iterator[sa.Connection]:
    """A connection of whoever keeps the ledger; it ends with the block."""
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()
