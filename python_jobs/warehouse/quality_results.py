"""Outcomes of single expectations, and their place in the ops database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

Severity = Literal["fail", "warn"]
Outcome = Literal["passed", "failed", "warned", "errored"]
"""``errored``: the check itself could not be carried out, so nothing is known about the data."""

DESCRIPTION_LENGTH = 500
"""So many letters of a description are stored."""


@dataclass(frozen=True)
class QualityResult:
    """One expectation's outcome.

    ``description`` says in plain words what was expected, ``observed`` what was found (or the error of a
    check that raised), ``sample`` holds up to 20 failing rows as column -> text.
    """

    table_name: str
    expectation: str
    description: str
    severity: Severity
    outcome: Outcome
    observed: str | None
    unexpected_count: int | None
    sample: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class PastAudit:
    """How many expectations of one table (or comparison) ended how in one run. ``checked_at`` is UTC."""

    run_id: str
    checked_at: datetime
    table_name: str
    passed: int
    warned: int
    failed: int
    errored: int


def store_quality_results(settings: Settings, run_id: str, results: Sequence[QualityResult]) -> None:
    """Append a gate's results to ``quality_results`` with the publisher's account."""
    if not results:
        return
    statement = sa.text(
        f"insert into `{settings.database('ops')}`.quality_results (run_id, table_name, expectation, "
        "description, severity, outcome, observed, unexpected_count, sample, checked_at) values (:run_id, "
        ":table_name, :expectation, :description, :severity, :outcome, :observed, :unexpected_count, "
        ":sample, :checked_at)"
    )
    engine = engine_for(settings, "publisher")
    try:
        with engine.begin() as connection:
            # Asked for apart: PyMySQL sends many rows at once only where each value is a parameter.
            now = connection.scalars(sa.text("select utc_timestamp(6)")).one()
            connection.execute(statement, [_row(run_id, result, now) for result in results])
    finally:
        engine.dispose()


def _row(run_id: str, result: QualityResult, checked_at: datetime) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "table_name": result.table_name,
        "expectation": result.expectation,
        "description": result.description[:DESCRIPTION_LENGTH],
        "severity": result.severity,
        "outcome": result.outcome,
        "observed": result.observed[:255] if result.observed is not None else None,
        "unexpected_count": result.unexpected_count,
        "sample": json.dumps(result.sample, default=str),
        "checked_at": checked_at,
    }


def read_quality_results(
    connection: sa.Connection, settings: Settings, run_id: str
) -> tuple[QualityResult, ...]:
    """The results of a run's last audit, in its order; empty if there was none."""
    results = f"`{settings.database('ops')}`.quality_results"
    # An audit that was repeated has stored everything twice.
    query = sa.text(
        "select table_name, expectation, description, severity, outcome, observed, unexpected_count, sample "
        f"from {results} inner join (select max(result_id) as result_id from {results} "
        "where run_id = :run_id group by table_name, expectation, description) as latest using (result_id) "
        "order by result_id"
    )
    rows = connection.execute(query, {"run_id": run_id}).mappings()
    return tuple(QualityResult(**{**row, "sample": tuple(json.loads(row["sample"]))}) for row in rows)


def read_history(settings: Settings, runs: int = 30) -> tuple[PastAudit, ...]:
    """Read the audits of the last so many runs, the oldest first, with the account that only reads."""
    results = f"`{settings.database('ops')}`.quality_results"
    counts = ", ".join(f"sum(outcome = '{outcome}') as {outcome}" for outcome in get_args(Outcome))
    # The newest rows are those with the highest number; a run leaves about a hundred.
    query = (
        f"select run_id, max(checked_at) as checked_at, table_name, {counts} from {results} "
        f"inner join (select run_id, max(result_id) as newest from {results} "
        "group by run_id order by newest desc limit :runs) as recent using (run_id) "
        "group by run_id, table_name, newest order by newest, min(result_id)"
    )
    engine = engine_for(settings, "analyst")
    try:
        with engine.connect() as connection:
            rows = connection.execute(sa.text(query), {"runs": runs}).mappings()
            return tuple(
                PastAudit(
                    row["run_id"],
                    row["checked_at"],
                    row["table_name"],
                    *(int(row[outcome]) for outcome in ("passed", "warned", "failed", "errored")),
                )
                for row in rows
            )
    finally:
        engine.dispose()
