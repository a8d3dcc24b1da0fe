"""Least privilege on a real server: what every account may do, and what it is refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.access.account_administration import change_passwords
from python_jobs.warehouse.connections import ACCOUNTS, Account, administrator_engine, engine_for
from python_jobs.warehouse.preparation import prepare_warehouse
from python_jobs.warehouse.publishing.publication import candidate_tables, publish, rollback
from tests.conftest import Warehouse, rows
from tests.fixtures.candidate import create_candidate

SERVERS_OWN = {"information_schema", "performance_schema", "sys"}

# Access denied: database, user, table, column, routine, missing privilege (each server has its numbers); a
# session or a view of somebody else's.
DENIED = {1044, 1045, 1095, 1142, 1143, 1227, 1370, 1410, 1698}

EVERYWHERE_FORBIDDEN = [
    "create database {p}_elsewhere",
    "drop database {p}_raw",
    "alter database {p}_raw character set latin1",
    "create user 'someone'@'localhost'",
    "drop user 'mca_analyst'@'127.0.0.1'",
    "rename user 'bi_reader'@'127.0.0.1' to 'boss'@'127.0.0.1'",
    "alter user 'root'@'localhost' identified by 'guessed'",
    "create role everything",
    "grant select on `{p}_raw`.* to 'mca_analyst'@'127.0.0.1'",
    "grant all privileges on *.* to 'bi_reader'@'127.0.0.1'",
    "select * from mysql.user",
    "handler mysql.user open",
    "prepare hidden from 'select * from mysql.user'",
    "create table mysql.mine (x int)",
    "select 1 into outfile '/tmp/should_not_be_written'",
    "select 1 into dumpfile '/tmp/should_not_be_written'",
    "load data infile '/etc/passwd' into table {p}_marts.mart",
    "set global max_connections = 10",
    "set global general_log = 1",
    "set session sql_log_bin = 0",
    "shutdown",
    "flush tables with read lock",
    "flush privileges",
    "kill {session}",
    "kill query {session}",
    "show engine innodb status",
    "install plugin mine soname 'mine.so'",
    "create server mine foreign data wrapper mysql options (host '127.0.0.1')",
    "create event {p}_marts.later on schedule every 1 day do select 1",
    "create procedure {p}_marts.mine() select 1",
    "create function {p}_marts.mine() returns int deterministic return 1",
    "create trigger {p}_marts.mine before insert on {p}_marts.mart for each row set @x = 1",
    "create view {p}_marts.mine as select 1 as one",
    "create temporary table {p}_marts.mine (x int)",
    "lock tables {p}_raw.campaigns read",
    "alter table {p}_raw.campaigns add column x int",
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
        "lock tables {p}_marts.mart read",
        "create trigger {p}_build.mine before insert on {p}_build.mart for each row set @x = 1",
        "create definer = 'root'@'localhost' view {p}_build.mine as select * from mysql.user",
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
        "create definer = 'root'@'localhost' view {p}_build.mine as select * from mysql.user",
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
        "lock tables {p}_marts.mart read",
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
        "show create table {p}_build.mart",
        "show columns from {p}_ops.log",
        "show tables from {p}_staging",
        "handler {p}_previous.mart open",
        "prepare hidden from 'select * from {p}_raw.campaigns'",
        "lock tables {p}_marts.mart read",
        "lock tables {p}_marts.mart write",
        "analyze table {p}_marts.mart",
        "rename table {p}_marts.mart to {p}_marts.moved",
        "explain select * from {p}_build.mart",
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
    fill(warehouse)
    return warehouse


def fill(warehouse: Warehouse) -> None:
    prefix = warehouse.settings.database_prefix
    for name in ("staging.model", "build.mart", "marts.mart", "previous.mart", "ops.log"):
        warehouse.query(f"create table if not exists {prefix}_{name} as select 1 as x")


@pytest.fixture(params=list(FORBIDDEN))
def account(request: pytest.FixtureRequest) -> Account:
    chosen: Account = request.param
    return chosen


@pytest.fixture
def engine(filled: Warehouse, account: Account) -> Iterator[sa.Engine]:
    made = engine_for(filled.settings, account)
    yield made
    made.dispose()


def assert_refused(warehouse: Warehouse, engine: sa.Engine, account: Account) -> None:
    """Every forbidden statement is refused for want of a privilege, and for no other reason."""
    statements = [*FORBIDDEN[account], *EVERYWHERE_FORBIDDEN]
    assert len(statements) >= 45
    administrator = administrator_engine(warehouse.settings)
    with administrator.connect() as other, engine.connect() as connection:
        words = {
            "p": warehouse.settings.database_prefix,
            "session": other.scalar(sa.text("select connection_id()")),
        }
        for statement in statements:
            try:
                connection.exec_driver_sql(statement.format(**words))
            except sa.exc.DBAPIError as error:
                refusal = error.orig
            else:
                pytest.fail(f"{account} was allowed: {statement}")
            connection.rollback()
            assert refusal is not None
            assert refusal.args[0] in DENIED, f"{statement}: {refusal}"
    administrator.dispose()


def test_account_is_refused_what_is_not_its_business(
    filled: Warehouse, account: Account, engine: sa.Engine
) -> None:
    assert_refused(filled, engine, account)


def test_account_may_do_its_work(filled: Warehouse, account: Account, engine: sa.Engine) -> None:
    for statement in ALLOWED[account]:
        rows(engine, statement.format(p=filled.settings.database_prefix))


def test_still_refused_after_publication_rollback_and_rotation(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    for run_id in ("first", "second"):
        create_candidate(settings)
        publisher = engine_for(settings, "publisher")
        publish(settings, run_id, candidate_tables(publisher, settings), required=())
        publisher.dispose()
    rollback(settings)
    change_passwords(settings, None, timedelta(hours=1))
    fill(warehouse)
    for account in ACCOUNTS:
        engine = engine_for(settings, account)
        assert_refused(warehouse, engine, account)
        engine.dispose()
    reader = engine_for(settings, "bi_reader")
    assert rows(reader, f"select run_id from {settings.database('marts')}.publication") == [("first",)]
    reader.dispose()


def test_reader_learns_nothing_of_what_it_may_not_read(filled: Warehouse) -> None:
    reader = engine_for(filled.settings, "bi_reader")
    prefix = filled.settings.database_prefix
    seen = {name for (name,) in rows(reader, "show databases")}
    assert {name for name in seen if name.startswith(f"{prefix}_")} == {f"{prefix}_marts"}
    assert all(name.endswith("_marts") for name in seen - SERVERS_OWN)
    for catalogue in ("tables", "columns", "views", "routines", "triggers", "events", "statistics"):
        schema = {"routines": "routine", "triggers": "trigger", "events": "event"}.get(catalogue, "table")
        found = rows(reader, f"select distinct {schema}_schema from information_schema.{catalogue}")
        assert not {name for (name,) in found if not name.endswith("_marts")} - SERVERS_OWN
    assert {user for _, user, *_ in rows(reader, "show full processlist")} == {"bi_reader"}
    assert rows(reader, "select load_file('/etc/hostname')") == [(None,)]
    reader.dispose()


def test_reader_who_changes_its_password_locks_nobody_out_for_long(warehouse: Warehouse) -> None:
    reader = engine_for(warehouse.settings, "bi_reader")
    own = "a-password-of-its-own"
    secret = f"'{own}'" if warehouse.kind == "mysql" else f"password('{own}')"
    rows(reader, f"set password = {secret}")
    reader.dispose()
    prepare_warehouse(warehouse.settings)
    reader = engine_for(warehouse.settings, "bi_reader")
    assert rows(reader, "select current_user()") == [("bi_reader@127.0.0.1",)]
    reader.dispose()


@pytest.mark.parametrize(
    "gift",
    [
        "select on *.*",
        "process, file on *.*",
        "create, drop on `{p}_marts`.*",
        r"lock tables on `{p}\_marts`.*",
        r"select on `{p}\_raw`.*",
        "select (campaign_id), insert (campaign_id) on `{p}_raw`.`campaigns`",
        r"select on `{p}\_marts`.* to {reader} with grant option",
        "execute on procedure `{p}_raw`.`gift`",
        "gift_role",
    ],
)
def test_what_was_granted_beside_the_design_is_taken_back(warehouse: Warehouse, gift: str) -> None:
    prefix = warehouse.settings.database_prefix
    reader = "'bi_reader'@'127.0.0.1'"
    before = warehouse.query(f"show grants for {reader}")
    warehouse.query("create role if not exists gift_role")
    warehouse.query(f"create procedure {prefix}_raw.gift() select 1")
    grant = "grant " + gift.replace("{p}", prefix).replace("{reader}", reader)
    warehouse.query(grant if reader in grant else f"{grant} to {reader}")
    assert warehouse.query(f"show grants for {reader}") != before
    prepare_warehouse(warehouse.settings)
    assert sorted(warehouse.query(f"show grants for {reader}")) == sorted(before)
    warehouse.query("drop role gift_role")


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
