"""The gate: runs every suite against staging and the candidate, and writes Data Docs."""

import logging
import os
import time
import warnings
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from expectations.gate_result import GateResult, TableResult
from expectations.outcomes import SAMPLE_ROWS, broken_suite, quality_result
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import SQL_MODE, account_url, engine_for

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource

    from expectations.suite import Suite


def run_gate(
    settings: Settings, run_id: str, folder: Path, suites: "Sequence[Suite] | None" = None
) -> GateResult:
    """Evaluate the suites (all that there are, unless given) with the transformer's account.

    Args:
        folder: receives ``data_docs/index.html``.

    Raises:
        sqlalchemy.exc.OperationalError: the server cannot be reached; a retry may heal it.
    """
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the library's advice to its own developers
            context = _context(folder)
            if suites is None:
                from expectations.suites import SUITES

                suites = SUITES
            started = time.monotonic()
            layers = sorted({suite.layer for suite in suites})
            sources = {layer: _source(context, settings, layer) for layer in layers}
            tables = tuple(
                _check(context, sources[suite.layer], engine, settings, suite, run_id) for suite in suites
            )
            context.build_data_docs()
    finally:
        engine.dispose()
    index = folder / "data_docs" / "index.html"
    return GateResult(run_id, tables, index, round(time.monotonic() - started, 3))


def _context(folder: Path) -> "EphemeralDataContext":
    """A context that lives in memory, so that of all it knows only the Data Docs reach the disk."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"  # read while the library is imported
    import great_expectations as gx
    from great_expectations.data_context.types.base import (
        DataContextConfig,
        InMemoryStoreBackendDefaults,
        ProgressBarsConfig,
    )

    logging.getLogger("great_expectations").setLevel(logging.CRITICAL)
    site = {
        "class_name": "SiteBuilder",
        "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
        "show_how_to_buttons": False,
        "store_backend": {
            "class_name": "TupleFilesystemStoreBackend",
            "base_directory": str(folder / "data_docs"),
        },
    }
    configuration = DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        data_docs_sites={"audit": site},
        progress_bars=ProgressBarsConfig(globally=False, metric_calculations=False),
        analytics_enabled=False,
    )
    return gx.get_context(mode="ephemeral", project_config=configuration)


def _source(context: "EphemeralDataContext", settings: Settings, layer: Layer) -> "SQLDatasource":
    """One source per layer: the connection's database is what bare table names in queries mean."""
    url = account_url(settings, "transformer").set(database=settings.database(layer))
    arguments: dict[str, Any] = {"init_command": f"set session sql_mode = '{SQL_MODE}'"}
    if settings.uses_own_server and settings.mysql_ssl_ca is not None:
        arguments |= {
            "ssl_ca": str(settings.mysql_ssl_ca),
            "ssl_verify_cert": True,
            "ssl_verify_identity": True,
        }
    return context.data_sources.add_sql(
        layer,
        # The dollar sign would start a substitution.
        connection_string=url.render_as_string(hide_password=False).replace("$", "%24"),
        kwargs={"connect_args": arguments},
    )


def _check(
    context: "EphemeralDataContext",
    source: "SQLDatasource",
    engine: sa.Engine,
    settings: Settings,
    suite: "Suite",
    run_id: str,
) -> TableResult:
    import great_expectations as gx
    from great_expectations.core.run_identifier import RunIdentifier

    try:
        asset = source.add_table_asset(suite.table, table_name=suite.table)
        batch = asset.add_batch_definition_whole_table("whole table")
    except Exception as error:  # whatever it is, the other tables are still worth looking at
        return TableResult(suite.table, (broken_suite(suite, error),))
    # A copy of each: an expectation can belong to one suite of one context only.
    expectations = [expectation.copy(deep=True) for expectation in suite.expectations]
    named = context.suites.add(gx.ExpectationSuite(name=suite.table, expectations=expectations))
    definition = context.validation_definitions.add(
        gx.ValidationDefinition(name=suite.table, data=batch, suite=named)
    )
    validation = definition.run(
        result_format={
            "result_format": "SUMMARY",
            "partial_unexpected_count": SAMPLE_ROWS,
            "unexpected_index_column_names": list(suite.key),
        },
        # Without a time it takes one from the name, and 11 % of our ids end like an impossible offset.
        run_id=RunIdentifier(run_name=run_id, run_time=datetime.now(timezone.utc)),
    )
    database = settings.database(suite.layer)
    return TableResult(
        suite.table, tuple(quality_result(suite, one, engine, database) for one in validation.results)
    )
