"""Least privilege on a real server: what every account may do, and what it is refused."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.connections import Account, engine_for
from tests.conftest import Warehouse, rows

# Access denied: database, user, table, column, missing privilege (twice: MySQL's and MariaDB's number).
DENIED = {1044, 1045, 1142, 1143, 1227, 1370, 1698}

EVERYWHERE_FORBIDDEN = [
    "create database {p}_elsewhere",
    "create user 'someone'@'localhost'",
    "select * from mysql.user",
    "set global max_connections = 10",
    "select 1 into outfile '/tmp/should_not_be_written'",
    "grant select on `{p}_raw`.* to 'mca_analyst'@'127.0.0.1'",
    "drop database {p}_raw",
    "shutdown",
]

FORBIDDEN: dict[Account, list[str]] = {
    "loader": [
        "update {p}_raw.campaigns set cost = 0",
        "delete from {p}_raw.campaigns",
        "truncate table {p}_raw.campaigns",
        "drop table {p}_raw.campaigns",
        "alter table {p}_raw.campaigns add column x int",
        "create table {p}_raw.another (x int)",
        "delete from {p}_raw.load_batches",
        "select * from {p}_staging.model",
        "select * from {p}_build.mart",
        "select * from {p}_marts.mart",
        "select * from {p}_ops.log",
    ],
    "transformer": [
        "insert into {p}_raw.campaigns (campaign_id) values ('x')",
        "update {p}_raw.campaigns set cost = 0",
        "delete from {p}_raw.campaigns",
        "drop table {p}_raw.campaigns",
        "create view {p}_raw.peek as select 1 as one",
        "select * from {p}_marts.mart",
        "drop table {p}_marts.mart",
        "create table {p}_marts.another (x int)",
        "rename table {p}_build.mart to {p}_marts.mart2",
        "select * from {p}_previous.mart",
        "insert into {p}_ops.log values (1)",
    ],
    "publisher": [
        "select * from {p}_raw.campaigns",
        "insert into {p}_raw.campaigns (campaign_id) values ('x')",
        "drop table {p}_raw.campaigns",
        "select * from {p}_staging.model",
        "drop table {p}_staging.model",
        "update {p}_marts.mart set x = 2",
        "delete from {p}_marts.mart",
        "update {p}_ops.log set x = 2",
        "delete from {p}_ops.log",
        "drop table {p}_ops.log",
        "alter table {p}_ops.log add column y int",
    ],
    "analyst": [
        "select * from {p}_raw.campaigns",
        "select * from {p}_build.mart",
        "select * from {p}_previous.mart",
        "insert into {p}_marts.mart values (2)",
        "update {p}_marts.mart set x = 2",
        "delete from {p}_marts.mart",
        "drop table {p}_marts.mart",
        "create table {p}_marts.another (x int)",
        "insert into {p}_staging.model values (2)",
        "insert into {p}_ops.log values (2)",
        "create view {p}_staging.peek as select 1 as one",
    ],
    "bi_reader": [
        "select * from {p}_raw.campaigns",
        "select * from {p}_staging.model",
        "select * from {p}_build.mart",
        "select * from {p}_previous.mart",
        "select * from {p}_ops.log",
        "insert into {p}_marts.mart values (2)",
        "update {p}_marts.mart set x = 2",
        "delete from {p}_marts.mart",
        "truncate table {p}_marts.mart",
        "drop table {p}_marts.mart",
        "create table {p}_marts.another (x int)",
    ],
}

ALLOWED: dict[Account, list[str]] = {
    "loader": [
        "insert into {p}_raw.campaigns (_batch_id, _source, _loaded_at) values (1, 's', now(6))",
        "select * from {p}_raw.campaigns",
        "select * from {p}_raw.load_batches",
        "update {p}_raw.load_batches set status = 'failed' where batch_id = -1",
    ],
    "transformer": [
        "select * from {p}_raw.campaigns",
        "create table {p}_staging.another as select * from {p}_raw.campaigns",
        "create view {p}_staging.peek as select * from {p}_raw.campaigns",
        "create table {p}_build.another as select * from {p}_staging.another",
        "rename table {p}_build.another to {p}_build.renamed",
        "delete from {p}_build.renamed",
        "drop table {p}_build.renamed",
        "create schema if not exists {p}_build",
    ],
    "publisher": [
        "select * from {p}_build.mart",
        "create table {p}_build.publication (x int)",
        "insert into {p}_build.publication values (1)",
        "rename table {p}_marts.mart to {p}_previous.moved, {p}_build.mart to {p}_marts.mart",
        "create view {p}_build.mart as select * from {p}_marts.mart",
        "drop view {p}_build.mart",
        "rename table {p}_previous.moved to {p}_build.moved",
        "drop table {p}_previous.mart",
        "insert into {p}_ops.log values (2)",
        "select * from {p}_ops.log",
        "do get_lock('{p}_publish', 1)",
    ],
    "analyst": [
        "select * from {p}_marts.mart",
        "select * from {p}_staging.model",
        "select * from {p}_ops.log",
    ],
    "bi_reader": ["select * from {p}_marts.mart", "show tables from {p}_marts"],
}


@pytest.fixture
def filled(warehouse: Warehouse) -> Warehouse:
    """A warehouse with one small table wherever a statement above looks for one."""
    prefix = warehouse.settings.database_prefix
    names = ["staging.model", "build.mart", "marts.mart", "previous.mart", "ops.log"]
    for name in names:
        warehouse.query(f"create table {prefix}_{name} as select 1 as x")
    return warehouse


@pytest.fixture(params=list(FORBIDDEN))
def account(request: pytest.FixtureRequest) -> Account:
    chosen: Account = request.param
    return chosen


@pytest.fixture
def engine(filled: Warehouse, account: Account) -> Iterator[sa.Engine]:
    made = engine_for(filled.settings, account)
    yield made
    made.dispose()


def test_account_is_refused_what_is_not_its_business(
    filled: Warehouse, account: Account, engine: sa.Engine
) -> None:
    assert len(FORBIDDEN[account]) >= 10
    prefix = filled.settings.database_prefix
    for statement in [*FORBIDDEN[account], *EVERYWHERE_FORBIDDEN]:
        with pytest.raises(sa.exc.DBAPIError) as refusal:
            rows(engine, statement.format(p=prefix))
        assert refusal.value.orig is not None
        assert refusal.value.orig.args[0] in DENIED, f"{statement}: {refusal.value.orig}"


def test_account_may_do_its_work(filled: Warehouse, account: Account, engine: sa.Engine) -> None:
    for statement in ALLOWED[account]:
        rows(engine, statement.format(p=filled.settings.database_prefix))


def test_underscore_in_a_prefix_is_not_a_wildcard(filled: Warehouse) -> None:
    prefix = filled.settings.database_prefix
    filled.query(f"create database {prefix}xmarts")
    filled.query(f"create table {prefix}xmarts.mart as select 1 as x")
    try:
        reader = engine_for(filled.settings, "bi_reader")
        with pytest.raises(sa.exc.DBAPIError, match="denied"):
            rows(reader, f"select * from {prefix}xmarts.mart")
        reader.dispose()
    finally:
        filled.query(f"drop database {prefix}xmarts")


def test_no_account_has_a_global_privilege(warehouse: Warehouse) -> None:
    held = warehouse.query(
        "select grantee, privilege_type from information_schema.user_privileges "
        "where (grantee like '%mca%' or grantee like '%bi_reader%') and privilege_type <> 'USAGE'"
    )
    assert held == []


def test_every_database_compares_byte_by_byte(warehouse: Warehouse) -> None:
    prefix = warehouse.settings.database_prefix
    collations = warehouse.query(
        "select schema_name, default_collation_name from information_schema.schemata "
        rf"where schema_name like '{prefix}\_%'"
    )
    assert len(collations) == 6
    assert {collation for _, collation in collations} == {"utf8mb4_bin"}
