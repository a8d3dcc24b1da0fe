"""dbt's connections are used again, and then are like new ones, on both servers."""

import importlib.util
import threading
from collections.abc import Callable, Iterator
from typing import Any

import mysql.connector
import pytest

from python_jobs.warehouse.connections import account_url
from python_jobs.warehouse.dbt_environment import PLUGINS
from tests.conftest import Warehouse

Connect = Callable[[], Any]


@pytest.fixture
def connect(warehouse: Warehouse) -> Iterator[Connect]:
    """As dbt connects, with the plugin."""
    spec = importlib.util.spec_from_file_location("dbt_kept_connections", PLUGINS / "dbt_kept_connections.py")
    assert spec is not None
    assert spec.loader is not None
    plugin = importlib.util.module_from_spec(spec)
    url = account_url(warehouse.settings, "transformer")
    login = {"user": url.username, "passwd": url.password, "host": url.host, "port": url.port}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mysql.connector, "connect", mysql.connector.connect)
        spec.loader.exec_module(plugin)
        yield lambda: mysql.connector.connect(**login, buffered=True)
        plugin.close_idle()


def ask(connection: Any, query: str) -> Any:
    cursor = connection.cursor()
    cursor.execute(query)
    return cursor.fetchone()[0]


def test_a_closed_connection_is_handed_out_again_as_new(warehouse: Warehouse, connect: Connect) -> None:
    table = f"{warehouse.settings.database('staging')}.of_a_model"
    first = connect()
    number = ask(first, "select connection_id()")
    settings = ("autocommit", "sql_mode", "lock_wait_timeout", "character_set_client", "collation_connection")
    fresh = [ask(first, f"select @@{name}") for name in settings]
    first.cursor().execute(f"create table {table} (id int)")
    first.cursor().execute("set session lock_wait_timeout = 7, session sql_mode = ''")
    assert ask(first, "select get_lock('a turn', 0)") == 1
    first.cursor().execute(f"insert into {table} values (1)")
    first.close()

    again = connect()
    assert ask(again, "select connection_id()") == number
    assert [ask(again, f"select @@{name}") for name in settings] == fresh
    assert ask(again, f"select count(*) from {table}") == 0, "what was not committed is rolled back"
    other = connect()
    assert ask(other, "select connection_id()") != number, "two at once are two"
    assert ask(other, "select get_lock('a turn', 0)") == 1, "locks are released"
    again.cursor().execute(f"drop table {table}")


def test_who_closes_from_another_thread_ends_what_is_executing(connect: Connect) -> None:
    busy = connect()
    number = ask(busy, "select connection_id()")
    thread = threading.Thread(target=busy.close)
    thread.start()
    thread.join()
    with pytest.raises(mysql.connector.Error):
        ask(busy, "select 1")
    assert ask(connect(), "select connection_id()") != number


def test_a_connection_that_the_server_has_ended_is_not_handed_out(
    warehouse: Warehouse, connect: Connect
) -> None:
    kept = connect()
    number = ask(kept, "select connection_id()")
    kept.close()
    warehouse.query(f"kill {number}")
    assert ask(connect(), "select connection_id()") != number
