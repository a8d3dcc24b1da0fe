"""One run at a time per set of databases, and the right of a run to publish."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from python_jobs.errors import DataError, McaError, ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.named_lock import named_lock, session_holding
from python_jobs.warehouse.publishing.publication_lock import publication_lock
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs import run_events
from python_jobs.warehouse.runs.run_events import RunStart

# The servers end a session after 8 h without a statement, and the lock with it; this is their maximum.
_IDLE_SECONDS = 31_536_000
# Between taking the lock and noting who has it, a run needs some milliseconds.
_UNTIL_NOTED_SECONDS = 2.0


@dataclass
class Ending:
    """How the trail notes a run that ends well; whoever runs may say more than that."""

    event: run_events.End = "succeeded"
    detail: str | None = None


@contextmanager
def only_run(settings: Settings, run_id: str, command: str) -> Iterator[Ending]:
    """Be the only run, and leave its start and end in the trail; a killed process frees the lock.

    Args:
        command: what was asked for, as a user would type it.

    Raises:
        DataError: another run is under way; the message says whose and since when.
        ServerError: a publication is under way.
    """
    with publisher(settings) as connection:

        def refusal(session: int | None) -> McaError:
            who = _who_holds(connection, settings, session)
            return DataError(f"Another run is under way: {who}. Nothing was changed; wait for it to end.")

        with named_lock(connection, _lock(settings), wait_seconds=0, refusal=refusal):
            connection.exec_driver_sql(f"set session wait_timeout = {_IDLE_SECONDS}")
            # Nobody begins while somebody publishes: a run that has lost its lock cannot be overtaken between
            # its last look (may_publish) and its flip.
            with publication_lock(connection, settings):
                run_events.begin(connection, settings, run_id, command)
            ending = Ending()
            try:
                yield ending
            except Exception as failure:
                run_events.end(settings, run_id, "failed", _reason(failure))
                raise
            except BaseException:
                run_events.end(settings, run_id, "interrupted", "it was asked to stop")
                raise
            run_events.end(settings, run_id, ending.event, ending.detail)


@contextmanager
def may_publish(connection: sa.Connection, settings: Settings, run_id: str) -> Iterator[None]:
    """Make sure that this run, and no other, may publish; the connection holds the publication lock.

    The run lock may be gone with its session (killed, or the server was restarted). If no run has begun
    since, it is taken again until the publication has ended.

    Raises:
        ServerError: another run has begun; nothing was changed.
    """
    newest = run_events.newest_start(connection, settings)
    own = run_events.newest_start(connection, settings, run_id=run_id)

    def refusal(session: int | None) -> McaError:
        who = _who_holds(connection, settings, session)
        return ServerError(f"Run {run_id} may not publish, because it is not the only one: {who}. {_RERUN}")

    if own is not None and newest is not None and newest.run_id != run_id:
        raise ServerError(
            f"Run {run_id} may not publish: it lost its lock on the server, and since then there was "
            f"{newest}. {_RERUN}"
        )
    if own is not None and session_holding(connection, _lock(settings)) == own.session:
        yield
        return
    with named_lock(connection, _lock(settings), wait_seconds=0, refusal=refusal):
        yield


def run_under_way(connection: sa.Connection, settings: Settings) -> RunStart | None:
    """Who holds the run lock now, if anybody does and has noted it."""
    session = session_holding(connection, _lock(settings))
    return None if session is None else run_events.newest_start(connection, settings, session=session)


_RERUN = "Nothing was published; the marts are as before. Run again: mca run"


def _who_holds(connection: sa.Connection, settings: Settings, session: int | None) -> str:
    if session is None:
        return "it has ended this moment"
    deadline = time.monotonic() + _UNTIL_NOTED_SECONDS
    while time.monotonic() < deadline:
        start = run_events.newest_start(connection, settings, session=session)
        if start is not None and run_events.end_of(connection, settings, start.run_id) is None:
            return str(start)
        time.sleep(0.1)
    return f"database session {session}"


def _reason(failure: Exception) -> str:
    """The failure in one line, without SQL and its values."""
    error = failure.orig if isinstance(failure, sa.exc.DBAPIError) and failure.orig else failure
    return f"{type(error).__name__}: {error}"


def _lock(settings: Settings) -> str:
    return f"{settings.database_prefix}_run"
