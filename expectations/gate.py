"""The gate: runs every suite against staging and the candidate, and writes Data Docs."""

import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
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
from python_jobs.settings import Layer, Settings
from python_jobs.timed_parts import timed
from python_jobs.warehouse.connections import engine_for

if TYPE_CHECKING:
    from great_expectations.core import ExpectationValidationResult
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

    from expectations.suite import Suite
    from expectations.vocabulary import Expectation


class Gate:
    """Looks at tables, in one context of the library, because its pages are of all of them.

    Some can be looked at before others are there; whoever does that says that they stay as they are.
    """

    def __init__(self, settings: Settings, run_id: str, folder: Path) -> None:
        """Nothing is looked at yet.

        Args:
            folder: receives ``data_docs/index.html``.
        """
        self._settings = settings
        self._run_id = run_id
        self._folder = folder
        self._context: EphemeralDataContext | None = None
        self._sources: dict[Layer, SQLDatasource] = {}
        self._seen: dict[str, TableResult] = {}
        self._seconds = 0.0

    def look_at(self, suites: "Sequence[Suite]", standing: StandingAudit = NOTHING_STANDS) -> None:
        """Evaluate the suites with the transformer's account, except those that have been.

        Args:
            standing: results of tables that need not be looked at again.

        Raises:
            sqlalchemy.exc.OperationalError: the server cannot be reached; a retry may heal it.
        """
        engine = engine_for(self._settings, "transformer")
        try:
            # Closed again before the checks: it holds what it has read until then.
            with engine.connect() as connection:
                values = {
                    "days": days_to_add_up(connection, self._settings),
                    "staging": self._settings.database("staging"),
                    "tomorrow": connection.scalar(sa.text("select utc_date() + interval 1 day")),
                }
            with self._working() as context:
                for suite in [suite for suite in suites if suite.table not in self._seen]:
                    stands = _standing(suite, standing)
                    self._seen[suite.table] = stands or self._check(context, suite, engine, values)
        finally:
            engine.dispose()

    def conclude(self, suites: "Sequence[Suite]", standing: StandingAudit = NOTHING_STANDS) -> GateResult:
        """Evaluate the rest of the suites and write Data Docs; the results are in the order of the suites.

        Raises:
            sqlalchemy.exc.OperationalError: as ``look_at``.
        """
        self.look_at(suites, standing)
        with self._working() as context, timed("part", "data docs"):
            context.build_data_docs()
        return GateResult(
            self._run_id,
            tuple(self._seen[suite.table] for suite in suites),
            self._folder / "data_docs" / "index.html",
            round(self._seconds, 3),
        )

    @contextmanager
    def _working(self) -> "Iterator[EphemeralDataContext]":
        """With the context, whose time is taken and whose advice to its own developers is not heard."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            if self._context is None:
                self._context = new_context(self._folder)
            began = time.monotonic()
            try:
                yield self._context
            finally:
                self._seconds += time.monotonic() - began

    def _check(
        self,
        context: "EphemeralDataContext",
        suite: "Suite",
        engine: sa.Engine,
        values: Mapping[str, Any],
    ) -> TableResult:
        import great_expectations as gx
        from great_expectations.core.run_identifier import RunIdentifier

        from expectations.counting import unchanged_expectations

        if suite.layer not in self._sources:
            self._sources[suite.layer] = add_source(context, self._settings, suite.layer)
        try:
            database, name = suite.relation(self._settings)
            source = self._sources[suite.layer]
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
                # Without a time it takes one from the name: 11 % of our ids end like an impossible offset.
                run_id=RunIdentifier(run_name=self._run_id, run_time=datetime.now(timezone.utc)),
            )

        def failing_rows(expectation: "Expectation") -> "ExpectationValidationResult":
            return batch.get_batch().validate(expectation, result_format=_result_format(suite, SAMPLE_ROWS))

        results = [quality_result(suite, one) for one in validation.results]
        for place, result in enumerate(results):
            if result.outcome in ("failed", "warned"):
                expectation = next(e for e in expectations if e.description == result.description)
                sample = sample_rows(self._settings, engine, suite, expectation, failing_rows)
                results[place] = replace(result, sample=sample)
        return TableResult(suite.table, tuple(results))


def _standing(suite: "Suite", standing: StandingAudit) -> TableResult | None:
    results = standing.of(suite.table, suite.made_of)
    return TableResult(suite.table, results) if results and suite.agrees_with(results) else None


def _result_format(suite: "Suite", rows: int) -> dict[str, Any]:
    return {
        "result_format": "SUMMARY",
        "partial_unexpected_count": rows,
        "unexpected_index_column_names": list(suite.key),
    }
