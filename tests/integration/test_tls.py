"""Every connection from Python, and dbt's: verified, or refused before a password is sent."""

import importlib.util
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import ModuleType

import pymysql
import pytest
import sqlalchemy as sa

from python_jobs import transform
from python_jobs.errors import ConfigurationError, ServerError
from python_jobs.project import PROJECT_ROOT
from python_jobs.settings import Settings
from python_jobs.warehouse import credentials
from python_jobs.warehouse.access.account_administration import create, list_accounts
from python_jobs.warehouse.connections import ACCOUNTS, administrator_engine, engine_for
from python_jobs.warehouse.dbt_environment import PLUGINS, dbt_environment
from python_jobs.warehouse.private_server import certificates, server, server_launch
from python_jobs.warehouse.private_server.certificates import Signed, new_authority, new_certificate
from tests.conftest import Warehouse, rows
from tests.integration.conftest import OwnServer

SSL_CAPABILITY = 0x0800


def authority_file(folder: Path, authority: Signed) -> Path:
    path = folder / "ca.pem"
    path.write_bytes(authority.certificate.public_bytes(certificates.serialization.Encoding.PEM))
    return path


@contextmanager
def server_certificate(own: OwnServer, signed: Signed) -> Iterator[None]:
    """Let the running server show another certificate for a while."""
    folder = certificates.authority_path(own.private).parent
    kept = {path: path.read_bytes() for path in (folder / "server.pem", folder / "server-key.pem")}
    reload = "alter instance reload tls" if own.kind == "mysql" else "flush ssl"
    certificates._write(folder, "server", signed)
    own.root(reload)
    try:
        yield
    finally:
        for path, content in kept.items():
            path.write_bytes(content)
        own.root(reload)


@contextmanager
def hiding_tls(port: int) -> Iterator[int]:
    """Somebody in between, who takes the offer of TLS out of the server's greeting."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = listener.accept()
                    threading.Thread(target=relay, args=(client,), daemon=True).start()

        def relay(client: socket.socket) -> None:
            with suppress(OSError), client, socket.create_connection(("127.0.0.1", port)) as behind:
                greeting = bytearray(behind.recv(4096))
                # After the version's text: thread id (4), salt (8), filler (1), lower capabilities (2).
                at = greeting.index(0, 5) + 1 + 4 + 8 + 1
                offered = int.from_bytes(greeting[at : at + 2], "little") & ~SSL_CAPABILITY
                greeting[at : at + 2] = offered.to_bytes(2, "little")
                client.sendall(greeting)
                threading.Thread(target=pump, args=(client, behind), daemon=True).start()
                pump(behind, client)

        def pump(one: socket.socket, other: socket.socket) -> None:
            with suppress(OSError):
                while content := one.recv(65536):
                    other.sendall(content)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


@contextmanager
def without_tls(own: OwnServer) -> Iterator[None]:
    """Let the server run for a while as one that was set up without TLS."""
    option = "--tls-version=" if own.kind == "mysql" else "--skip-ssl"
    restart(own, [option])
    try:
        yield
    finally:
        restart(own, certificates.tls_options(own.private))


def restart(own: OwnServer, tls_options: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "prepare_warehouse", lambda _: None)
        patch.setattr(server_launch, "tls_options", lambda _: tls_options)
        server.stop(own.private)
        server.start(own.private)


def plugin() -> ModuleType:
    path = PLUGINS / "dbt_verified_tls.py"
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "environ", {**os.environ})  # what it sets is for dbt's process
        spec.loader.exec_module(module)
    return module


def connect_all(settings: Settings) -> dict[str, Callable[[], object]]:
    """Every way in which the project connects, by name."""

    def through(engine: sa.Engine) -> None:
        with engine.connect():
            pass

    return {
        **{account: lambda account=account: through(engine_for(settings, account)) for account in ACCOUNTS},
        "administrator": lambda: through(administrator_engine(settings)),
        "start": lambda: server.start(settings),
        "accounts": lambda: create(settings, None),
        "dbt": lambda: dbt_environment(settings),
        "build": lambda: transform.build(settings, "tls"),
    }


def assert_all_refused(settings: Settings, reason: str) -> None:
    for name, connect in connect_all(settings).items():
        try:
            connect()
        except ServerError as error:
            assert re.search(reason, str(error)), f"{name}: {error}"  # noqa: PT017
        else:
            pytest.fail(f"{name} connected")
    with pytest.raises(Exception, match=r"CERTIFICATE_VERIFY_FAILED|certificate|TLS|SSL"):
        great_expectations(settings)
    assert "refused" in server.status(settings).note


def great_expectations(settings: Settings) -> None:
    """The library's own engine, without ours before it."""
    from expectations.data_context import add_source, new_context

    add_source(new_context(settings.home / "gx"), settings, "build")


