"""Great Expectations' view of the warehouse: a context in memory; only its Data Docs reach the disk."""

import logging
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pymysql.constants import FIELD_TYPE

from expectations.check_times import time_statements
from python_jobs.settings import Layer, Settings
from python_jobs.warehouse.connections import SQL_MODE, account_url
from python_jobs.warehouse.tls import tls_arguments

if TYPE_CHECKING:
    from great_expectations.data_context.data_context.ephemeral_data_context import EphemeralDataContext
    from great_expectations.datasource.fluent.sql_datasource import SQLDatasource


def new_context(folder: Path) -> "EphemeralDataContext":
    """A context of its own; ``build_data_docs`` will write ``data_docs/`` into the folder."""
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
    context = gx.get_context(mode="ephemeral", project_config=configuration)
    # Each table that is added would write all of the configuration as YAML, to nowhere: 0.2 s of an audit.
    context._save_project_config = _save_nothing
    return context


def _save_nothing() -> None:
    """In place of the library's; a context in memory has nothing to save."""


def add_source(context: "EphemeralDataContext", settings: Settings, layer: Layer) -> "SQLDatasource":
    """One source per layer: the connection's database is what bare table names in queries mean."""
    url = account_url(settings, "transformer").set(database=settings.database(layer))
    source = context.data_sources.add_sql(
        layer,
        # The dollar sign would start a substitution.
        connection_string=url.render_as_string(hide_password=False).replace("$", "%24"),
        kwargs={
            "connect_args": {
                "init_command": f"set session sql_mode = '{SQL_MODE}'",
                **tls_arguments(settings),
            }
        },
    )
    engine = source.get_execution_engine().engine
    sa.event.listen(engine, "connect", _read_counts_as_integers)
    time_statements(engine)
    engine.dispose()  # connections from before
    return source


def _read_counts_as_integers(connection: Any, _record: Any) -> None:
    """A sum of counts comes as a decimal; of each, the library goes through the stack to convert it."""
    connection.decoders[FIELD_TYPE.NEWDECIMAL] = lambda text: Decimal(text) if "." in text else int(text)
