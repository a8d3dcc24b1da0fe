"""What a step has executing on the server ends with the step; what heals is tried again. Both servers."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import polars as pl
import pytest
import sqlalchemy as sa

from flows.execution import PlainExecutor
from flows.patience import patient_step
from python_jobs.errors import ServerError
from python_jobs.operations_config import OperationsConfig, RetryConfig, TimeoutConfig
from python_jobs.settings import Settings
from python_jobs.warehouse import sessions
from python_jobs.warehouse.bulk import load_frame
from python_jobs.warehouse.connections import account_url, engine_for
from tests.conftest import Warehouse

OPERATIONS = OperationsConfig(
    retries=RetryConfig(attempts=2, first_pause_seconds=0.01), timeouts=TimeoutConfig(audit=0.5)
)

LONG_QUERY = "select benchmark(1000000000, sha2('x', 512))"


def run_step(settings: Settings, call: Callable[[], object], name: str = "publish") -> list[str]:
    """Run a step of the run ``r1``; the errors after which it was tried again."""
    told: list[str] = []
    step = patient_step(settings, OPERATIONS, "r1", name, call, lambda error, _pause: told.append(str(error)))
    with sessions.commented(settings, "r1"):
        PlainExecutor().run(step)
    return told


def ask(settings: Settings, statement: str) -> object:
    """A statement in a session of its own."""
    engine = engine_for(settings, "transformer")
    try:
        with engine.connect() as connection:
            return connection.execute(sa.text(statement)).scalar_one()
    finally:
        engine.dispose()


def executing(warehouse: Warehouse) -> list[str]:
    """The comments of what this warehouse's runs have executing."""
    prefix = f"/* mca:{warehouse.settings.database_prefix}:"
    texts = (str(session[7]) for session in warehouse.query("show full processlist"))
    return [text.partition(prefix)[2].split(" ")[0] for text in texts if prefix in text]


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@contextmanager
def in_background(warehouse: Warehouse, run_id: str) -> Iterator[list[str]]:
    """A statement of a run that somebody else has executing; the list receives its error."""
    errors: list[str] = []

    def execute() -> None:
        comment = sessions.run_comment(warehouse.settings, run_id)
        try:
            ask(warehouse.settings, f"select {comment} sleep(20)")
        except sa.exc.DBAPIError as error:
            errors.append(str(error))

    thread = threading.Thread(target=execute)
    thread.start()
    wait_until(lambda: run_id in executing(warehouse))
    yield errors
    for (session,) in warehouse.query(
        "select id from information_schema.processlist "
        "where info like '%sleep(20)%' and id <> connection_id()"
    ):
        warehouse.query(f"kill {session}")
    thread.join()


def test_a_step_whose_time_is_up_leaves_nothing_executing(warehouse: Warehouse) -> None:
    began = time.monotonic()
    with pytest.raises(ServerError, match="audit took longer than") as failure:
        run_step(warehouse.settings, lambda: ask(warehouse.settings, "select sleep(30)"), "audit")
    assert time.monotonic() - began < 0.5 + 2
    assert executing(warehouse) == []
    assert "timeouts.audit" in str(failure.value)


def test_a_session_that_is_killed_heals_by_another_try(warehouse: Warehouse) -> None:
    tries: list[float] = []

    def step() -> object:
        tries.append(time.monotonic())
        if len(tries) > 1:
            return ask(warehouse.settings, "select 1")
        killer = threading.Thread(target=kill_when_executing, args=(warehouse,))
        killer.start()
        try:
            return ask(warehouse.settings, LONG_QUERY)
        finally:
            killer.join()

    told = run_step(warehouse.settings, step)
    assert len(tries) == 2
    assert len(told) == 1
    assert "Lost connection" in told[0] or "killed" in told[0]


def kill_when_executing(warehouse: Warehouse) -> None:
    def killed() -> bool:
        sessions_now = warehouse.query("show full processlist")
        found = [session[0] for session in sessions_now if "benchmark" in str(session[7])]
        for session in found:
            warehouse.query(f"kill {session}")
        return bool(found)

    wait_until(killed)


@pytest.mark.parametrize("change", [{"password": "wrong"}, {"database": "no_such_database"}])
def test_a_wrong_password_or_database_is_not_tried_again(
    warehouse: Warehouse, change: dict[str, str]
) -> None:
    tries: list[int] = []
    engine = sa.create_engine(account_url(warehouse.settings, "transformer").set(**change))  # type: ignore[arg-type]

    def step() -> None:
        tries.append(1)
        engine.connect().close()

    with pytest.raises(sa.exc.OperationalError):
        run_step(warehouse.settings, step)
    assert len(tries) == 1


def test_leftovers_of_other_runs_are_ended_and_nothing_else(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    with in_background(warehouse, "killed") as killed, in_background(warehouse, "r1") as own:
        with in_background(warehouse, "") as by_hand:
            assert sessions.end_leftovers(settings, "r1") == ["killed"]
            wait_until(lambda: bool(killed))
            assert sorted(executing(warehouse)) == ["", "r1"]
            assert (own, by_hand) == ([], [])
            # Another warehouse of the same server and user.
            other = settings.model_copy(update={"database_prefix": f"{settings.database_prefix}x"})
            assert sessions.end_leftovers(other, "r2") == []
        sessions.end_statements(settings, "r1")
        wait_until(lambda: bool(own))
        assert executing(warehouse) == []


def test_a_leftover_that_does_not_end_stops_the_run(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_kill", lambda _connection, _session: None)  # a long rollback
    with in_background(warehouse, "killed"), pytest.raises(ServerError, match="still undoing statements"):
        sessions.end_leftovers(warehouse.settings, "r1", seconds=0.5)


def test_many_rows_still_go_as_one_insert(warehouse: Warehouse) -> None:
    settings = warehouse.settings
    table = f"`{settings.database('build')}`.numbers"
    engine = engine_for(settings, "transformer")
    with sessions.commented(settings, "r1"), engine.begin() as connection:
        connection.exec_driver_sql(f"create table {table} (number int)")
        load_frame(connection, settings.database("build"), "numbers", pl.DataFrame({"number": range(500)}))
        inserts = connection.exec_driver_sql("show session status like 'Com_insert'").one()[1]
    engine.dispose()
    assert warehouse.query(f"select count(*) from {table}") == [(500,)]
    assert int(inserts) == 1
