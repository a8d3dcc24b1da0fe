"""The dbt project built once per kind of server, for tests that look at its models."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pymysql
import pytest

from python_jobs import transform
from python_jobs.settings import ServerKind, Settings
from python_jobs.warehouse import credentials
from python_jobs.warehouse.connections import COLLATION, SQL_MODE
from python_jobs.warehouse.dbt_environment import dbt_environment
from python_jobs.warehouse.preparation import prepare_warehouse
from tests.conftest import Warehouse
from tests.integration.transformation_cases import CompiledModels, compile_models

PREFIX = "models"


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
