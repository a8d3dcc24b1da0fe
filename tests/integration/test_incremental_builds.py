"""Builds that work on new rows only end where a whole build ends, in any order of arrival, killed or not."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from expectations import standing_audit
from expectations.audit import audit_candidate
from python_jobs import transform
from python_jobs.errors import DataError
from python_jobs.ingest.withdrawal import withdraw_batch
from python_jobs.warehouse.aggregates.fact_shape import read_fact_shape
from python_jobs.warehouse.connections import administrator_engine, engine_for
from python_jobs.warehouse.publishing.publication import rollback
from tests.conftest import Warehouse
from tests.fixtures.candidate import publish_all
from tests.fixtures.daily_builds import (
    FIRST,
    VARIABLES,
    KilledError,
    build,
    file_of,
    load,
    load_customers,
    same_as_whole,
)


def steps(warehouse: Warehouse) -> int:
    """How many times batches were taken up since everything was built whole."""
    ledger = f"{warehouse.settings.database('staging')}.ledger_batches"
    return int(warehouse.query(f"select coalesce(max(step), 0) from {ledger}")[0][0])


def test_days_published_one_by_one_end_where_a_whole_build_ends(warehouse: Warehouse, tmp_path: Path) -> None:
    build_db, staging = (warehouse.settings.database(layer) for layer in ("build", "staging"))
    load(warehouse, file_of(tmp_path, "history", range(40), seed=1))
    load_customers(warehouse, tmp_path, "customers", "A,30,f,de,3,60.5,2,1,9.90", "B,,m,at,1,2,3,4,5")
    for day in (40, 41, 42):
        build(warehouse, f"run-{day}")
        publish_all(warehouse.settings, f"run-{day}")
        load(warehouse, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
    # The oldest of three copies waits to be brought up to date.
    assert warehouse.query(f"select count(*) > 0 from {build_db}.fct_campaign_performance__retired") == [(1,)]
    oldest = copy_of(warehouse, "fct_campaign_performance__retired")
    # Nothing else would tell which copy of the customers it was: they are the same in all three.
    warehouse.query(f"update {build_db}.dim_customer__retired set superseded_rows = 99")
    load(warehouse, file_of(tmp_path, "restated", range(38, 42), seed=7))
    with pytest.raises(KilledError):
        build(warehouse, "killed", killed_after="fct_campaign_performance")
    build(warehouse, "run-43")
    assert copy_of(warehouse, "fct_campaign_performance") == oldest, "the fact was built whole"
    in_copy = f"select distinct superseded_rows from {build_db}.dim_customer"
    assert warehouse.query(in_copy) == [(99,)], "customers were built, and none had come"
    warehouse.query(f"update {build_db}.dim_customer set superseded_rows = 0")
    assert steps(warehouse) == 4
    for unaudited in ("int_days_unaudited", "int_campaigns_unaudited", "int_performance_unaudited"):
        days = warehouse.query(f"select min(date), max(date) from {staging}.{unaudited}")
        assert days == [(FIRST + timedelta(days=38), FIRST + timedelta(days=42))], unaudited
    assert_roi_is_counted_as_by_a_scan(warehouse)
    same_as_whole(warehouse)


def test_most_days_restated_after_three_publications(warehouse: Warehouse, tmp_path: Path) -> None:
    """The oldest copy comes back, and then is not worth bringing up to date."""
    load(warehouse, file_of(tmp_path, "history", range(20), seed=1))
    for day in (20, 21, 22):
        build(warehouse, f"run-{day}")
        publish_all(warehouse.settings, f"run-{day}")
        load(warehouse, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
    load(warehouse, file_of(tmp_path, "export of all days", range(22), seed=7))
    build(warehouse, "run-23")
    same_as_whole(warehouse)


def assert_roi_is_counted_as_by_a_scan(warehouse: Warehouse) -> None:
    """What was counted month by month, by dbt, against what Python has the server count at once."""
    engine = engine_for(warehouse.settings, "transformer")
    build_db, staging = (warehouse.settings.database(layer) for layer in ("build", "staging"))
    with engine.connect() as connection:
        counted = read_fact_shape(connection, build_db, None, f"{staging}.int_roi_months")
        assert counted == read_fact_shape(connection, build_db, None)
    engine.dispose()
    assert counted.fact_rows > 0
    assert counted.roi is not None


def test_what_is_built_beside_the_fact_is_ready_before_it(warehouse: Warehouse, tmp_path: Path) -> None:
    """By rows that we hold, the months wait until the fact is under way, and the fact until they are done."""
    load(warehouse, file_of(tmp_path, "history", range(5), seed=1))
    staging = warehouse.settings.database("staging")
    built: list[str] = []
    administrator = administrator_engine(warehouse.settings)
    with (
        waiting_for_rows_read(warehouse),
        administrator.connect() as rows_held,
        administrator.connect() as bounds_held,
    ):

        def watch(_done: int, _all: int, node: str) -> None:
            built.append(node)
            if node == "int_campaigns_outlier_bounds":
                hold(rows_held, f"{staging}.int_campaigns_deduplicated")
                hold(bounds_held, f"{staging}.int_campaigns_outlier_bounds")
            if node == "int_campaigns_flagged":
                wait_for_statement(warehouse, "fct_campaign_performance */ insert into")
                rows_held.exec_driver_sql("rollback")
            if node == "int_campaign_months":
                bounds_held.exec_driver_sql("rollback")

        transform.build(warehouse.settings, "beside", variables=VARIABLES, progress=watch)
    administrator.dispose()
    assert built.index("int_campaign_months") < built.index("fct_campaign_performance")


def test_build_does_not_wait_for_rows_that_it_only_reads(warehouse: Warehouse, tmp_path: Path) -> None:
    """Somebody at work on rows of raw holds up nothing, and the build nobody."""
    load(warehouse, file_of(tmp_path, "history", range(5), seed=1))
    administrator = administrator_engine(warehouse.settings)
    with administrator.connect() as rows_held:
        hold(rows_held, f"{warehouse.settings.database('raw')}.campaigns")
        build(warehouse, "beside rows held")
    administrator.dispose()


@contextmanager
def waiting_for_rows_read(warehouse: Warehouse) -> Iterator[None]:
    """As by default, where who fills a table from others waits for rows that somebody holds."""
    warehouse.query("set global transaction isolation level repeatable read")
    try:
        yield
    finally:
        warehouse.query("set global transaction isolation level read committed")


def hold(connection: sa.Connection, table: str) -> None:
    """Keep everybody from changing a row, and from reading it in a statement that locks what it reads."""
    connection.exec_driver_sql("start transaction")
    connection.exec_driver_sql(f"select * from {table} limit 1 for update").all()


def wait_for_statement(warehouse: Warehouse, beginning: str) -> None:
    end = time.monotonic() + 20
    while time.monotonic() < end:
        found = warehouse.query("select info from information_schema.processlist where info is not null")
        if any(beginning in " ".join(statement.split()) for (statement,) in found):
            return
        time.sleep(0.05)
    pytest.fail(f"nothing executes {beginning}")


def copy_of(warehouse: Warehouse, table: str) -> object:
    return warehouse.query(
        "select distinct index_comment from information_schema.statistics where table_schema = "
        f"'{warehouse.settings.database('build')}' and table_name = '{table}' and index_comment <> ''"
    )[0][0]


@pytest.fixture
def late_batch(warehouse: Warehouse, tmp_path: Path) -> Iterator[int]:
    """A batch that was begun before others and is finished after them: its rows have lower numbers."""
    load(warehouse, file_of(tmp_path, "late", range(5, 9), seed=5))
    return unfinished(warehouse)


def last_batch(warehouse: Warehouse) -> int:
    loads = f"{warehouse.settings.database('raw')}.load_batches"
    return int(warehouse.query(f"select max(batch_id) from {loads}")[0][0])


def unfinished(warehouse: Warehouse) -> int:
    """The last batch, made one that is still being loaded."""
    batch = last_batch(warehouse)
    set_status(warehouse, batch, "loading")
    return batch


def set_status(warehouse: Warehouse, batch: int, status: str) -> None:
    loads = f"{warehouse.settings.database('raw')}.load_batches"
    warehouse.query(f"update {loads} set status = '{status}' where batch_id = {batch}")


def test_what_comes_late_or_goes_and_a_channel_that_is_renamed(
    warehouse: Warehouse, late_batch: int, tmp_path: Path
) -> None:
    load(warehouse, file_of(tmp_path, "history", range(20), seed=1))
    build(warehouse, "run-1")
    set_status(warehouse, late_batch, "loaded")
    with pytest.raises(KilledError):
        build(warehouse, "killed", killed_after="quarantine_campaigns")
    build(warehouse, "run-2")
    assert steps(warehouse) == 2
    # Of an unknown channel's cases the first by the alphabet stands for all, also for the rows of before.
    load(warehouse, file_of(tmp_path, "renamed", range(20, 22), seed=9, channel="Billboard"))
    build(warehouse, "run-3")
    assert steps(warehouse) == 1
    assert billboards(warehouse) == {"Billboard"}
    withdraw_batch(warehouse.settings, last_batch(warehouse))
    build(warehouse, "run-4")
    assert steps(warehouse) == 1
    assert billboards(warehouse) == {"billboard"}
    same_as_whole(warehouse)


@pytest.fixture
def customers(warehouse: Warehouse, tmp_path: Path) -> str:
    """The table of clean customers, built of a batch; behind its rows' backs all are from Atlantis."""
    load(warehouse, file_of(tmp_path, "history", range(20), seed=1))
    load_customers(warehouse, tmp_path, "first", "A,30,f,de,3,60.5,2,1,9.90", "B,,m,at,1,2,3,4,5")
    build(warehouse, "run-1")
    table = f"{warehouse.settings.database('staging')}.int_customers_deduplicated"
    warehouse.query(f"update {table} set country = 'Atlantis'")
    return table