def test_right_authority_and_name_are_let_in(own_server: OwnServer) -> None:
    authority = certificates.authority_path(own_server.private)
    own = own_server.settings(mysql_ssl_ca=authority)
    assert server.start(own).tls == f"TLS verified with {authority}"
    create(own, None)
    assert all(state.works for state in list_accounts(own))
    loader = engine_for(own, "loader")
    ((_, cipher),) = rows(loader, "show session status like 'ssl_cipher'")
    loader.dispose()
    assert cipher
    great_expectations(own)
    password = engine_for(own, "loader").url.password or ""
    with pytest.raises(pymysql.err.OperationalError, match="denied"):
        pymysql.connect(
            host="127.0.0.1",
            port=own.mysql_port,
            user="mca_loader",
            password=password,
            ssl_disabled=True,
        )


def test_other_authority_is_refused(own_server: OwnServer, tmp_path: Path) -> None:
    own = own_server.settings(mysql_ssl_ca=authority_file(tmp_path, new_authority("Somebody else")))
    assert_all_refused(own, "does not prove who it is.*No password was sent")


def test_other_host_name_is_refused(own_server: OwnServer) -> None:
    path = certificates.authority_path(own_server.private)
    authority = certificates._read(path.parent, "ca")
    assert authority is not None
    own = own_server.settings(mysql_ssl_ca=path)
    with server_certificate(own_server, new_certificate(authority, ["db.example.com", "127.0.0.2"], 30)):
        assert_all_refused(own, r"(?i)does not prove who it is \(.*IP address mismatch")
    if own_server.kind == "mariadb":  # MySQL itself refuses to load one that is over
        with server_certificate(own_server, new_certificate(authority, ["127.0.0.1"], -1)):
            assert_all_refused(own, r"does not prove who it is \(certificate has expired")


def test_offer_of_tls_hidden_on_the_way_is_noticed(own_server: OwnServer) -> None:
    port = credentials.read(own_server.private).port
    own = own_server.settings(mysql_ssl_ca=certificates.authority_path(own_server.private))
    with hiding_tls(port) as hidden:
        trusting = own_server.settings(mysql_port=hidden)
        assert server.start(trusting).running, "without a CA nothing is asked of the server"
        assert_all_refused(own.model_copy(update={"mysql_port": hidden}), "offers no TLS")


def test_server_without_tls_is_refused(own_server: OwnServer) -> None:
    with without_tls(own_server):
        trusting = own_server.settings()
        assert server.start(trusting).tls == "TLS not verified: MCA_MYSQL_SSL_CA is not set"
        authority = certificates.authority_path(own_server.private)
        assert_all_refused(own_server.settings(mysql_ssl_ca=authority), "offers no TLS")


