"""The trail of runs: who began which run, when, where, on which data and code, and how it ended."""

import json
import logging
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.printable import printable, printable_lines
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs.actor import this_actor
from python_jobs.warehouse.runs.loaded_data import LoadedData, read_loaded_data
from python_jobs.warehouse.runs.run_records import git_revision

End = Literal["succeeded", "unchanged", "failed", "interrupted"]
Event = Literal["started", "data", "succeeded", "unchanged", "failed", "interrupted"]

_DETAIL_LENGTH = 4000
_COMMAND_LENGTH = 1000

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunStart:
    """Who began a run. ``session`` is the database session that took the run lock; times are UTC."""

    run_id: str
    happened_at: datetime
    os_user: str
    host: str
    pid: int
    command: str
    session: int

    def __str__(self) -> str:
        return (
            f"run {self.run_id} (`{self.command}`), begun {self.happened_at:%Y-%m-%d %H:%M:%S} UTC "
            f"by {self.os_user} on {self.host}, process {self.pid}"
        )


@dataclass(frozen=True)
class RunEnd:
    """How a run ended."""

    event: End
    happened_at: datetime
    detail: str | None


def begin(connection: sa.Connection, settings: Settings, run_id: str, command: str) -> None:
    """Note that a run begins, through the connection that holds the run lock.

    A run before it that never ended is noted as interrupted: without the lock it cannot go on.
    """
    before = newest_start(connection, settings)
    if before is not None and end_of(connection, settings, before.run_id) is None:
        detail = f"{before}: it ended without a word, and run {run_id} noticed"
        _append(connection, settings, before.run_id, "interrupted", detail)
    statement = (
        f"insert into {_table(settings)} (run_id, event, happened_at, os_user, host, pid, command, "
        "git_revision, session_id) values (:run_id, 'started', utc_timestamp(6), :os_user, :host, :pid, "
        ":command, :git_revision, connection_id())"
    )
    # The name of a file may be no text, and the database takes nothing else.
    shown = printable(command, _COMMAND_LENGTH)
    values = {"run_id": run_id, "command": shown, "git_revision": git_revision()}
    connection.execute(sa.text(statement), values | asdict(this_actor()))


def note_data(settings: Settings, run_id: str) -> LoadedData:
    """Note which load batches the run is about to read, and return them."""
    data = read_loaded_data(settings)
    with publisher(settings) as connection:
        _append(connection, settings, run_id, "data", json.dumps(asdict(data)))
    return data


def end(settings: Settings, run_id: str, event: End, detail: str | None = None) -> None:
    """Note how a run ended, with a warning if the database is gone: then the next run notes it."""
    try:
        with publisher(settings) as connection:
            _append(connection, settings, run_id, event, detail and printable_lines(detail)[:_DETAIL_LENGTH])
    except (sa.exc.DBAPIError, ServerError) as error:
        reason = error.orig if isinstance(error, sa.exc.DBAPIError) else error
        log.warning("That run %s %s is not in the database: %s", run_id, event, reason)


def newest_start(
    connection: sa.Connection, settings: Settings, *, run_id: str | None = None, session: int | None = None
) -> RunStart | None:
    """The last start, of all runs, of one run, or of those that a database session began."""
    query = (
        "select run_id, happened_at, os_user, host, pid, command, session_id "
        f"from {_table(settings)} where event = 'started' "
        "and (:run_id is null or run_id = :run_id) and (:session is null or session_id = :session) "
        "order by event_id desc limit 1"
    )
    row = connection.execute(sa.text(query), {"run_id": run_id, "session": session}).one_or_none()
    return RunStart(*row) if row else None


def end_of(connection: sa.Connection, settings: Settings, run_id: str) -> RunEnd | None:
    """How a run ended; None while it goes on, and after a kill that no later run has noted."""
    query = (
        f"select event, happened_at, detail from {_table(settings)} "
        "where run_id = :run_id and event not in ('started', 'data') order by event_id desc limit 1"
    )
    row = connection.execute(sa.text(query), {"run_id": run_id}).one_or_none()
    return RunEnd(*row) if row else None


def data_of(connection: sa.Connection, settings: Settings, run_id: str) -> LoadedData | None:
    """The load batches that a run noted to be made from; None if it noted none."""
    query = (
        f"select detail from {_table(settings)} where run_id = :run_id and event = 'data' "
        "order by event_id desc limit 1"
    )
    detail: str | None = connection.scalar(sa.text(query), {"run_id": run_id})
    return LoadedData(**json.loads(detail)) if detail else None


def _append(
    connection: sa.Connection, settings: Settings, run_id: str, event: Event, detail: str | None
) -> None:
    statement = (
        f"insert into {_table(settings)} (run_id, event, happened_at, os_user, host, pid, detail) "
        "values (:run_id, :event, utc_timestamp(6), :os_user, :host, :pid, :detail)"
    )
    values: dict[str, Any] = {"run_id": run_id, "event": event, "detail": detail}
    connection.execute(sa.text(statement), values | asdict(this_actor()))


def _table(settings: Settings) -> str:
    return f"`{settings.database('ops')}`.run_events"
