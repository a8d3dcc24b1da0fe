"""A server that answers a statement by asking for a file gets none, from no account and no driver."""

from collections.abc import Iterator
from pathlib import Path

import mysql.connector
import pymysql
import pytest
import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse import local_infile
from python_jobs.warehouse.connections import ACCOUNTS, Account, administrator_engine, engine_for
from tests.fixtures.hostile_server import HostileServer, hostile_server

SECRET = b"not for you"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    file = tmp_path / "secret.txt"
    file.write_bytes(SECRET)
    return file


@pytest.fixture
def server(secret: Path) -> Iterator[HostileServer]:
    with hostile_server(secret) as running:
        yield running


def settings_of(server: HostileServer, home: Path) -> Settings:
    return Settings(home=home, mysql_host="127.0.0.1", mysql_port=server.port, mysql_user="somebody")


def refuse(engine: sa.Engine) -> None:
    with pytest.raises(ServerError, match="which was not offered to it"), engine.connect() as connection:
        connection.exec_driver_sql("select 1")


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_account_sends_a_file(account: Account, server: HostileServer, tmp_path: Path) -> None:
    refuse(engine_for(settings_of(server, tmp_path), account))
    assert server.asked
    assert server.stolen == []


def test_neither_the_administrator_nor_a_loader_sends_another_file(
    server: HostileServer, tmp_path: Path
) -> None:
    settings = settings_of(server, tmp_path)
    refuse(administrator_engine(settings))
    with local_infile.offered(tmp_path / "rows.tsv"):
        refuse(engine_for(settings, "loader", local_infile=True))
    assert server.asked == 2
    assert server.stolen == []


def test_the_driver_of_dbt_sends_no_file(server: HostileServer) -> None:
    # As dbt-mysql connects, which passes nothing about local files: the driver's default decides.
    connection = mysql.connector.connect(
        host="127.0.0.1", port=server.port, user="somebody", passwd="", buffered=True, charset="utf8mb4",
        collation="utf8mb4_bin",
    )  # fmt: skip
    with pytest.raises(mysql.connector.Error):
        connection.cursor().execute("select 1")
    assert server.asked
    assert server.stolen == []


def test_the_server_would_get_a_file_that_was_on_offer(server: HostileServer, secret: Path) -> None:
    # Without this the tests above could pass because the server asks wrongly.
    with local_infile.offered(secret):
        connection = pymysql.connect(host="127.0.0.1", port=server.port, user="somebody", local_infile=True)
        connection.cursor().execute("select 1")
    assert b"".join(server.stolen) == SECRET * server.asked
