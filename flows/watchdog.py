"""Beside a schedule: looks every few minutes whether anything was published lately, and tells if not."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

from flows.telling import tell_stale
from python_jobs.operations_config import load_operations_config
from python_jobs.settings import Settings

_CHECK_SECONDS = 300.0


@contextmanager
def watchdog(settings: Settings, check_seconds: float = _CHECK_SECONDS) -> Iterator[None]:
    """Watch while the body goes on. A schedule that starts on old data has ``stale_after_hours`` to make new.

    It sees what a failed run cannot tell: runs that never begin, e.g. because Prefect's server is gone. The
    end of this very process it cannot see; for that, let cron call `mca publication status --max-age 26h`.
    """
    stop = threading.Event()
    thread = threading.Thread(
        target=_watch, args=(settings, stop, check_seconds), daemon=True, name="watchdog of publications"
    )
    thread.start()
    try:
        yield
    finally:
        stop.set()


def _watch(settings: Settings, stop: threading.Event, check_seconds: float) -> None:
    patience = timedelta(hours=load_operations_config(settings).alerts.stale_after_hours)
    began = datetime.now(timezone.utc)
    told_before: dict[str, datetime] = {}
    while not stop.wait(check_seconds):
        if datetime.now(timezone.utc) - began > patience:
            tell_stale(settings, patience, told_before)
