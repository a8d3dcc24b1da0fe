"""The run whose publication readers see, as long as nothing has been tried since."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.layer_tables import published_tables
from python_jobs.warehouse.publishing.publication_row import read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher


def standing_record(settings: Settings, run_id: str) -> dict[str, Any] | None:
    """The record of the run that made what is published.

    None where that run did not end well, where it is not certain which load batches it read, where another
    run but ``run_id`` was begun after it (those that found nothing changed do not count), or where a mart or
    one of its outputs is gone.
    """
    ops = settings.database("ops")
    with publisher(settings) as connection:
        published = read_publication_row(connection, settings, "marts")
        if published is None or published.batches is None:
            return None
        if set(published_tables(connection, settings, "marts", published)) != published.tables:
            return None
        recorded = connection.scalar(
            sa.text(f"select record from `{ops}`.runs where run_id = :run_id and status = 'succeeded'"),
            {"run_id": published.run_id},
        )
        tried_since = connection.scalar(
            sa.text(
                f"select count(*) from `{ops}`.run_events as begun where begun.event = 'started' "
                "and begun.run_id <> :this_run and begun.event_id > "
                f"(select max(event_id) from `{ops}`.run_events "
                "where event = 'started' and run_id = :published) "
                f"and not exists (select 1 from `{ops}`.run_events as ended "
                "where ended.run_id = begun.run_id and ended.event = 'unchanged')"
            ),
            {"this_run": run_id, "published": published.run_id},
        )
    if recorded is None or tried_since:
        return None
    record: dict[str, Any] = json.loads(recorded)
    return record if all(Path(path).exists() for path in record["outputs"].values()) else None
