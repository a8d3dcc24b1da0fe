"""The rows of ``load_batches``, and the lock that lets one loader in at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.ingest.mappings import SourceMapping
from python_jobs.ingest.matching import MatchedFile
from python_jobs.printable import printable
from python_jobs.settings import Settings
from python_jobs.warehouse.named_lock import named_lock

_LOCK_WAIT_SECONDS = 10
_FILE_NAME_LENGTH = 255


@dataclass(frozen=True)
class BatchCounts:
    """Figures of a batch that was loaded earlier."""

    batch_id: int
    rows_read: int
    rows_loaded: int
    rows_with_unparsed: int


@contextmanager
def loader_lock(connection: sa.Connection, settings: Settings) -> Iterator[None]:
    """Be the only loader. The lock belongs to the loading session, so it cannot outlive or survive it.

    Batches that a killed loader left open are marked failed: with the lock held, none of them can be alive.

    Raises:
        ServerError: another loader holds the lock.
    """

    def refusal(session: int | None) -> ServerError:
        return ServerError(
            f"Another load is running (server session {session}). Wait until it has ended, then load again."
        )

    name = f"{settings.database_prefix}_ingest"
    with named_lock(connection, name, wait_seconds=_LOCK_WAIT_SECONDS, refusal=refusal):
        connection.execute(
            sa.text(
                f"update {_table(settings.database('raw'))} set status = 'failed', finished_at = :now, "
                "error = 'the loader ended before the batch was complete' where status = 'loading'"
            ),
            {"now": utc_now()},
        )
        connection.commit()
        yield


def loaded_batch_of(
    connection: sa.Connection, database: str, content_hash: str, mapping: SourceMapping
) -> BatchCounts | None:
    """The batch that already holds this content from this source, if there is one."""
    row = connection.execute(
        sa.text(
            f"select batch_id, rows_read, rows_loaded, rows_with_unparsed from {_table(database)} "
            "where content_hash = :content_hash and table_name = :table_name and source = :source "
            "and status = 'loaded' limit 1"
        ),
        {"content_hash": content_hash, "table_name": mapping.table, "source": mapping.name},
    ).first()
    connection.commit()
    if row is None:
        return None
    return BatchCounts(row.batch_id, row.rows_read, row.rows_loaded, row.rows_with_unparsed)


def open_batch(connection: sa.Connection, database: str, matched: MatchedFile, content_hash: str) -> int:
    """Record a batch as loading, visible to all; returns its id."""
    batch_id = connection.execute(
        sa.text(
            f"insert into {_table(database)} "
            "(source, table_name, file_name, content_hash, status, started_at) "
            "values (:source, :table_name, :file_name, :content_hash, 'loading', :now)"
        ),
        {
            "source": matched.mapping.name,
            "table_name": matched.mapping.table,
            "file_name": printable(matched.file.name, _FILE_NAME_LENGTH),
            "content_hash": content_hash,
            "now": utc_now(),
        },
    ).lastrowid
    connection.commit()
    return int(batch_id)


def finish_batch(
    connection: sa.Connection, database: str, batch_id: int, rows: int, with_unparsed: int
) -> None:
    """Mark a batch loaded, in the transaction that holds its rows."""
    connection.execute(
        sa.text(
            f"update {_table(database)} set status = 'loaded', rows_read = :rows, rows_loaded = :rows, "
            "rows_with_unparsed = :with_unparsed, finished_at = :now where batch_id = :batch_id"
        ),
        {"rows": rows, "with_unparsed": with_unparsed, "now": utc_now(), "batch_id": batch_id},
    )


def mark_failed(engine: sa.Engine, database: str, batch_id: int, error: str) -> None:
    """Mark a batch failed through a connection of its own: the loading one may be gone."""
    statement = sa.text(
        f"update {_table(database)} set status = 'failed', error = :error, finished_at = :now "
        "where batch_id = :batch_id"
    )
    with engine.begin() as connection:
        connection.execute(statement, {"error": error, "now": utc_now(), "batch_id": batch_id})


def utc_now() -> datetime:
    """The time in UTC without a zone, as the DATETIME columns hold it."""
    return datetime.now(timezone.utc).replace(tzinfo=None)


def _table(database: str) -> str:
    return f"`{database}`.`load_batches`"
