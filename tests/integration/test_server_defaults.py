"""A server with other defaults than ours builds and is read all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.runs.run_lock import only_run
from tests.conftest import Warehouse
from tests.fixtures.candidate import publish_all
from tests.fixtures.daily_builds import build, file_of, load, load_customers


@contextmanager
def server_default(warehouse: Warehouse, variable: str, value: str) -> Iterator[None]:
    """Change what new sessions of the server begin with. ``value`` is SQL."""
    ((before,),) = warehouse.query(f"select @@global.{variable}")
    warehouse.query(f"set global {variable} = {value}")
    try:
        yield
    finally:
        shown = f"'{before}'" if isinstance(before, str) else before
        warehouse.query(f"set global {variable} = {shown}")


def test_names_are_quoted_in_one_way_whatever_sql_mode_says(warehouse: Warehouse) -> None:
    with server_default(warehouse, "sql_mode", "'ANSI_QUOTES'"):
        engine = engine_for(warehouse.settings, "loader")
        assert sa.inspect(engine).has_table("load_batches", warehouse.settings.database("raw"))
        engine.dispose()


@pytest.mark.parametrize("kind", ["mysql"], indirect=True)  # MariaDB has no such variables
@pytest.mark.parametrize("variable", ["sql_require_primary_key", "sql_generate_invisible_primary_key"])
def test_a_server_may_want_a_primary_key_of_each_table(
    warehouse: Warehouse, variable: str, tmp_path: Path
) -> None:
    load(warehouse, file_of(tmp_path, "history", range(3), seed=1))
    load_customers(warehouse, tmp_path, "customers", "A,30,f,de,3,60.5,2,1,9.90")
    with server_default(warehouse, variable, "1"):
        build(warehouse, "run-1")


def test_statements_may_have_to_be_committed_by_default(warehouse: Warehouse, tmp_path: Path) -> None:
    """A run notes that it began where the session that publishes sees it."""
    load(warehouse, file_of(tmp_path, "history", range(3), seed=1))
    load_customers(warehouse, tmp_path, "customers", "A,30,f,de,3,60.5,2,1,9.90")
    with server_default(warehouse, "autocommit", "0"), only_run(warehouse.settings, "run-1", "test"):
        build(warehouse, "run-1")
        publish_all(warehouse.settings, "run-1")
    assert warehouse.query(f"select run_id from {warehouse.settings.database('marts')}.publication") == [
        ("run-1",)
    ]
