"""A server with other defaults than ours builds and is read all the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.connections import engine_for
from tests.conftest import Warehouse
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
