"""The log of publications: complete after a kill, append-only, and there in a home of an earlier version."""

import itertools
from datetime import date

import pytest
import sqlalchemy as sa

from python_jobs.warehouse.connections import administrator_engine
from python_jobs.warehouse.ops_tables import create_ops_tables
from python_jobs.warehouse.publishing import publication
from python_jobs.warehouse.publishing.publication import rollback
from python_jobs.warehouse.publishing.publication_log import LogLine
from python_jobs.warehouse.publishing.publication_status import read_history, status
from python_jobs.warehouse.publishing.publisher import publisher
from python_jobs.warehouse.runs import run_events
from python_jobs.warehouse.runs.actor import this_actor
from python_jobs.warehouse.runs.run_lock import only_run
from tests.conftest import Warehouse
from tests.fixtures.candidate import create_candidate, publish_candidate


def history(warehouse: Warehouse) -> list[tuple[str, str, str | None]]:
    return [
        (line.event, line.run_id, line.replaced_run_id) for line in read_history(warehouse.settings, limit=10)
    ]


def load_batches(warehouse: Warehouse, rows: dict[int, tuple[str, int]]) -> None:
    raw = warehouse.settings.database("raw")
    for batch_id, (state, count) in rows.items():
        warehouse.query(
            f"insert into {raw}.load_batches (batch_id, source, table_name, file_name, content_hash, "
            f"rows_loaded, status, started_at) values ({batch_id}, 's', 'campaigns', 'f', '', {count}, "
            f"'{state}', now())"
        )


def test_each_line_has_who_what_before_and_after(warehouse: Warehouse) -> None:
    first = publish_candidate(warehouse.settings, "run-1")
    publish_candidate(warehouse.settings, "run-2")
    rollback(warehouse.settings)

    assert history(warehouse) == [
        ("rollback", "run-1", "run-2"),
        ("publish", "run-2", "run-1"),
        ("publish", "run-1", None),
    ]
    line: LogLine = read_history(warehouse.settings, limit=10)[-1]
    me = this_actor()
    assert (line.os_user, line.host, line.git_revision) == (me.os_user, me.host, "abc1234")
    assert (line.fact_rows, line.cost, line.revenue) == (first.fact_rows, first.cost, first.revenue)
    assert line.happened_at == first.published_at
    assert isinstance(line.newest_date, date)
    assert [entry.run_id for entry in read_history(warehouse.settings, limit=1)] == ["run-1"]


def test_a_publication_tells_the_batches_that_it_is_made_from(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    create_candidate(settings)
    [(rows,)] = warehouse.query(f"select sum(rows_in) from {settings.database('build')}.mart_data_quality")
    loaded = {1: ("loaded", rows - 3), 2: ("loaded", 1), 3: ("withdrawn", 9), 4: ("loading", 9)}
    load_batches(warehouse, {**loaded, 7: ("loaded", 2)})
    with only_run(settings, "run-1", "mca run"):
        run_events.note_data(settings, "run-1")
        made = publish_candidate(settings, "run-1")
    assert (made.batches, made.newest_batch_id, made.raw_rows) == ("1-2, 7", 7, rows)
    assert read_history(settings, limit=1)[0].batches == "1-2, 7"

    load_batches(warehouse, {8: ("loaded", 1)})  # noted, but the candidate was built without it
    with only_run(settings, "run-2", "mca publish"):
        run_events.note_data(settings, "run-2")
        made = publish_candidate(settings, "run-2")
    assert (made.batches, made.newest_batch_id, made.raw_rows) == (None, None, None)


def test_a_kill_between_flip_and_line_loses_no_line(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = warehouse.settings

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(publication, "append_line", killed)
        with pytest.raises(KeyboardInterrupt):
            publish_candidate(settings, "run-1")
    state = status(settings)
    assert state.marts is not None
    assert history(warehouse) == [("publish", "run-1", None)]
    assert read_history(settings, limit=1)[0].happened_at == state.marts.published_at

    publish_candidate(settings, "run-2")
    with monkeypatch.context() as patch:
        patch.setattr(publication, "append_line", killed)
        with pytest.raises(KeyboardInterrupt):
            rollback(settings)
    rollback(settings)
    assert history(warehouse) == [
        ("rollback", "run-2", "run-1"),
        ("rollback", "run-1", "run-2"),
        ("publish", "run-2", "run-1"),
        ("publish", "run-1", None),
    ]


def test_the_pipeline_can_only_append(warehouse: Warehouse) -> None:
    ops = warehouse.settings.database("ops")
    changes = (
        "update {} set run_id = 'x'",
        "delete from {}",
        "truncate {}",
        "alter table {} add column x int",
        "drop table {}",
    )
    tables = [f"{ops}.{table}" for table in ("publications", "run_events", "runs")]
    with publisher(warehouse.settings) as connection:
        for change, table in itertools.product(changes, tables):
            with pytest.raises(sa.exc.OperationalError) as refused:
                connection.exec_driver_sql(change.format(table))
            assert refused.value.orig is not None
            assert refused.value.orig.args[0] == 1142, change  # command denied


def test_a_home_of_an_earlier_version_gets_the_new_columns(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    ops = settings.database("ops")
    warehouse.query(f"drop table {ops}.run_events")
    warehouse.query(f"drop table {ops}.publications")
    warehouse.query(
        f"create table {ops}.publications (publication_id bigint not null auto_increment primary key, "
        "event varchar(16) not null, run_id varchar(64) not null, happened_at datetime(6) not null, "
        "done_by varchar(128) not null, key publications_happened_at (happened_at))"
    )
    publish_of_then = (
        "insert into {}.publications values (1, 'publish', 'old', '2026-01-01', 'mca_publisher@%')"
    )
    warehouse.query(publish_of_then.format(ops))
    engine = administrator_engine(settings)
    create_ops_tables(engine, settings)
    create_ops_tables(engine, settings)
    engine.dispose()
    publish_candidate(settings, "run-1")
    assert [(line.run_id, line.os_user is None) for line in read_history(settings, limit=10)] == [
        ("run-1", False),
        ("old", True),
    ]
    marts = settings.database("marts")
    warehouse.query(
        f"alter table {marts}.publication drop column raw_rows, drop column newest_batch_id, "
        "drop column batches"
    )
    state = status(settings)
    assert state.marts is not None
    assert state.marts.batches is None
    assert publish_candidate(settings, "run-2").run_id == "run-2"