def from_atlantis(warehouse: Warehouse, table: str) -> list[str]:
    """Those who have not been built since the fixture."""
    found = warehouse.query(f"select customer_id from {table} where country = 'Atlantis' order by 1")
    return [customer for (customer,) in found]


def ages(warehouse: Warehouse) -> list[tuple[object, ...]]:
    """Of the customers in the mart, and how many rows each has replaced."""
    mart = f"{warehouse.settings.database('build')}.dim_customer"
    return warehouse.query(f"select customer_id, age, superseded_rows from {mart} order by 1")


def test_customers_stay_until_a_batch_of_them_comes_or_goes(
    warehouse: Warehouse, customers: str, tmp_path: Path
) -> None:
    mart = f"{warehouse.settings.database('build')}.dim_customer"
    warehouse.query(f"update {mart} set country = 'Atlantis'")
    load(warehouse, file_of(tmp_path, "day", range(20, 21), seed=2))
    build(warehouse, "run-2")
    for table in (customers, mart):
        assert from_atlantis(warehouse, table) == ["A", "B"], "customers were built, and none had come"
    load_customers(warehouse, tmp_path, "second", "A,31,f,de,3,60.5,2,1,9.90", "C,200,f,de,1,2,3,4,5")
    with pytest.raises(KilledError):
        build(warehouse, "killed", killed_after="int_customers_conflicting")
    build(warehouse, "run-3")
    assert from_atlantis(warehouse, customers) == ["B"], "customers of whom nothing came were built anew"
    assert ages(warehouse) == [("A", 31, 1), ("B", None, 0)]
    withdraw_batch(warehouse.settings, last_batch(warehouse))
    build(warehouse, "run-4")
    assert from_atlantis(warehouse, customers) == []
    assert ages(warehouse) == [("A", 30, 0), ("B", None, 0)]
    same_as_whole(warehouse)


