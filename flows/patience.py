"""The patience of a run with a step: a limit on its time, further tries, an end to what it left executing."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from flows.execution import Step
from python_jobs.disk_space import want_of_room
from python_jobs.errors import ServerError
from python_jobs.operations_config import OperationsConfig, RetryConfig
from python_jobs.settings import Settings
from python_jobs.time_limit import TimeLimitReached, time_limit
from python_jobs.warehouse.sessions import end_statements

T = TypeVar("T")

# The key of each step under `timeouts` in operations.yml.
_TIMEOUT_KEYS = {
    "ingest": "ingest",
    "fact copy": "build",
    "dbt build": "build",
    "segmentation": "segmentation",
    "exploration": "segmentation",
    "audit": "audit",
    "draft": "report",
    "publish": "publish",
    "spare copies": "build",
    "report": "report",
}

Told = Callable[[BaseException, float], None]
"""Told the error and the seconds until the next try."""


def patient_step(
    settings: Settings, config: OperationsConfig, run_id: str, name: str, call: Callable[[], T], told: Told
) -> Step[T]:
    """A step that is stopped when its time is up, all its tries together, and leaves nothing executing.

    The step's call raises ``ServerError`` when its time is up, else what ``call`` raises.
    """
    key = _TIMEOUT_KEYS[name]
    seconds: float = getattr(config.timeouts, key)
    deadline: float | None = None

    def limited() -> T:
        nonlocal deadline
        deadline = deadline or time.monotonic() + seconds
        try:
            with time_limit(deadline - time.monotonic()):
                return call()
        except TimeLimitReached:
            end_statements(settings, run_id)
            raise ServerError(
                f"{name} took longer than {seconds:g} seconds and was stopped, with its statements on the "
                f"server.{want_of_room(settings)} {_readers_see(name)} If it needs more, raise "
                f"timeouts.{key} in {settings.config_dir / 'operations.yml'}; the log says how long it took "
                "before."
            ) from None
        except BaseException:
            end_statements(settings, run_id)
            raise

    return Step(name, limited, pauses(config.retries), told)


def pauses(config: RetryConfig) -> tuple[float, ...]:
    """Seconds before each further try: doubling, with jitter so that clients do not come back all at once."""
    return tuple(
        config.first_pause_seconds * 2**attempt * random.uniform(0.5, 1.5)
        for attempt in range(config.attempts)
    )


def _readers_see(name: str) -> str:
    if name == "spare copies":
        return "The marts are published, and their reports are written."
    if name == "report":
        return "The marts are published; `mca report` writes the reports once more."
    if name == "publish":
        return "`mca publication status` says whether it was published."
    return "The published marts are as they were."
