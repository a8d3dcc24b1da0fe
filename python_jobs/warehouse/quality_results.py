"""Outcomes of single expectations, and their place in the ops database."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for

Severity = Literal["fail", "warn"]
Outcome = Literal["passed", "failed", "warned", "errored"]
"""``errored``: the check itself could not be carried out, so nothing is known about the data."""


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


def store_quality_results(settings: Settings, run_id: str, results: Sequence[QualityResult]) -> None:
    """Append a gate's results to ``quality_results`` with the publisher's account."""
    if not results:
        return
    statement = sa.text(
        f"insert into `{settings.database('ops')}`.quality_results (run_id, table_name, expectation, "
        "description, severity, outcome, observed, unexpected_count, sample, checked_at) values (:run_id, "
        ":table_name, :expectation, :description, :severity, :outcome, :observed, :unexpected_count, "
        ":sample, utc_timestamp(6))"
    )
    rows = [
        {
            "run_id": run_id,
            "table_name": result.table_name,
            "expectation": result.expectation,
            "description": result.description[:500],
            "severity": result.severity,
            "outcome": result.outcome,
            "observed": result.observed[:255] if result.observed is not None else None,
            "unexpected_count": result.unexpected_count,
            "sample": json.dumps(result.sample, default=str),
        }
        for result in results
    ]
    engine = engine_for(settings, "publisher")
    try:
        with engine.begin() as connection:
            connection.execute(statement, rows)
    finally:
        engine.dispose()
