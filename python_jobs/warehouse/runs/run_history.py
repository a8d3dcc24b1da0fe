"""The runs before this one, newest first: what an alert compares a run with."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timezone
from itertools import islice
from typing import Any

import sqlalchemy as sa

from python_jobs.errors import McaError
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

# A run every five minutes is 288 a day; "288th time since" is said well enough by "more than 200".
MOST_RUNS = 200
_UNFINISHED = ("failed", "interrupted")
_PARTS = ("stages", "error", "warnings", "totals")


@dataclass(frozen=True)
class PastRun:
    """A run as it ended. ``last_date`` is the newest date in its marts, ISO; times are UTC.

    A run that ``was_killed`` could not tell anybody: the next one has found its beginning without an end.
    """

    run_id: str
    status: str
    started_at: datetime
    finished_at: datetime
    failed_step: str | None
    error: str | None
    warnings: tuple[str, ...]
    last_date: str | None
    was_killed: bool = False

    @property
    def succeeded(self) -> bool:
        """Whether what is published was right when it ended: it published, or found nothing changed."""
        return self.status in ("succeeded", "unchanged")

    @property
    def published(self) -> bool:
        """Whether what was published when it ended is its own."""
        return self.status == "succeeded"


def past_runs(settings: Settings, before: str) -> tuple[PastRun, ...]:
    """The latest runs that began before a run, newest first, at most ``MOST_RUNS``.

    They come from the ops database, and from the files in the home as well: a run that failed because the
    database was gone has left nothing else. Runs that were turned away, because another one was under way,
    are left out: they say nothing about the data.
    """
    found = {run.run_id: run for run in islice(_in_files(settings), MOST_RUNS)}
    # Without a database the files are all that is known.
    with suppress(sa.exc.SQLAlchemyError, McaError):
        found |= {run.run_id: run for run in _in_database(settings)}
    # A run id begins with its time, so that runs sort by it.
    earlier = sorted((run for run in found.values() if run.run_id < before), key=lambda run: run.run_id)
    return tuple(run for run in reversed(earlier) if run.status != "skipped")[:MOST_RUNS]


def past_run(record: dict[str, Any]) -> PastRun:
    """What counts of a run's record, from its JSON."""
    stages: Sequence[dict[str, Any]] = record.get("stages") or ()
    return PastRun(
        run_id=str(record["run_id"]),
        status=str(record["status"]),
        started_at=_moment(record["started_at"]),
        finished_at=_moment(record["finished_at"]),
        failed_step=next((stage["name"] for stage in stages if stage["status"] in _UNFINISHED), None),
        error=record.get("error"),
        warnings=tuple(record.get("warnings") or ()),
        last_date=(record.get("totals") or {}).get("last_date"),
    )


def _in_files(settings: Settings) -> Iterator[PastRun]:
    for path in sorted(settings.outputs.glob("*/run_record.json"), reverse=True):
        if path.parent.is_symlink():
            continue
        # A run killed while it wrote leaves half a file.
        with suppress(OSError, ValueError, KeyError, TypeError):
            record = json.loads(path.read_text(encoding="utf-8"))
            if record.get("database_prefix") == settings.database_prefix:
                yield past_run(record)


def _in_database(settings: Settings) -> list[PastRun]:
    ops = settings.database("ops")
    # Only the parts that count: a record has the figures of every channel and segment (10 to 100 kB).
    # Each in a column: one json_extract of all has them in another order on each kind of server.
    parts = ", ".join(f"json_extract(record, '$.{part}')" for part in _PARTS)
    recorded = sa.text(
        f"select run_id, status, started_at, finished_at, {parts} "
        f"from `{ops}`.runs order by started_at desc limit {MOST_RUNS}"
    )
    killed = sa.text(
        "select begun.run_id, begun.happened_at, ended.happened_at, ended.detail "
        f"from `{ops}`.run_events as begun inner join `{ops}`.run_events as ended "
        "on ended.run_id = begun.run_id and ended.event = 'interrupted' "
        f"where begun.event = 'started' and begun.run_id not in (select run_id from `{ops}`.runs) "
        f"order by begun.happened_at desc limit {MOST_RUNS}"
    )
    engine = engine_for(settings, "publisher")
    try:
        with engine.connect() as connection:
            return [
                *(_from_row(*row) for row in connection.execute(recorded)),
                *(_killed(*row) for row in connection.execute(killed)),
            ]
    finally:
        engine.dispose()


def _from_row(run_id: str, status: str, started: datetime, finished: datetime, *parts: str | None) -> PastRun:
    return past_run(
        {
            **{name: part and json.loads(part) for name, part in zip(_PARTS, parts, strict=True)},
            "run_id": run_id,
            "status": status,
            "started_at": started.isoformat(),
            "finished_at": finished.isoformat(),
        }
    )


def _killed(run_id: str, began: datetime, noticed: datetime, detail: str | None) -> PastRun:
    return PastRun(
        run_id=run_id,
        status="interrupted",
        started_at=began.replace(tzinfo=timezone.utc),
        finished_at=noticed.replace(tzinfo=timezone.utc),
        failed_step=None,
        error=detail,
        warnings=(),
        last_date=None,
        was_killed=True,
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
