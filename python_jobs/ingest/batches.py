"""Files into the raw tables: one file is one batch, all of it or nothing, and the same content only once."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl
import sqlalchemy as sa

from python_jobs.errors import McaError
from python_jobs.ingest.batch_records import (
    finish_batch,
    loaded_batch_of,
    loader_lock,
    mark_failed,
    open_batch,
    utc_now,
)
from python_jobs.ingest.matching import MatchedFile, match_file
from python_jobs.ingest.parsing import parse_chunk
from python_jobs.ingest.reading import FileContent, examine, read_chunks
from python_jobs.operations_config import IngestConfig, load_operations_config
from python_jobs.printable import printable_lines
from python_jobs.settings import Settings
from python_jobs.warehouse import connections
from python_jobs.warehouse.bulk import load_frames
from python_jobs.warehouse.raw_tables import RawTable

Progress = Callable[[str], None]


@dataclass(frozen=True)
class LoadedBatch:
    """What became of one file. ``seconds`` is wall time from reading it first to the commit."""

    file: Path
    source: str
    chosen_by: str
    table: RawTable
    batch_id: int
    rows_read: int
    rows_loaded: int
    rows_with_unparsed: int
    status: Literal["loaded", "already loaded"]
    seconds: float


def match_files(settings: Settings, files: Sequence[Path], source: str | None) -> list[MatchedFile]:
    """Which mapping reads each file; no server is asked.

    Raises:
        DataError: a file cannot be read.
        ConfigurationError: no mapping fits, or a mapping is broken.
    """
    return [match_file(settings.config_dir, file, source) for file in files]


def ingest_files(
    settings: Settings, files: Sequence[Path], source: str | None, progress: Progress | None = None
) -> list[LoadedBatch]:
    """Load files into the raw tables, one batch each, in the order given.

    Args:
        source: mapping of all files; None matches each by its header.
        progress: called with a line of text before each file.

    Raises:
        DataError: a file is broken; its batch is marked failed and the raw tables are as before it.
        ConfigurationError: no mapping fits, or a mapping is broken; nothing was loaded.
        ServerError: another loader is at work.
    """
    limits = load_operations_config(settings).ingest
    matched_files = match_files(settings, files, source)
    engine = connections.engine_for(settings, "loader", local_infile=True)
    batches = []
    try:
        with engine.connect() as connection, loader_lock(connection, settings):
            for matched in matched_files:
                if progress:
                    progress(f"{matched.file.name}: source {matched.mapping.name}, {matched.chosen_by}")
                batches.append(_load_file(engine, connection, settings.database("raw"), matched, limits))
    finally:
        engine.dispose()
    return batches


def _load_file(
    engine: sa.Engine, connection: sa.Connection, database: str, matched: MatchedFile, limits: IngestConfig
) -> LoadedBatch:
    started = time.monotonic()
    content = examine(matched, limits)
    mapping = matched.mapping
    earlier = loaded_batch_of(connection, database, content.sha256, mapping)
    if earlier is not None:
        return LoadedBatch(
            matched.file, mapping.name, matched.chosen_by, mapping.table, earlier.batch_id, earlier.rows_read,
            earlier.rows_loaded, earlier.rows_with_unparsed, "already loaded", time.monotonic() - started,
        )  # fmt: skip
    batch_id = open_batch(connection, database, matched, content.sha256)
    try:
        rows, with_unparsed = _load_rows(connection, database, matched, content, batch_id)
    except BaseException as error:
        # What fails here because the server is gone stays "loading", and the next loader marks it failed.
        with suppress(sa.exc.SQLAlchemyError):
            connection.rollback()
        with suppress(sa.exc.SQLAlchemyError):
            mark_failed(engine, database, batch_id, _short(error))
        raise
    return LoadedBatch(
        matched.file, mapping.name, matched.chosen_by, mapping.table, batch_id, rows,
        rows, with_unparsed, "loaded", time.monotonic() - started,
    )  # fmt: skip


def _load_rows(
    connection: sa.Connection, database: str, matched: MatchedFile, content: FileContent, batch_id: int
) -> tuple[int, int]:
    """Load all rows and mark the batch loaded in one transaction.

    Returns:
        Rows loaded, and how many of them have a field that could not be read.
    """
    loaded_at = utc_now()
    with_unparsed = 0

    def raw_rows() -> Iterator[pl.DataFrame]:
        nonlocal with_unparsed
        for chunk in read_chunks(matched, content):
            rows = parse_chunk(chunk, matched.mapping)
            with_unparsed += rows.height - rows["_unparsed"].null_count()
            yield rows.select(
                pl.lit(batch_id).alias("_batch_id"),
                pl.lit(matched.mapping.name).alias("_source"),
                pl.lit(loaded_at).alias("_loaded_at"),
                pl.all(),
            )

    rows = load_frames(connection, database, matched.mapping.table, _one_ahead(raw_rows()))
    finish_batch(connection, database, batch_id, rows, with_unparsed)
    connection.commit()
    return rows, with_unparsed


def _one_ahead(frames: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """The same frames, each made in a thread while the server takes in the one before it."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        upcoming = thread.submit(next, frames, None)
        while (frame := upcoming.result()) is not None:
            upcoming = thread.submit(next, frames, None)
            yield frame


def _short(error: BaseException) -> str:
    text = str(error) if isinstance(error, McaError) else f"{type(error).__name__}: {error}"
    return printable_lines(text)[:1000]
