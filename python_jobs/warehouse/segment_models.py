"""The registry of segmentation models in the ops database, and how customers move between segments."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.publishing.publication_row import read_publication_row
from python_jobs.warehouse.publishing.publisher import publisher

_NO_SUCH_TABLE = 1146


@dataclass(frozen=True)
class RegisteredModel:
    """One row of ``segment_models``; ``description`` is the whole of model.json without the map's points."""

    run_id: str
    created_at: datetime
    algorithm: str
    customers: int
    description: dict[str, Any]


def register(settings: Settings, description: dict[str, Any]) -> None:
    """Append a model, once per run however often its step is repeated."""
    statement = sa.text(
        f"insert ignore into `{settings.database('ops')}`.segment_models "
        "(run_id, created_at, algorithm, customers, description) "
        "values (:run_id, utc_timestamp(6), :algorithm, :customers, :description)"
    )
    values = {
        "run_id": description["run_id"],
        "algorithm": description["parameters"]["algorithm"],
        "customers": description["customers"],
        "description": json.dumps(description, ensure_ascii=False),
    }
    with publisher(settings) as connection:
        connection.execute(statement, values)


def registered_models(settings: Settings) -> tuple[RegisteredModel, ...]:
    """All models, the newest first."""
    with publisher(settings) as connection:
        return _models(connection, settings, "")


def registered_model(settings: Settings, run_id: str) -> RegisteredModel | None:
    """The model of a run; None if it made none."""
    with publisher(settings) as connection:
        return next(iter(_models(connection, settings, run_id)), None)


def published_model(settings: Settings) -> RegisteredModel | None:
    """The model of the segments that readers see now; None before the first."""
    with publisher(settings) as connection:
        publication = read_publication_row(connection, settings, "marts")
        if publication is None:
            return None
        return next(iter(_models(connection, settings, publication.run_id)), None)


def moved_share_pct(settings: Settings) -> float | None:
    """Share of the customers of candidate and publication whose segment number differs, in percent.

    None where no customer is in both, or nothing has been published.
    """
    build, marts = settings.database("build"), settings.database("marts")
    query = (
        "select 100 * sum(candidate.segment <> published.segment) / count(*) "
        f"from `{build}`.customer_segments as candidate "
        f"inner join `{marts}`.customer_segments as published using (customer_key)"
    )
    with publisher(settings) as connection:
        try:
            share = connection.exec_driver_sql(query).scalar()
        except sa.exc.ProgrammingError as error:
            if error.orig is not None and error.orig.args[0] == _NO_SUCH_TABLE:
                return None
            raise
    return None if share is None else float(share)


def _models(connection: sa.Connection, settings: Settings, run_id: str) -> tuple[RegisteredModel, ...]:
    """The models of a run, or of all runs for an empty id."""
    rows = connection.execute(
        sa.text(
            "select run_id, created_at, algorithm, customers, description "
            f"from `{settings.database('ops')}`.segment_models "
            "where :run_id in ('', run_id) order by created_at desc, run_id desc"
        ),
        {"run_id": run_id},
    )
    return tuple(
        RegisteredModel(row[0], row[1], row[2], int(row[3]), json.loads(row[4])) for row in rows.tuples()
    )
