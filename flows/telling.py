"""Tells the operator about a run that has ended, or about one that has not happened. Nothing here raises."""

import json
import logging
import socket
from datetime import datetime, timedelta, timezone

import sqlalchemy as sa

from python_jobs import logs
from python_jobs.alerts.alert import Alert
from python_jobs.alerts.commands import commands_after
from python_jobs.alerts.delivery import deliver
from python_jobs.alerts.run_alert import Context, failure_alert, success_alert
from python_jobs.alerts.stale_alert import stale_alert, subject_of
from python_jobs.alerts.visible_data import visible_data, what_users_see
from python_jobs.errors import ConfigurationError, McaError
from python_jobs.operations_config import AlertsConfig, load_operations_config
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.warehouse.alert_log import note_alert, stale_told
from python_jobs.warehouse.runs.run_history import PastRun, past_run, past_runs
from python_jobs.warehouse.runs.run_records import RunRecord

log = logging.getLogger(__name__)


def tell_run(settings: Settings, record: RunRecord, *, expects_fresh_data: bool = True) -> None:
    """Tell what is new about a run that has ended: a failure, new warnings, stale data, a recovery.

    A run that was turned away, because another one is under way, is no news: that one will be told about.
    """
    if record.status == "skipped":
        return
    try:
        config = _config(settings)
        run = past_run(json.loads(record.to_json()))
        earlier = _earlier(settings, run.run_id)

        def context() -> Context:
            return _context_of_run(settings, run, record)

        if run.succeeded:
            last_good = next((past for past in earlier if past.succeeded), None)
            told = last_good and stale_told(settings, f"after {last_good.run_id}")
            alert = success_alert(
                run,
                earlier,
                config,
                context,
                was_told_stale=bool(told),
                expects_fresh_data=expects_fresh_data,
            )
        else:
            alert = failure_alert(run, earlier, config, context)
        if alert is None:
            log.info("Nothing new to tell about this run", extra={"event": "alert_not_needed"})
        else:
            _tell(settings, config, alert, run.run_id)
    except Exception:  # an alert must not turn a good run into a failed one, nor hide why one failed
        log.exception("The run could not be told about", extra={"event": "alert_failed"})


def tell_stale(
    settings: Settings, maximum: timedelta | None = None, told_before: dict[str, datetime] | None = None
) -> bool:
    """Tell, once and then every ``alerts.repeat_hours``, that the publication is older than ``maximum``.

    Args:
        maximum: None takes ``alerts.stale_after_hours``.
        told_before: Remembers, between two calls of one process, what the database cannot while it is down.

    Returns:
        Whether the publication is too old, told now or before.
    """
    try:
        config = _config(settings)
        now = datetime.now(timezone.utc)
        maximum = maximum or timedelta(hours=config.stale_after_hours)
        visible = visible_data(settings)
        published_at = visible.published_at if visible else None
        if published_at is not None and now - published_at <= maximum:
            return False
        subject = subject_of(visible)
        told = _when_told(settings, subject, told_before or {})
        if told is None or now - told >= timedelta(hours=config.repeat_hours):
            last_run = next(iter(_earlier(settings, "~")), None)
            context = Context(
                (("Users see", what_users_see(visible)), ("Where", _place(settings))),
                ("mca publication status", "mca server status", f"less {logs.path(settings)}"),
            )
            alert = stale_alert(visible, last_run, maximum, now, context)
            if told_before is not None:
                told_before[subject] = now
            _tell(settings, config, alert, subject)
    except Exception:
        log.exception("Could not look whether the data is stale", extra={"event": "alert_failed"})
    return True


def _config(settings: Settings) -> AlertsConfig:
    """The configuration; a broken file is itself a reason to tell, which the chat of the environment can."""
    try:
        return load_operations_config(settings).alerts
    except ConfigurationError:
        return AlertsConfig()


def _earlier(settings: Settings, run_id: str) -> tuple[PastRun, ...]:
    """The runs before; if their records are unreadable, it is told as if there were none."""
    try:
        return past_runs(settings, run_id)
    except Exception:
        log.exception("The earlier runs could not be read", extra={"event": "history_unreadable"})
        return ()


def _tell(settings: Settings, config: AlertsConfig, alert: Alert, subject: str) -> None:
    deliveries = deliver(settings, config, alert)
    outcome = {delivery.channel: delivery.error for delivery in deliveries}
    note_alert(settings, ",".join(alert.events), subject, alert.headline, outcome)


def _when_told(settings: Settings, subject: str, told_before: dict[str, datetime]) -> datetime | None:
    try:
        noted = stale_told(settings, subject)
    except (McaError, sa.exc.SQLAlchemyError):
        noted = None
    return max((moment for moment in (noted, told_before.get(subject)) if moment), default=None)


def _context_of_run(settings: Settings, run: PastRun, record: RunRecord) -> Context:
    facts = [("Users see", what_users_see(visible_data(settings), run.run_id))]
    if record.rows_concerned is not None:
        # Of the check with the most: several checks may have found the same rows.
        facts.append(("Rows concerned", f"{record.rows_concerned:,} or more"))
    if run.warnings or not run.succeeded:
        audit = settings.outputs / run.run_id / "audit.html"
        if audit.exists():
            facts.append(("Audit", str(audit)))
    began, ended = f"{run.started_at:%Y-%m-%d %H:%M}", f"{run.finished_at:%H:%M} UTC"
    facts += [
        ("Run", f"{run.run_id}, {began} to {ended}, code {record.git_revision}"),
        ("Where", _place(settings)),
    ]
    return Context(tuple(facts), commands_after(settings, run))


def _place(settings: Settings) -> str:
    database = settings.mysql_host or "the private server"
    return (
        f"{socket.gethostname()}, {PROJECT_ROOT}, MCA_HOME={settings.home}, "
        f"database prefix {settings.database_prefix} on {database}"
    )
