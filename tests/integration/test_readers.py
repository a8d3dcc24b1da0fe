"""Readers during publications: no error, no mix of versions, no long wait; and who blocks is named."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa

from python_jobs.errors import ServerError
from python_jobs.settings import Settings
from python_jobs.warehouse.connections import engine_for
from python_jobs.warehouse.flip import table_flip
from python_jobs.warehouse.flip.metadata_locks import TableLock
from python_jobs.warehouse.publishing.publication import rollback
from tests.conftest import Warehouse
from tests.fixtures.readers import publish_version, reading, single_statements, transaction

LOCK_WAIT_SECONDS = 4

Configure = Callable[..., Settings]


@pytest.fixture
def configured(warehouse: Warehouse, tmp_path: Path) -> Configure:
    """Settings with a ``publication`` section of the test's own, and two publications made."""
    publish_version(warehouse.settings, 1)
    publish_version(warehouse.settings, 2)

    def configure(*, patience: float = 0, attempts: int = 10, lock_wait: int = LOCK_WAIT_SECONDS) -> Settings:
        (tmp_path / "operations.yml").write_text(
            f"publication: {{patience_seconds: {patience}, lock_wait_seconds: {lock_wait}, "
            f"attempts: {attempts}}}"
        )
        return warehouse.settings.model_copy(update={"config_dir": tmp_path})

    return configure


@pytest.fixture
def reader(warehouse: Warehouse) -> Iterator[sa.Engine]:
    engine = engine_for(warehouse.settings, "bi_reader")
    yield engine
    engine.dispose()


def version(connection: sa.Connection, settings: Settings, mart: str) -> int:
    found: int = connection.exec_driver_sql(
        f"select version from {settings.database('marts')}.{mart}"
    ).scalar_one()
    return found


@pytest.mark.parametrize("beside_publication", [True, False])
def test_eight_busy_sessions_meet_no_error_and_no_mix(
    configured: Configure, beside_publication: bool
) -> None:
    """Joins in a loop, and transactions that read other marts at their end, in any order."""
    settings = configured()
    held = [transaction(0.7, beside_publication=beside_publication)] * 4
    with reading(settings, [*[single_statements] * 4, *held]) as readings:
        for number in range(3, 6):
            publish_version(settings, number)
            time.sleep(random.uniform(0, 0.5))

    assert readings.errors == []
    assert readings.mixes == []
    assert readings.longest_statement <= LOCK_WAIT_SECONDS
    assert readings.versions == {2, 3, 4, 5}


def test_an_open_transaction_may_read_any_other_mart_while_a_publication_waits_for_it(
    configured: Configure, reader: sa.Engine
) -> None:
    """A plain RENAME would wait for mart_09 holding mart_00: a deadlock, and the reader its victim."""
    settings = configured()
    with ThreadPoolExecutor() as pool, reader.connect() as connection:
        assert version(connection, settings, "mart_09") == 2
        publication = pool.submit(publish_version, settings, 3)
        time.sleep(1.5)
        began = time.monotonic()
        assert version(connection, settings, "mart_00") == 2
        assert version(connection, settings, "mart_15") == 2
        assert time.monotonic() - began < 1
        assert not publication.done()
        connection.rollback()
        assert publication.result().run_id == "3"
        assert version(connection, settings, "mart_00") == 3


def test_a_reader_who_came_in_after_the_look_for_readers_may_go_on(
    configured: Configure, reader: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rename is sent because nobody was there, and would wait for mart_09 holding mart_00."""
    settings = configured()
    looked = threading.Event()
    table_locks = table_flip.table_locks

    def look(control: sa.Connection, database: str) -> list[TableLock]:
        if looked.is_set():
            return table_locks(control, database)
        looked.set()
        return []

    monkeypatch.setattr(table_flip, "table_locks", look)
    with ThreadPoolExecutor() as pool, reader.connect() as connection:
        assert version(connection, settings, "mart_09") == 2
        publication = pool.submit(publish_version, settings, 3)
        assert looked.wait(30)
        time.sleep(0.3)
        assert version(connection, settings, "mart_00") == 2
        assert version(connection, settings, "mart_15") == 2
        connection.rollback()
        assert publication.result().run_id == "3"


def test_new_readers_are_held_back_only_when_patience_runs_out(
    configured: Configure, reader: sa.Engine
) -> None:
    settings = configured(patience=10)
    released = threading.Event()
    longest = 0.0

    def hold() -> None:
        with reader.connect() as connection:
            version(connection, settings, "mart_09")
            released.wait()

    with ThreadPoolExecutor() as pool, reader.connect() as connection:
        pool.submit(hold)
        publication = pool.submit(publish_version, settings, 3)
        for _ in range(20):
            began = time.monotonic()
            version(connection, settings, "mart_09")
            connection.rollback()
            longest = max(longest, time.monotonic() - began)
            time.sleep(0.1)
        assert not publication.done()
        released.set()
        assert publication.result().run_id == "3"
    assert longest < 1


@pytest.mark.parametrize("sees_locks", [True, False])
def test_a_reader_that_stays_blocks_for_a_while_and_is_named(
    configured: Configure,
    warehouse: Warehouse,
    reader: sa.Engine,
    sees_locks: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also on a server of one's own that shows us no locks: there the rename queues for a bounded time."""
    settings = configured(attempts=1, lock_wait=2)
    if not sees_locks:
        monkeypatch.setattr(table_flip, "can_see_locks", lambda _: False)
    with reader.connect() as first, reader.connect() as second:
        session = first.exec_driver_sql("select connection_id()").scalar_one()
        version(first, settings, "mart_03")
        version(second, settings, "mart_09")
        began = time.monotonic()
        named = (
            rf"held them for more than 2 s.* Blocked by: .*session {session} \(bi_reader@127.0.0.1, \d+ s\)"
        )
        with pytest.raises(ServerError, match=named):
            publish_version(settings, 3)
        assert time.monotonic() - began < 5
        assert version(second, settings, "mart_03") == 2
    assert rollback(warehouse.settings).run_id == "1"  # both layers are as they were
    assert publish_version(settings, 3).run_id == "3"
