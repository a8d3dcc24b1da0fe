"""Whether two failures, or two warnings, are the same one met again."""

import re
from collections.abc import Sequence

from python_jobs.operations_config import AlertsConfig
from python_jobs.warehouse.runs.run_history import PastRun
from python_jobs.warehouse.runs.run_records import RUN_ID

_NUMBER = re.compile(r"\d[\d,.]*")


def kind_of(text: str) -> str:
    """A text without its numbers: 35 failing rows yesterday and 36 today are the same problem."""
    return _NUMBER.sub("#", RUN_ID.sub("#", text))


def same_failures(run: PastRun, earlier: Sequence[PastRun]) -> list[PastRun]:
    """The runs directly before this one that failed at the same step for the same reason, newest first."""
    found: list[PastRun] = []
    for past in earlier:
        if past.succeeded or _failure(past) != _failure(run):
            break
        found.append(past)
    return found


def failures_before(earlier: Sequence[PastRun]) -> list[PastRun]:
    """The runs since the last one that succeeded, newest first."""
    found: list[PastRun] = []
    for past in earlier:
        if past.succeeded:
            break
        found.append(past)
    return found


def new_warnings(warnings: Sequence[str], last_good: PastRun | None) -> list[str]:
    """The warnings of a kind that the last successful run did not have."""
    known = {kind_of(warning) for warning in last_good.warnings} if last_good else set()
    return [warning for warning in warnings if kind_of(warning) not in known]


def is_told_again(run: PastRun, previous: PastRun, config: AlertsConfig) -> bool:
    """Whether a failure that is the previous one once more falls into a new span of ``repeat_hours``.

    The spans are counted from a fixed moment, so that nothing need be remembered between two runs.
    """
    seconds = config.repeat_hours * 3600
    return run.finished_at.timestamp() // seconds != previous.finished_at.timestamp() // seconds


def _failure(run: PastRun) -> tuple[str, str | None, str]:
    return run.status, run.failed_step, kind_of(run.error or "")
