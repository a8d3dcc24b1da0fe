"""A run that is stopped or killed leaves no process and nothing executing, and readers what they had."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from python_jobs.settings import Layer, ServerKind, Settings
from python_jobs.warehouse import processes
from python_jobs.warehouse.connections import administrator_engine, engine_for
from python_jobs.warehouse.sessions import run_comment
from tests.conftest import Warehouse
from tests.e2e.installed import Mca

HEADER = "campaign_name,channel,cost,impressions,clicks,conversions,revenue,date"
ROW = "a,email,1,100,10,1,3,2024-01-01"


@pytest.fixture
def loaded(kind: ServerKind, server_home: Callable[[ServerKind], Settings], tmp_path: Path) -> Mca:
    """``mca`` with a row of campaigns, on each kind of server."""
    mca = Mca(server_home(kind).model_copy(update={"database_prefix": "stopped"}))
    (tmp_path / "campaigns.csv").write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    mca.succeeds("ingest", tmp_path / "campaigns.csv")
    return mca


def test_ctrl_c_leaves_nothing_executing(loaded: Mca, kind: ServerKind) -> None:
    with stuck_in_dbt(loaded, kind, "raw", "campaigns") as (run, dbt):
        os.kill(run.pid, signal.SIGINT)  # what Ctrl-C sends
        time.sleep(0.02)
        os.kill(run.pid, signal.SIGINT)  # impatient
        output, _ = run.communicate(timeout=30)
        assert run.returncode == 130, output
        assert "The published marts are as they were." in output
        assert "Traceback" not in output
        assert not processes.arguments_of(dbt)
        assert executing(loaded, kind) == []
    record = json.loads(loaded.frame("runs", "ops").sort_values("started_at").iloc[-1]["record"])
    assert record["status"] == "interrupted"
    assert [(stage["name"], stage["status"]) for stage in record["stages"]] == [("dbt build", "interrupted")]


def test_a_dbt_without_an_order_ends_with_its_run(loaded: Mca) -> None:
    run = loaded.start("run", "--without-prefect", "--force")
    wait_until(lambda: dbt_of(run.pid) != [])
    (dbt,) = dbt_of(run.pid)
    run.kill()
    run.communicate()
    wait_until(lambda: not processes.arguments_of(dbt))


def test_what_a_killed_run_left_is_ended_by_the_next(published: Mca, any_kind: ServerKind) -> None:
    before = published.contents()
    with stuck_in_dbt(published, any_kind, "staging", "channel_mapping") as (killed, dbt):
        assert "Another run is under way" in published.fails("run", "--without-prefect")
        (killed_id,) = executing(published, any_kind)
        with ThreadPoolExecutor() as background:
            # A server ends a wait for a table when the client is gone, but not a statement at work.
            leftover = background.submit(work_for_long, published, killed_id)
            os.kill(killed.pid, signal.SIGKILL)
            killed.wait()
            wait_until(lambda: not processes.arguments_of(dbt))

            begun = builds_begun(published)
            following = published.start("run", "--without-prefect")
            assert "Lost connection" in str(leftover.exception(timeout=60))
        # Not before it builds: while it ends what the killed run left, it has statements of its own.
        wait_until(lambda: builds_begun(published) > begun)
        wait_until(lambda: set(executing(published, any_kind)) - {killed_id} != set())
        os.kill(following.pid, signal.SIGTERM)
        output, _ = following.communicate(timeout=30)
        assert following.returncode == 143, output
        assert executing(published, any_kind) == []
    record = json.loads(published.frame("runs", "ops").sort_values("started_at").iloc[-1]["record"])
    assert f"Run {killed_id} was killed" in record["warnings"][0]
    assert published.contents() == before


def work_for_long(mca: Mca, run_id: str) -> None:
    """What a killed run may have left: some minutes of work at the server."""
    engine = engine_for(mca.settings, "transformer")
    try:
        with engine.connect() as connection:
            comment = run_comment(mca.settings, run_id)
            connection.exec_driver_sql(f"select {comment} benchmark(1000000000, sha2('x', 512))")
    finally:
        engine.dispose()


@contextmanager
def stuck_in_dbt(
    mca: Mca, kind: ServerKind, layer: Layer, table: str
) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """A run whose dbt waits for a table that somebody holds; the run, and the pid of its dbt."""
    engine = administrator_engine(mca.settings)
    before = builds_begun(mca)
    run = mca.start("run", "--without-prefect", "--force")
    try:
        with engine.connect() as holder:
            # Not before dbt has its order: the run looks at this table itself.
            wait_until(lambda: builds_begun(mca) > before)
            holder.exec_driver_sql(f"lock tables {mca.settings.database(layer)}.{table} write")
            wait_until(lambda: executing(mca, kind) != [])
            yield run, dbt_of(run.pid)[0]
    finally:
        engine.dispose()
        run.kill()
        run.communicate()


def executing(mca: Mca, kind: ServerKind) -> list[str]:
    """Ids of the runs that have a statement executing, sorted."""
    prefix = f"/* mca:{mca.settings.database_prefix}:"
    sessions = Warehouse(mca.settings, kind).query("show full processlist")
    texts = [str(session[7]) for session in sessions]
    return sorted({text.partition(prefix)[2].split(" ")[0] for text in texts if prefix in text})


def builds_begun(mca: Mca) -> int:
    log = mca.settings.home / "logs" / "mca.log"
    return log.read_text().count("dbt build begins") if log.exists() else 0


def dbt_of(run: int) -> list[int]:
    """The dbt process of a run, which is there before the run needs it."""
    children = map(int, Path(f"/proc/{run}/task/{run}/children").read_text().split())
    return [
        child for child in children if any("waiting_dbt" in word for word in processes.arguments_of(child))
    ]


def wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)
