"""The log of publications and rollbacks in the ops database; only ever appended to."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publication_row import Publication, read_publication_row
from python_jobs.warehouse.runs.actor import this_actor
from python_jobs.warehouse.runs.run_events import RunStart, newest_start

Event = Literal["publish", "rollback"]


@dataclass(frozen=True)
class LogLine:
    """One publication or rollback: the run that readers saw after it, and the run that they saw before.

    Times are UTC. ``run_seconds`` is how long the whole run took, None while it goes on. Lines of earlier
    versions lack the figures.
    """

    event: Event
    run_id: str
    happened_at: datetime
    replaced_run_id: str | None
    os_user: str | None
    host: str | None
    git_revision: str | None
    fact_rows: int | None
    cost: Decimal | None
    revenue: Decimal | None
    newest_date: date | None
    batches: str | None
    run_seconds: float | None


def complete_log(connection: sa.Connection, settings: Settings) -> None:
    """Add the line that is missing if a process was killed between its flip and its line.

    The connection holds the publication lock, so no other process is between the two. Doing it again adds
    nothing: what readers see is then what the last line says.
    """
    published = read_publication_row(connection, settings, "marts")
    query = f"select run_id from {_table(settings)} order by publication_id desc limit 1"
    last: str | None = connection.scalar(sa.text(query))
    if published is None or published.run_id == last:
        return
    seen = sa.text(f"select count(*) from {_table(settings)} where event = 'publish' and run_id = :run_id")
    is_back = connection.scalar(seen, {"run_id": published.run_id})
    if is_back:
        append_line(connection, settings, "rollback", published, last)
        return
    who = newest_start(connection, settings, run_id=published.run_id)
    append_line(connection, settings, "publish", published, last, who)


def append_line(
    connection: sa.Connection,
    settings: Settings,
    event: Event,
    published: Publication,
    replaced_run_id: str | None,
    who: RunStart | None = None,
) -> None:
    """Append a line about what readers see now. A publication happened when its row says, a rollback now.

    Args:
        who: began the run, if that is not this process.
    """
    actor = who or this_actor()
    values = {
        "event": event,
        "run_id": published.run_id,
        "replaced_run_id": replaced_run_id,
        "os_user": actor.os_user,
        "host": actor.host,
        "git_revision": published.git_revision,
        "fact_rows": published.fact_rows,
        "cost": published.cost,
        "revenue": published.revenue,
        "newest_date": published.last_date,
        "raw_rows": published.raw_rows,
        "newest_batch_id": published.newest_batch_id,
        "batches": published.batches,
    }
    happened_at = ":published_at" if event == "publish" else "utc_timestamp(6)"
    statement = (
        f"insert into {_table(settings)} (done_by, happened_at, {', '.join(values)}) "
        f"values (current_user(), {happened_at}, {', '.join(f':{name}' for name in values)})"
    )
    connection.execute(sa.text(statement), {**values, "published_at": published.published_at})


def read_log(connection: sa.Connection, settings: Settings, limit: int) -> list[LogLine]:
    """The last ``limit`` lines, the newest first."""
    query = (
        "select log.event, log.run_id, log.happened_at, log.replaced_run_id, log.os_user, log.host, "
        "log.git_revision, log.fact_rows, log.cost, log.revenue, log.newest_date, log.batches, "
        "timestampdiff(microsecond, runs.started_at, runs.finished_at) / 1e6 "
        f"from {_table(settings)} as log "
        f"left join `{settings.database('ops')}`.runs on runs.run_id = log.run_id "
        "order by log.publication_id desc limit :limit"
    )
    return [LogLine(*row) for row in connection.execute(sa.text(query), {"limit": limit})]


def _table(settings: Settings) -> str:
    return f"`{settings.database('ops')}`.publications"