def test_connector_of_dbt_refuses_with_our_plugin(own_server: OwnServer, tmp_path: Path) -> None:
    import mysql.connector

    authority = certificates.authority_path(own_server.private)
    port = credentials.read(own_server.private).port
    boss = {"user": "boss", "password": "of-the-boss", "host": "127.0.0.1"}
    connect = plugin().verifying(mysql.connector.connect, str(authority))
    connect(**boss, port=port).close()
    with hiding_tls(port) as hidden, pytest.raises(mysql.connector.Error, match="SSL is required"):
        connect(**boss, port=hidden)
    with pytest.raises(mysql.connector.Error, match=r"IP address mismatch|[Hh]ostname"):
        connect(**{**boss, "host": "127.1"}, port=port)
    other = authority_file(tmp_path, new_authority("Somebody else"))
    with pytest.raises(mysql.connector.Error, match="certificate verify failed"):
        plugin().verifying(mysql.connector.connect, str(other))(**boss, port=port)


def test_dbt_by_hand_uses_the_plugin(own_server: OwnServer, tmp_path: Path) -> None:
    own = own_server.settings()
    server.start(own)
    environment = {
        **os.environ,
        **dbt_environment(own),
        "MCA_DBT_SSL_CA": str(authority_file(tmp_path, new_authority("Somebody else"))),
        # An authority of the system's, as a public one would be: it may not vouch for the warehouse.
        "SSL_CERT_FILE": str(certificates.authority_path(own_server.private)),
        "DBT_TARGET_PATH": str(tmp_path),
        "DBT_LOG_PATH": str(tmp_path),
    }
    answer = subprocess.run(
        [Path(sys.executable).with_name("dbt"), "run", "--select", "stg_campaigns"],
        cwd=PROJECT_ROOT / "dbt_project",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "certificate verify failed" in answer.stdout


def test_unreadable_authority_is_a_wrong_setting(tmp_path: Path) -> None:
    for content in (None, "not a certificate"):
        path = tmp_path / "ca.pem"
        if content is not None:
            path.write_text(content)
        own = Settings(home=tmp_path, mysql_host="127.0.0.1", mysql_user="x", mysql_ssl_ca=path)
        with pytest.raises(ConfigurationError, match=r"MCA_MYSQL_SSL_CA: .*ca\.pem"):
            server.start(own)


def test_private_server_is_verified_on_every_tcp_connection(warehouse: Warehouse) -> None:
    for account in ACCOUNTS:
        engine = engine_for(warehouse.settings, account)
        ((_, cipher),) = rows(engine, "show session status like 'ssl_cipher'")
        assert cipher
        engine.dispose()
    assert "certificate until" in server.status(warehouse.settings).tls


def test_certificate_is_renewed_while_the_server_runs(
    own_server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = own_server.private
    monkeypatch.setattr(server, "prepare_warehouse", lambda _: None)
    folder = certificates.authority_path(home).parent
    authority = certificates._read(folder, "ca")
    assert authority is not None
    certificates._write(folder, "server", new_certificate(authority, ["127.0.0.1"], 10))
    pids = server.running_pids(home)
    server.start(home)
    until = certificates.expires(home)
    assert until is not None
    assert until - datetime.now(timezone.utc) > timedelta(days=300)
    assert server.running_pids(home) == pids
    own = own_server.settings(mysql_ssl_ca=certificates.authority_path(home))
    assert server.start(own).running


def test_nothing_connects_by_itself() -> None:
    """A new place that opens connections has to verify them too: then it belongs on this list."""
    verified = {
        "python_jobs/warehouse/connections.py",  # every engine
        "python_jobs/warehouse/private_server/server_launch.py",  # root, through the socket
        "expectations/data_context.py",  # Great Expectations' own engine, with tls_arguments
        "python_jobs/dbt_plugins/dbt_verified_tls.py",
        "python_jobs/dbt_plugins/dbt_kept_connections.py",  # hands on what the former has opened
    }
    pattern = re.compile(
        r"create_engine\(|pymysql\.connect\(|mysql\.connector|connection_string=|read_database_uri|mysqlclient"
    )
    found = {
        str(path.relative_to(PROJECT_ROOT))
        for folder in ("python_jobs", "flows", "expectations")
        for path in (PROJECT_ROOT / folder).rglob("*.py")
        if pattern.search(path.read_text())
    }
    assert found == verified
