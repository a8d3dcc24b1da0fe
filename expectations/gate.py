"""The gate: runs every suite against staging and the candidate, and writes Data Docs."""

import time
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from expectations.check_times import checks_timed
from expectations.data_context import add_source, new_context
from expectations.days_in_turn import days_to_add_up
from expectations.gate_result import GateResult, TableResult
from expectations.outcomes import broken_suite, quality_result
from expectations.row_samples import SAMPLE_ROWS, sample_rows
from expectations.standing_audit import NOTHING_STANDS, StandingAudit
from python_jobs.settings import Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.connections import engine_for

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

    from expectations.suite import Suite
    from expectations.vocabulary import Expectation


def run_gate(
    settings: Settings,
    run_id: str,
    folder: Path,
    suites: "Sequence[Suite] | None" = None,
    standing: StandingAudit = NOTHING_STANDS,
) -> GateResult:
    """Evaluate the suites (all that there are, unless given) with the transformer's account.

    Args:
        folder: receives ``data_docs/index.html``.
        standing: results of tables that need not be looked at again.

    Raises:
        sqlalchemy.exc.OperationalError: the server cannot be reached; a retry may heal it.
    """
    engine = engine_for(settings, "transformer")
    try:
        # Closed again before the checks: it holds what it has read until then.
        with engine.connect() as connection:
            values = {
                "days": days_to_add_up(connection, settings),
                "tomorrow": connection.scalar(sa.text("select utc_date() + interval 1 day")),
            }
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's advice to its own developers
            context = new_context(folder)
            if suites is None:
                from expectations.suites import SUITES

                suites = SUITES
            started = time.monotonic()
            layers = sorted({suite.layer for suite in suites})
            sources = {layer: add_source(context, settings, layer) for layer in layers}
            tables = tuple(
                _standing(suite, standing)
                or _check(context, sources[suite.layer], engine, settings, suite, values, run_id)
                for suite in suites
            )
            with timed("part", "data docs"):
                context.build_data_docs()
    finally:
        engine.dispose()
    index = folder / "data_docs" / "index.html"
    return GateResult(run_id, tables, index, round(time.monotonic() - started, 3))


def _standing(suite: "Suite", standing: StandingAudit) -> TableResult | None:
    results = standing.of(suite.table, suite.made_of)
    return TableResult(suite.table, results) if results and suite.agrees_with(results) else None


def _check(
    context: "EphemeralDataContext",
    source: "SQLDatasource",
    engine: sa.Engine,
    settings: Settings,
    suite: "Suite",
    values: Mapping[str, Any],
    run_id: str,
) -> TableResult:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    from expectations.counting import unchanged_expectations

    try:
        database, name = suite.relation(settings)
        asset = source.add_table_asset(suite.table, table_name=name, schema_name=database)
        batch = asset.add_batch_definition_whole_table("whole table")
    except Exception as error:  # whatever it is, the other tables are still worth looking at
        return TableResult(suite.table, (broken_suite(suite, error),))
    expectations = suite.filled_in(values)
    named = context.suites.add(gx.ExpectationSuite(name=suite.table, expectations=expectations))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=suite.table, data=batch, suite=named)
    )
    with checks_timed(suite), unchanged_expectations():
        validation = definition.run(
            # Counts only (counting.py); rows are fetched below, where some failed.
            result_format=_result_format(suite, rows=0),
            # Without a time it takes one from the name, and 11 % of our ids end like an impossible offset.
            run_id=RunIdentifier(run_name=run_id, run_time=datetime.now(timezone.utc)),
        )

    def failing_rows(expectation: "Expectation") -> "ExpectationValidationResult":
        return batch.get_batch().validate(expectation, result_format=_result_format(suite, SAMPLE_ROWS))

    results = [quality_result(suite, one) for one in validation.results]
    for place, result in enumerate(results):
        if result.outcome in ("failed", "warned"):
            expectation = next(e for e in expectations if e.description == result.description)
            sample = sample_rows(settings, engine, suite, expectation, failing_rows)
            results[place] = replace(result, sample=sample)
    return TableResult(suite.table, tuple(results))


def _result_format(suite: "Suite", rows: int) -> dict[str, Any]:
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": rows,
        "unexpected_index_column_names": list(suite.key),
    }
