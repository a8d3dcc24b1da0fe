"""What users see at this moment: the first thing that an operator wants to know."""

from dataclasses import dataclass
from datetime import datetime, timezone

import sqlalchemy as sa

from python_jobs.errors import McaError
from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publication import read_publication
from python_jobs.warehouse.runs.run_history import past_runs

_AFTER_ALL_RUNS = "~"  # sorts behind every run id
_OUTAGE = "the database does not answer, so no refresh works"


@dataclass(frozen=True)
class VisibleData:
    """The data in the published marts.

    ``database_answers`` is False where only the run records know, and ``published_at`` None if not they.
    """

    run_id: str
    published_at: datetime | None
    last_date: str | None
    database_answers: bool


def visible_data(settings: Settings) -> VisibleData | None:
    """What is published; None before the first publication."""
    try:
        published = read_publication(settings)
    except (McaError, sa.exc.SQLAlchemyError):
        last = next((run for run in past_runs(settings, _AFTER_ALL_RUNS) if run.published), None)
        if last is None:
            return VisibleData("unknown", None, None, False)
        return VisibleData(last.run_id, last.finished_at, last.last_date, False)
    if published is None:
        return None
    when = published.published_at.replace(tzinfo=timezone.utc)
    last_date = str(published.last_date) if published.last_date else None
    return VisibleData(published.run_id, when, last_date, True)


def what_users_see(visible: VisibleData | None, run_id: str | None = None) -> str:
    """That in a sentence, seen from a run that has just ended: its own data, the last good data, or none."""
    if visible is None:
        return "nothing yet: no run has published"
    if visible.published_at is None:
        return f"unknown: {_OUTAGE}, and no run recorded here has published"
    data = f"published {visible.published_at:%Y-%m-%d %H:%M} UTC, up to {visible.last_date or 'no date'}"
    if not visible.database_answers:
        return f"unknown: {_OUTAGE}; the last good data is of run {visible.run_id}, {data}"
    if visible.run_id == run_id:
        return f"the data of this run, {data}"
    return f"still the last good data, of run {visible.run_id}, {data}"
