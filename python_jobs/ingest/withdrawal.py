"""Looking at load batches, and taking one back: its rows stay in raw but no model sees them any more.

A file loaded through a wrong mapping fails every later run (``max_quarantined_share``), and loading it again
is a no-op. Withdrawn, it lets the runs pass, and the same content can be loaded anew.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from python_jobs.errors import ConfigurationError
from python_jobs.ingest.batch_records import loader_lock
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for


@dataclass(frozen=True)
class BatchLine:
    """One load batch as a list shows it. Times are UTC."""

    batch_id: int
    source: str
    table_name: str
    file_name: str
    rows_loaded: int | None
    status: str
    started_at: datetime


def list_batches(settings: Settings) -> list[BatchLine]:
    """All load batches, the newest first."""
    query = (
        "select batch_id, source, table_name, file_name, rows_loaded, status, started_at "
        f"from {settings.database('raw')}.load_batches order by batch_id desc"
    )
    engine = engine_for(settings, "loader")
    try:
        with engine.connect() as connection:
            return [BatchLine(**row) for row in connection.execute(sa.text(query)).mappings()]
    finally:
        engine.dispose()


def withdraw_batch(settings: Settings, batch_id: int) -> None:
    """Hide a loaded batch from all models. Nothing is deleted.

    Raises:
        ConfigurationError: there is no loaded batch of this number.
        ServerError: a loader is at work.
    """
    statement = sa.text(
        f"update {settings.database('raw')}.load_batches set status = 'withdrawn' "
        "where batch_id = :batch_id and status = 'loaded'"
    )
    engine = engine_for(settings, "loader")
    try:
        with engine.connect() as connection, loader_lock(connection, settings):
            withdrawn = connection.execute(statement, {"batch_id": batch_id}).rowcount
            connection.commit()
    finally:
        engine.dispose()
    if withdrawn == 0:
        raise ConfigurationError(f"There is no loaded batch {batch_id}. `mca batch list` shows all of them.")
