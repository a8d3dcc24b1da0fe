"""The dbt project built once per kind of server, for tests that look at its models."""

import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql
import pytest
import sqlalchemy as sa

from python_jobs import dbt_process, transform
from python_jobs.settings import LAYERS, ServerKind, Settings
from python_jobs.warehouse import credentials
from python_jobs.warehouse.connections import COLLATION, SQL_MODE, administrator_engine, engine_for
from python_jobs.warehouse.dbt_environment import dbt_environment
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.private_server import server
from tests.conftest import Warehouse, rows, skip_without
from tests.fixtures.forked_dbt import ForkedDbt
from tests.integration.transformation_cases import CompiledModels, compile_models

PREFIX = "models"


@pytest.fixture(scope="session", autouse=True)
def _forked_dbt() -> Iterator[None]:
    """Builds do not import dbt anew; the commands of tests/e2e do, as a user's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dbt_process, "_start", ForkedDbt)
        yield


@dataclass
class BuiltProject:
    """The project built on empty raw tables, its SQL by dbt variables, and databases to try things in."""

    warehouse: Warehouse
    connection: pymysql.connections.Connection
    scratch: str
    whole_chains: str
    """A second scratch database, whose tables are made by the models and not by the cases."""
    folder: Path
    _compiled: dict[str, CompiledModels] = field(default_factory=dict)

    def compiled(self, variables: dict[str, Any]) -> CompiledModels:
        """The models as dbt compiles them with some variables."""
        key = json.dumps(variables, sort_keys=True)
        if key not in self._compiled:
            target = self.folder / f"target-{len(self._compiled)}"
            environment = dbt_environment(self.warehouse.settings)
            self._compiled[key] = compile_models(environment, target, variables)
        return self._compiled[key]


@pytest.fixture(scope="session")
def built_projects(
    server_home: Callable[[ServerKind], Settings], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[ServerKind], BuiltProject]]:
    """Builds the project on a kind of server when it is first asked for."""
    built: dict[ServerKind, BuiltProject] = {}

    def project_on(kind: ServerKind) -> BuiltProject:
        if kind not in built:
            settings = server_home(kind).model_copy(update={"database_prefix": PREFIX})
            prepare_warehouse(settings)
            transform.build(settings, "tests")
            warehouse = Warehouse(settings, kind)
            scratch, whole_chains = f"{PREFIX}_scratch", f"{PREFIX}_whole_chains"
            for database in (scratch, whole_chains):
                warehouse.query(f"create database {database} character set utf8mb4 collate {COLLATION}")
            folder = tmp_path_factory.mktemp(f"models-{kind}")
            connection = _connect(settings, scratch)
            built[kind] = BuiltProject(warehouse, connection, scratch, whole_chains, folder)
        return built[kind]

    yield project_on
    for project in built.values():
        project.connection.close()


@pytest.fixture
def project(kind: ServerKind, built_projects: Callable[[ServerKind], BuiltProject]) -> BuiltProject:
    """The built project on each kind of server."""
    return built_projects(kind)


def _connect(settings: Settings, database: str) -> pymysql.connections.Connection:
    server = credentials.read(settings)
    return pymysql.connect(
        unix_socket=server.socket,
        user="root",
        password=server.passwords["root"],
        database=database,
        charset="utf8mb4",
        collation=COLLATION,
        sql_mode=SQL_MODE,
        autocommit=True,
    )


@pytest.fixture
def connection(warehouse: Warehouse) -> Iterator[sa.Connection]:
    """A connection of the transformer, which reads all layers but the published marts."""
    engine = engine_for(warehouse.settings, "transformer")
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture(scope="session")
def bare_server() -> Iterator[Callable[[ServerKind], Settings]]:
    """Settings of a home whose server has root and no other account, made once per kind and session."""
    homes: dict[ServerKind, Settings] = {}

    def home_of(kind: ServerKind) -> Settings:
        if kind not in homes:
            skip_without(kind)
            home = Path(tempfile.mkdtemp(prefix=f"mca-bare-{kind}-"))
            homes[kind] = Settings(home=home, server=kind, buffer_pool_mb=128)
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(server, "prepare_warehouse", lambda _: None)
                server.start(homes[kind])
        return homes[kind]

    yield home_of
    for settings in homes.values():
        server.stop(settings)
        shutil.rmtree(settings.home)


@pytest.fixture
def own_server(
    kind: ServerKind, bare_server: Callable[[ServerKind], Settings], tmp_path: Path
) -> Iterator["OwnServer"]:
    """A server of one's own, without any of our databases and accounts, and its administrator."""
    made = OwnServer(bare_server(kind), kind, tmp_path)
    made.add_user("boss")
    made.root("grant all privileges on *.* to boss@'127.0.0.1' with grant option")
    yield made
    made.clean()


@dataclass(frozen=True)
class OwnServer:
    """A running server that the project does not manage."""

    private: Settings
    kind: ServerKind
    folder: Path

    def settings(self, user: str = "boss", **more: object) -> Settings:
        """How an installation of somebody with a server of their own is set up; see `add_user`."""
        described = {
            "home": self.folder / "home",
            "database_prefix": "own",
            "mysql_host": "127.0.0.1",
            "mysql_port": credentials.read(self.private).port,
            "mysql_user": user,
            "mysql_password": f"of-the-{user}",
        }
        return Settings.model_validate({**described, **more})

    def add_user(self, name: str) -> None:
        """Make an account of the server's own people."""
        self.root(f"create user {name}@'127.0.0.1' identified by 'of-the-{name}'")

    def root(self, statement: str) -> list[tuple[Any, ...]]:
        """Rows of a statement run as the server's root."""
        engine = administrator_engine(self.private)
        try:
            return rows(engine, statement)
        finally:
            engine.dispose()

    def clean(self) -> None:
        """Leave no database and no account but root."""
        for layer in LAYERS:
            self.root(f"drop database if exists own_{layer}")
        users = self.root("select user, host from mysql.user where user rlike '^(mca_|bi_|boss|clerk)'")
        for user, host in users:
            self.root(f"drop user `{user}`@`{host}`")
