"""What readers see, what a rollback would bring back, what waits, and how the last run went."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from python_jobs.errors import DataError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.layer_tables import candidate_of
from python_jobs.warehouse.publishing.publication_lock import publication_lock
from python_jobs.warehouse.publishing.publication_log import LogLine, complete_log, read_log
from python_jobs.warehouse.publishing.publication_row import Publication, read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs.run_events import RunEnd, RunStart, end_of, newest_start
from python_jobs.warehouse.runs.run_lock import run_under_way


@dataclass(frozen=True)
class PublicationStatus:
    """The three layers and the last run. ``now`` is the server's time in UTC."""

    now: datetime
    marts: Publication | None
    previous: Publication | None
    candidate: tuple[str, ...]
    last_run: RunStart | None
    last_end: RunEnd | None
    """None while the last run goes on, and if it was killed."""
    is_running: bool

    def require_newer_than(self, age: timedelta) -> None:
        """Notice a run that did not happen.

        Raises:
            DataError: what readers see was published longer ago than ``age``, or nothing is published.
        """
        if self.marts is None:
            raise DataError("Nothing is published yet. Start a run: mca run")
        if self.now - self.marts.published_at > age:
            raise DataError(
                f"What is published is {in_words(self.now - self.marts.published_at)} old (run "
                f"{self.marts.run_id}), older than {in_words(age)}. Look at the last run, or start one: "
                "mca run"
            )


def status(settings: Settings) -> PublicationStatus:
    """Look at all layers. The log's last line is completed if a killed process left it out."""
    with publisher(settings) as connection:
        _complete(connection, settings)
        last = newest_start(connection, settings)
        return PublicationStatus(
            connection.scalar(sa.text("select utc_timestamp(6)")),
            read_publication_row(connection, settings, "marts"),
            read_publication_row(connection, settings, "previous"),
            candidate_of(connection, settings),
            last,
            end_of(connection, settings, last.run_id) if last else None,
            run_under_way(connection, settings) is not None,
        )


def in_words(age: timedelta) -> str:
    """An age for people, e.g. ``26 h`` or ``3 d 4 h``."""
    minutes = int(age.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 72 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def read_history(settings: Settings, limit: int) -> list[LogLine]:
    """The last ``limit`` publications and rollbacks, the newest first."""
    with publisher(settings) as connection:
        _complete(connection, settings)
        return read_log(connection, settings, limit)


def _complete(connection: sa.Connection, settings: Settings) -> None:
    # A publication under way writes its line itself.
    with suppress(ServerError), publication_lock(connection, settings, wait_seconds=0):
        complete_log(connection, settings)
