"""Runs that could not tell of themselves: their servers did not start, or their process was killed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from flows.run_log import RunLog
from flows.telling import tell_run
from python_jobs import logs
from python_jobs.errors import McaError, ServerError
from python_jobs.settings import Settings, load_settings
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs import run_events, run_records
from python_jobs.warehouse.runs.run_records import Status

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun, State
    from prefect.flows import Flow

log = logging.getLogger(__name__)


@contextmanager
def telling_of_a_failed_start(settings: Settings) -> Iterator[None]:
    """Leave a record, and tell the operator, when the body cannot start what a run needs."""
    try:
        yield
    except (McaError, sa.exc.DBAPIError) as failure:
        _record(settings, RunLog(), "failed", failure)
        raise


def tell_of_a_crash(flow: Flow[..., Any], flow_run: FlowRun, state: State[Any]) -> None:  # noqa: ARG001
    """Prefect's hook for a flow whose process has ended without a word, e.g. for want of memory.

    It is called by the process that serves the schedule. A run that has told of itself is left alone.
    """
    settings = load_settings()
    try:
        with publisher(settings) as connection:
            start = run_events.newest_start(connection, settings)
            began = start.happened_at.replace(tzinfo=timezone.utc) if start else None
            ended = start and run_events.end_of(connection, settings, start.run_id)
    except (McaError, sa.exc.SQLAlchemyError):
        start = began = ended = None
    failure = ServerError(
        f"The process of the scheduled run ended without a word: {state.message}\n"
        "Was it killed, or was there no memory left? The machine's own log knows: journalctl --dmesg"
    )
    if start is None or began is None or not _belongs(began, flow_run):
        _record(settings, RunLog(), "interrupted", failure)
    elif ended is None:
        _record(settings, RunLog(run_id=start.run_id, started_at=began), "interrupted", failure)


def _belongs(began: datetime, flow_run: FlowRun) -> bool:
    # The serving process got to know the run before it started, so that its start may be unknown here.
    earliest = flow_run.start_time or flow_run.expected_start_time
    # Prefect may start a run a moment before its time.
    return earliest is not None and began >= earliest - timedelta(seconds=10)


def _record(settings: Settings, run_log: RunLog, status: Status, failure: Exception) -> None:
    with logs.run(run_log.run_id):
        record = run_log.record(settings, status, failure)
        run_records.save(settings, record)
        tell_run(settings, record)
