"""The publications that are still there, and reading one of them in one consistent snapshot."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from python_jobs.errors import DataError
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import Account, engine_for
from python_jobs.warehouse.publishing.layer_tables import candidate_of
from python_jobs.warehouse.publishing.publication_row import Publication, read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.rows.table_columns import TableColumn, table_columns

PUBLISHED: tuple[Layer, ...] = ("marts", "previous")
# What was replaced is nobody's to see but the publisher's.
_READERS: dict[Layer, Account] = {"marts": "analyst", "previous": "publisher"}


@dataclass(frozen=True)
class MartSnapshot:
    """Marts as of one moment: all queries through the connection agree with each other."""

    connection: sa.Connection
    database: str
    tables: frozenset[str]

    @cached_property
    def columns(self) -> dict[str, tuple[TableColumn, ...]]:
        """The columns of every mart; somebody's own tables beside them are none."""
        there = table_columns(self.connection, self.database)
        return {table: there[table] for table in sorted(self.tables & there.keys())}


def find_publication(settings: Settings, wanted: str | None) -> tuple[Layer, Publication]:
    """The publication that a user asks for, and where it is.

    Args:
        wanted: a run id, ``previous``, or None for the current one.

    Raises:
        DataError: it is not there; the message lists those that are.
    """
    with publisher(settings) as connection:
        there = {layer: read_publication_row(connection, settings, layer) for layer in PUBLISHED}
    for layer, row in there.items():
        if row is not None and (wanted or "marts") in (row.run_id, layer):
            return layer, row
    if there["marts"] is None:
        raise DataError("Nothing has been published yet. Publish first: mca run FILE, or mca run --demo")
    asked = "No earlier publication is" if wanted == "previous" else f"The publication of run {wanted} is not"
    listed = "\n".join(
        f"  {row.run_id}, published {row.published_at:%Y-%m-%d %H:%M} UTC, in {settings.database(layer)}"
        for layer, row in there.items()
        if row is not None
    )
    raise DataError(f"{asked} there (any more). These are:\n{listed}")


@contextmanager
def layer_snapshot(settings: Settings, layer: Layer) -> Iterator[tuple[sa.Connection, Publication | None]]:
    """A connection whose queries all see the same moment, and the publication that the layer holds then."""
    with _snapshot(settings, _READERS[layer]) as connection:
        # Having read this row, the transaction holds the table: no flip can come in between.
        yield connection, read_publication_row(connection, settings, layer)


@contextmanager
def candidate_snapshot(settings: Settings) -> Iterator[MartSnapshot]:
    """A snapshot of the candidate's marts. No flip can happen before it ends."""
    with _snapshot(settings, "transformer") as connection:
        tables = frozenset(candidate_of(connection, settings))
        yield MartSnapshot(connection, settings.database("build"), tables)


@contextmanager
def _snapshot(settings: Settings, account: Account) -> Iterator[sa.Connection]:
    engine = engine_for(settings, account)
    try:
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.exec_driver_sql("start transaction with consistent snapshot")
            yield connection
    finally:
        engine.dispose()


@contextmanager
def publication_snapshot(settings: Settings, run_id: str) -> Iterator[MartSnapshot]:
    """A snapshot of one publication, wherever a flip has moved it meanwhile.

    Raises:
        DataError: it has been replaced twice and is gone.
    """
    for layer in PUBLISHED * 2:  # twice: a flip may move it while we look
        with layer_snapshot(settings, layer) as (connection, publication):
            if publication is not None and publication.run_id == run_id:
                yield MartSnapshot(connection, settings.database(layer), frozenset(publication.tables))
                return
    raise DataError(
        f"The publication of run {run_id} was replaced while its report was being written. Start the report "
        "again: mca report"
    )