@pytest.mark.usefixtures("customers")
def test_what_came_since_the_publication_is_audited_of_customers(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = warehouse.settings
    staging, raw = settings.database("staging"), settings.database("raw")

    def unaudited() -> list[str]:
        found = warehouse.query(f"select customer_id from {staging}.int_customers_unaudited order by 1")
        return [customer for (customer,) in found]

    def failed() -> set[str]:
        gate = audit_candidate(settings, "audited", tmp_path / "audited")
        return {one.expectation for one in gate.results if one.outcome != "passed"} & {
            f"customers: {name}" for name in ("rows recorded", "rows kept", "sessions", "revenue")
        }

    monkeypatch.setattr(standing_audit, "TURNS", 10**9)
    assert unaudited() == ["A", "B"], "nothing is published"
    publish_all(settings, "run-1")
    load_customers(warehouse, tmp_path, "second", "B,40,m,at,1,2,3,4,5", "C,20,f,de,1,2,3,4,5")
    build(warehouse, "run-2")
    assert unaudited() == ["B", "C"]
    build(warehouse, "run-2 again")
    assert unaudited() == ["B", "C"], "it was not published"
    assert failed() == set()
    warehouse.query(f"update {raw}.customers set sessions = 77 where customer_id = 'A'")
    assert failed() == set(), "it was audited when it came"
    with monkeypatch.context() as patch:
        patch.setattr(standing_audit, "TURNS", 1)
        assert failed() == {"customers: sessions"}, "in turn all of them are compared"
    warehouse.query(
        f"update {settings.database('build')}.dim_customer set revenue = 9 where customer_id = 'C'"
    )
    assert failed() == {"customers: revenue"}
    warehouse.query(f"delete from {raw}.customers where customer_id = 'B' and age = 40")
    assert failed() == {
        "customers: rows recorded",
        "customers: rows kept",
        "customers: revenue",
        "customers: sessions",
    }
    publish_all(settings, "run-2")
    build(warehouse, "run-3")
    assert unaudited() == []
    rollback(settings)
    build(warehouse, "run-4")
    assert unaudited() == ["C"]
    publish_all(settings, "run-4")
    withdraw_batch(settings, last_batch(warehouse))
    build(warehouse, "run-5")
    assert unaudited() == ["A", "B"], "what was published was made of the batch that has gone"
    warehouse.query(f"update {raw}.customers set sessions = 78 where customer_id = 'A'")
    assert failed() == {"customers: sessions"}


def test_a_rebuild_trusts_no_table_and_the_days_after_go_on_from_it(
    warehouse: Warehouse, customers: str, tmp_path: Path
) -> None:
    build_db, staging = (warehouse.settings.database(layer) for layer in ("build", "staging"))
    mart = f"{build_db}.dim_customer"
    for day in (20, 21, 22):
        publish_all(warehouse.settings, f"run-{day}")
        load(warehouse, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
        build(warehouse, f"run-{day + 1}")
    publish_all(warehouse.settings, "run-23")
    for copy in (f"{warehouse.settings.database(layer)}.dim_customer" for layer in ("marts", "previous")):
        warehouse.query(f"update {copy} set country = 'Atlantis'")
    warehouse.query(f"update {mart}__retired set country = 'Atlantis'")
    warehouse.query(f"update {staging}.int_campaigns_deduplicated set cost = 77777 limit 5")
    assert steps(warehouse) == 4
    build(warehouse, "rebuilt", whole=True)
    assert steps(warehouse) == 1
    assert warehouse.query(f"select max(cost) < 77777 from {build_db}.fct_campaign_performance") == [(1,)]
    for day in (23, 24, 25):
        assert from_atlantis(warehouse, customers) == from_atlantis(warehouse, mart) == []
        publish_all(warehouse.settings, f"run-{day}")
        load(warehouse, file_of(tmp_path, f"day-{day}", range(day, day + 1), seed=day))
        build(warehouse, f"run-{day + 1}")
        assert steps(warehouse) == day - 21, "all batches were taken up once more"
    same_as_whole(warehouse)


def test_customers_who_come_in_any_order_end_where_a_whole_build_ends(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    """A copy, a restatement, a conflict within a batch, new spellings, a gap, and a batch that ends late."""
    load(warehouse, file_of(tmp_path, "history", range(5), seed=1))
    load_customers(warehouse, tmp_path, "late", "A,20,f,de,,1,1,1,1", "D,40,m,ch,1,1,1,1,1")
    late = unfinished(warehouse)
    load_customers(warehouse, tmp_path, "first", "A,30,f,de,3,60.5,2,1,9.90", "B,,m,at,1,2,3,4,5")
    build(warehouse, "run-1")
    load_customers(warehouse, tmp_path, "copy", "A,30,f,de,3,60.5,2,1,9.90", "E,50,FEMALE ,Narnia,1,1,1,1,1")
    build(warehouse, "run-2")
    publish_all(warehouse.settings, "run-2")
    conflicting = ("B,60,m,at,1,2,3,4,5", "B,61,m,at,1,2,3,4,5")
    load_customers(warehouse, tmp_path, "conflict", *conflicting, "A,32,x,,3,60.5,,1,9.90")
    set_status(warehouse, late, "loaded")
    build(warehouse, "run-3")
    assert ages(warehouse) == [("A", 32, 3), ("B", None, 0), ("D", 40, 0), ("E", 50, 0)]
    same_as_whole(warehouse)


def test_customers_whose_taking_up_fails_are_taken_up_once(
    warehouse: Warehouse, customers: str, tmp_path: Path
) -> None:
    """The rows and the note that they are there come together or not at all: else a row would count twice."""
    staging = warehouse.settings.database("staging")
    load_customers(warehouse, tmp_path, "second", "A,31,f,de,3,60.5,2,1,9.90")
    warehouse.query(
        f"create trigger {staging}.fails before insert on {staging}.ledger_customers for each row "
        "set new.batches = if(new.table_name = 'int_customers_deduplicated', null, new.batches)"
    )
    with pytest.raises(DataError):
        build(warehouse, "fails")
    warehouse.query(f"drop trigger {staging}.fails")
    build(warehouse, "run-2")
    assert from_atlantis(warehouse, customers) == ["B"]
    assert ages(warehouse) == [("A", 31, 1), ("B", None, 0)]


def billboards(warehouse: Warehouse) -> set[str]:
    channels = f"{warehouse.settings.database('build')}.dim_channel"
    return {name for (name,) in warehouse.query(f"select channel from {channels}") if "bill" in name.lower()}
