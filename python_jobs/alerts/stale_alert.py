"""The alert for a run that did not happen, or that never gets as far as publishing."""

from datetime import datetime, timedelta

from python_jobs.alerts.alert import Alert, shortened
from python_jobs.alerts.run_alert import Context
from python_jobs.alerts.visible_data import VisibleData
from python_jobs.formatting import plural
from python_jobs.warehouse.runs.run_history import PastRun


def stale_alert(
    visible: VisibleData | None, last_run: PastRun | None, maximum: timedelta, now: datetime, context: Context
) -> Alert:
    """The alert that nothing was published for longer than ``maximum``; ``last_run`` is the latest known."""
    if visible is None:
        headline = "No run has published anything yet"
    elif visible.published_at is None:
        headline = "It is unknown when a run last published"
    else:
        headline = f"No run has published for {duration(now - visible.published_at)}"
    expected = f"Expected is a publication at least every {duration(maximum)}."
    return Alert(
        events=("stale",),
        headline=headline,
        why=shortened([expected, *_reason(visible, last_run)]),
        facts=context.facts,
        commands=context.commands,
    )


def subject_of(visible: VisibleData | None) -> str:
    """What such an alert is about: it is told once per publication that becomes old."""
    return f"after {visible.run_id if visible else 'nothing'}"


def duration(span: timedelta) -> str:
    """``26 hours``, ``5 days``: as exact as one wants to know."""
    hours = span.total_seconds() / 3600
    if hours < 2:
        return plural(round(hours * 60), "minute")
    return plural(round(hours), "hour") if hours < 72 else plural(round(hours / 24), "day")


def _reason(visible: VisibleData | None, last_run: PastRun | None) -> list[str]:
    if last_run is None or (visible is not None and last_run.run_id <= visible.run_id):
        return ["No run has ended since. Is `mca schedule`, or your cron job, still running?"]
    first_line = (last_run.error or "").partition("\n")[0]
    where = f" at {last_run.failed_step}" if last_run.failed_step else ""
    status = "found nothing to change" if last_run.status == "unchanged" else f"{last_run.status}{where}"
    ended = f"The last run, {last_run.run_id}, {status} {last_run.finished_at:%Y-%m-%d %H:%M} UTC"
    if visible is not None and last_run.published:
        return [
            f"{ended}, but an older publication is visible since a rollback (see `mca publication history`), "
            "and no run has ended since."
        ]
    return [f"{ended}: {first_line}" if first_line else f"{ended}."]
