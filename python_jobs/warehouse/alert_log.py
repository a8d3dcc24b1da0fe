"""Which alerts were told, when and where to, in the ops database; it only grows."""

import json
import logging
from collections.abc import Mapping
from datetime import datetime, timezone

import sqlalchemy as sa

from python_jobs.errors import McaError
from python_jobs.printable import printable
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

log = logging.getLogger(__name__)


def note_alert(
    settings: Settings, events: str, subject: str, headline: str, deliveries: Mapping[str, str | None]
) -> None:
    """Append an alert. Without a database it is only in the log file.

    Args:
        subject: The run, or the publication that has become old.
        deliveries: Channel to its error, None where the alert arrived.
    """
    statement = sa.text(
        f"insert into `{settings.database('ops')}`.alerts (told_at, events, subject, headline, deliveries) "
        "values (utc_timestamp(6), :events, :subject, :headline, :deliveries)"
    )
    values = {
        "events": events,
        "subject": subject,
        "headline": printable(headline, 500),
        "deliveries": json.dumps(deliveries),
    }
    try:
        engine = engine_for(settings, "publisher")
        try:
            with engine.begin() as connection:
                connection.execute(statement, values)
        finally:
            engine.dispose()
    except (sa.exc.SQLAlchemyError, McaError) as error:
        log.info("The alert is not in the database: %s", error, extra={"event": "alert_not_noted"})


def stale_told(settings: Settings, subject: str) -> datetime | None:
    """When it was last told that a publication had become old; None if never.

    Raises:
        ServerError, sqlalchemy.exc.SQLAlchemyError: the database does not answer.
    """
    query = sa.text(
        f"select max(told_at) from `{settings.database('ops')}`.alerts "
        "where subject = :subject and find_in_set('stale', events) > 0"
    )
    engine = engine_for(settings, "publisher")
    try:
        with engine.connect() as connection:
            told: datetime | None = connection.execute(query, {"subject": subject}).scalar_one()
    finally:
        engine.dispose()
    return told.replace(tzinfo=timezone.utc) if told else None
